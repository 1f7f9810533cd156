import * as fc from 'fast-check';
import { play } from './play.ts';
import { blob, hash, transcripts, type Turn } from './transcripts.ts';

const secret = 'SECRETsecret0';

/** Every string of every message, keys included, replaced in turn by a secret. */
function planted(text: string): string[] {
  return [...text.matchAll(/"(?:[^"\\]|\\.)*"/g)].map(({ 0: found, index }) => `${text.slice(0, index)}"${secret}${found.slice(1, 3).replaceAll(/["\\]/g, '')}.${secret}"${text.slice(index + found.length)}`); // prettier-ignore
}

test('a secret in any string of any dialect never stands in the verdict', () => {
  let said = 0;
  for (const { turns } of transcripts) {
    for (const [at, [direction, text]] of turns.entries()) {
      if (typeof text !== 'string') continue;
      for (const changed of planted(text)) {
        const verdict = play(turns.with(at, [direction, changed]));
        expect(JSON.stringify(verdict ?? null).toLowerCase()).not.toContain(secret.toLowerCase());
        said += verdict === undefined ? 0 : 1;
      }
    }
  }
  expect(said).toBeGreaterThan(200);
});

test.each([
  ['a wallet with a worker', 't1JfInventedWalletThatIsLongEnough12.rig'],
  ['a short user with a worker', 'alice.worker'],
  ['a mail address', 'alice@example.com'],
  ['an address', '10.0.0.7'],
  ['a wallet below a public suffix', `4${'8AbCdEfGhJ'.repeat(3)}.com`],
  ['a path behind the name', 'pool.example.com/alice'],
  ['credentials before the name', 'stratum+tcp://alice:pw@pool.example.com'],
  ['a public suffix alone', 'co.uk'],
])('%s in place of the pool’s host is not told', (_, value) => {
  const turns: Turn[] = [['client', `${JSON.stringify({ id: 1, method: 'mining.subscribe', params: ['a', null, value, '3333'] })}\n`]]; // prettier-ignore
  expect(play(turns)).toMatchObject({ evidence: 'intent', poolHosts: [] });
});

test('a name that no port stands beside is not told: it may be a password', () => {
  const turns: Turn[] = [
    ['client', '{"id":1,"method":"mining.subscribe","params":["a",null,"correct.horse","battery"]}\n'],
  ];
  expect(play(turns)).toMatchObject({ evidence: 'intent', poolHosts: [] });
});

test('whatever stands in the messages, the verdict holds words of ours and host names only', () => {
  const words = fc.string({ unit: 'grapheme', maxLength: 20 });
  fc.assert(
    fc.property(words, words, words, (a, b, c) => {
      const verdict = play([
        ['client', `${JSON.stringify({ id: a, method: 'mining.subscribe', params: [b, c, a, b], worker: c })}\n`],
        ['server', `${JSON.stringify({ method: 'job', params: { blob, job_id: c, target: 'ffff0000', id: b } })}\n`],
        ['server', `${JSON.stringify({ id: a, error: b, result: c })}\n`],
        ['server', `${JSON.stringify({ id: 7, result: [[['mining.notify', a]], hash('1'), b] })}\n`],
      ]);
      for (const { method } of verdict?.methods ?? []) expect(method).toMatch(/^(?:mining\.[a-z_.]+|job)$/);
      for (const host of verdict?.poolHosts ?? []) expect(host).toMatch(/^[a-z0-9.-]+\.[a-z]+$/);
    }),
  );
});
