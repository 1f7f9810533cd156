import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import { MiningSession } from '../../../core/mining/session.ts';
import { bytesOf, cutAt, play } from './play.ts';
import { transcripts, type Turn } from './transcripts.ts';

const turn = fc.tuple(fc.constantFrom('client' as const, 'server' as const), fc.uint8Array({ maxLength: 600 }));

test('random bytes never throw and are never mining', () => {
  fc.assert(
    fc.property(fc.array(turn, { maxLength: 8 }), (turns) => {
      expect(play(turns)).toBeUndefined();
    }),
    { numRuns: 2_000 },
  );
});

test('random mixtures of the marks that framing and JSON are made of never throw', () => {
  const mark = fc.constantFrom('{', '}', '[', ']', '"', '\\', '\\u00', ':', ',', '\n', '\r\n\r\n', '0', 'ff\r\n', '"method"', '"params"', '"mining.subscribe"', 'POST / HTTP/1.1\r\n', 'HTTP/1.1 200 OK\r\n', 'Content-Length: 5\r\n', 'Transfer-Encoding: chunked\r\n', 'Upgrade: websocket\r\n', '\u0081\u00fe', '\u0082\u007f', '\0\0\0', 'true', 'x'); // prettier-ignore
  fc.assert(
    fc.property(fc.array(mark, { maxLength: 120 }), fc.array(fc.nat(300), { maxLength: 5 }), (marks, places) => {
      const turns: Turn[] = [['client', marks.join('')], ['server', marks.toReversed().join('')]]; // prettier-ignore
      expect(play(turns, cutAt(places))).toEqual(play(turns));
    }),
    { numRuns: 1_500 },
  );
});

test('transcripts with bytes changed, lost or doubled never throw, and the verdict stays within its words', () => {
  const change = fc.record({ at: fc.nat(3000), kind: fc.nat(3), byte: fc.nat(255) });
  fc.assert(
    fc.property(
      fc.constantFrom(...transcripts),
      fc.array(change, { minLength: 1, maxLength: 6 }),
      (transcript, changes) => {
        const session = new MiningSession();
        for (const [direction, said] of transcript.turns) {
          let bytes = [...bytesOf(said)];
          for (const { at, kind, byte } of changes) {
            const place = at % (bytes.length + 1);
            if (kind === 0) bytes[place] = byte;
            else if (kind === 1) bytes.splice(place, 1);
            else if (kind === 2) bytes.splice(place, 0, byte);
            else bytes = [...bytes.slice(0, place), ...bytes.slice(Math.max(0, place - 40))];
          }
          session.push(direction, Uint8Array.from(bytes));
          if (changes.length % 3 === 0) session.gap(direction);
        }
        expect(session.verdict()?.poolHosts.length ?? 0).toBeLessThanOrEqual(4);
      },
    ),
    { numRuns: 1_500 },
  );
});

const hostile: readonly (readonly [string, string])[] = [
  ['open brackets', '['.repeat(1024)],
  ['open objects', '{"params":'.repeat(100)],
  ['an endless string', 'y'.repeat(1024)],
  ['line feeds', '\n'.repeat(1024)],
  ['half request lines', 'GET /'.padEnd(512, 'a').repeat(2)],
  ['empty messages', '{}'.repeat(512)],
  ['questions', '{"id":1,"method":"mining.subscribe","params":[]}'.repeat(20)],
  ['open messages, one a line', '{"a":[\n'.repeat(140)],
  ['frames', '\u0081\u0085abcdefghi'.repeat(90)],
];

test.each(hostile)('time grows with the bytes only: %s', (_, unit) => {
  const chunk = Buffer.from(unit, 'latin1');
  const msFor = (count: number): number => {
    const session = new MiningSession();
    const began = process.cpuUsage();
    for (let n = 0; n < count; n += 1) session.push('client', chunk);
    return process.cpuUsage(began).user / 1e3;
  };
  msFor(200);
  const [few, many] = [Math.min(msFor(100), msFor(100), msFor(100)), Math.min(msFor(800), msFor(800))];
  // Eight times the bytes; a quadratic reader would need 64 times as long.
  expect(many).toBeLessThan(few * 40 + 20);
});

test('one byte at a time costs no more per byte than whole segments, within reason', () => {
  const bytes = Buffer.from('{"id":1,"method":"eth_call","params":[{"to":"0x00"}]}\n'.repeat(2000));
  const session = new MiningSession();
  const began = process.cpuUsage();
  for (const byte of bytes) session.push('client', Uint8Array.of(byte));
  expect(process.cpuUsage(began).user / bytes.length).toBeLessThan(50);
});

test('memory is bounded, whatever is sent', () => {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  const wide = `{"params":[${'["0123456789abcdef0123456789abcdef"],'.repeat(40)}`;
  const inputs = [
    ...hostile.map(([, unit]) => unit),
    wide,
    `{"params":{${fieldsOf(40)}`,
    `POST / HTTP/1.1\r\nX: ${'a'.repeat(15_000)}`,
  ];
  const sessions: MiningSession[] = [];
  gc();
  const before = process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
  for (let n = 0; n < 96; n += 1) {
    const session = new MiningSession();
    const bytes = Buffer.from(inputs[n % inputs.length] ?? '', 'latin1');
    for (let turns = 0; turns < 24; turns += 1)
      for (const side of ['client', 'server'] as const) session.push(side, bytes);
    sessions.push(session);
  }
  gc();
  const bytesEach = (process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers - before) / sessions.length;
  expect(sessions.every((session) => session.oversize >= 0)).toBe(true);
  expect(bytesEach).toBeLessThan(48 * 1024);
});

function fieldsOf(count: number): string {
  return Array.from(
    { length: count },
    (_, n) => `"${['login', 'pass', 'agent', 'algo', 'blob'][n % 5]}":"${'z'.repeat(500)}"`,
  ).join();
}
