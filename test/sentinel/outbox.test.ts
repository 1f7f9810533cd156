import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { Batch, type Lookup } from '../../core/telemetry.ts';
import { Outbox } from '../../sentinel/delivery/outbox.ts';
import { Sealer, stamped, type Lane, type Sealed } from '../../sentinel/delivery/sealed.ts';

const folders: string[] = [];
const folder = () => {
  const path = mkdtempSync(join(tmpdir(), 'spool-'));
  folders.push(path);
  return path;
};
afterAll(() => folders.forEach((path) => rmSync(path, { recursive: true })));

const around = { v: 1 as const, node: 'n', bootId: 'b', window: { from: '2026-01-05T12:00:00.000Z', to: '2026-01-05T12:01:00.000Z' }, coverage: { seen: 1, dropped: 0, folded: 0, spooled: 0, freezes: 0, sources: ['wire' as const], failed: [] } }; // prettier-ignore
const lookup = (index: number): Lookup => ({ kind: 'lookup', src: '10.0.0.1', dst: '10.0.0.2', port: 53, proto: 'udp', name: `h${index}.example`, aliases: [], outcome: 'answered', count: 1, generation: 0, firstSeen: '2026-01-05T12:00:00.000Z', lastSeen: '2026-01-05T12:00:01.000Z' }); // prettier-ignore
const sealed = (lane: Lane, seq: number, bytes = 1000): Sealed => ({ lane, seq, observations: 1, body: Buffer.alloc(bytes, seq) }); // prettier-ignore
const drained = (outbox: Outbox) => {
  const all: Sealed[] = [];
  for (let next = outbox.next(); next !== undefined; next = outbox.next()) {
    all.push(next);
    outbox.done(next);
  }
  return all.map(({ lane, seq }) => `${lane} ${seq}`);
};

describe('sealed batches', () => {
  test('are whole batches once they are stamped, whenever that is', () => {
    const [one] = new Sealer().seal('novelty', [lookup(1)], around);
    const batch = Batch.parse(JSON.parse(gunzipSync(stamped(one!, '2026-01-05T12:30:00.000Z')).toString()));
    expect(batch).toMatchObject({ sentAt: '2026-01-05T12:30:00.000Z', seq: 0, observations: [{ name: 'h1.example' }] });
  });

  test('are split where they are too many, and numbered one after the other; an empty one is a heartbeat', () => {
    const sealer = new Sealer();
    const many = sealer.seal('counters', Array.from({ length: 4500 }, (_, index) => lookup(index)), around); // prettier-ignore
    expect(many.map(({ seq }) => seq)).toEqual(many.map((_, index) => index));
    expect(many.reduce((sum, { observations }) => sum + observations, 0)).toBe(4500);
    expect(sealer.seal('counters', [], around)).toHaveLength(1);
  });
});

describe('the outbox', () => {
  test('novelty goes before counters, old before new', () => {
    const outbox = new Outbox();
    for (const one of [sealed('counters', 1), sealed('novelty', 2), sealed('counters', 3), sealed('novelty', 4)]) outbox.add(one); // prettier-ignore
    expect(drained(outbox)).toEqual(['novelty 2', 'novelty 4', 'counters 1', 'counters 3']);
    expect(outbox.isEmpty).toBe(true);
  });

  test('what memory has no room for waits on disk, and comes back whole, also to the next process', () => {
    const path = folder();
    const outbox = new Outbox({ folder: path, memoryBytes: 2500 });
    for (let seq = 0; seq < 10; seq += 1) outbox.add(sealed(seq % 2 === 0 ? 'novelty' : 'counters', seq));
    outbox.close();
    const after = new Outbox({ folder: path });
    expect(drained(after).toSorted()).toEqual(
      Array.from({ length: 10 }, (_, seq) => `${seq % 2 === 0 ? 'novelty' : 'counters'} ${seq}`).toSorted(),
    );
    expect(readdirSync(path)).toEqual([]);
  });

  test('where there is no room at all the oldest counters go first; lost novelty is counted, and asked for again', () => {
    const outbox = new Outbox({ memoryBytes: 3500 });
    for (const one of [sealed('novelty', 1), sealed('counters', 2), sealed('counters', 3), sealed('novelty', 4)]) outbox.add(one); // prettier-ignore
    expect(outbox.counters.toObject()).toEqual({ 'spool: batches of counters dropped': 1 });
    expect(outbox.takeNoveltyLost()).toBe(false);
    for (let seq = 5; seq < 9; seq += 1) outbox.add(sealed('novelty', seq));
    expect(outbox.counters.get('spool: batches of novelty dropped')).toBe(3);
    expect([outbox.takeNoveltyLost(), outbox.takeNoveltyLost()]).toEqual([true, false]);
    expect(drained(outbox)).toEqual(['novelty 6', 'novelty 7', 'novelty 8']);
  });

  test('a full disk drops whole segments of counters before any novelty', () => {
    const outbox = new Outbox({ folder: folder(), memoryBytes: 0, diskBytes: 9_000_000 });
    for (let seq = 0; seq < 8; seq += 1) outbox.add(sealed('counters', seq, 900_000));
    for (let seq = 8; seq < 16; seq += 1) outbox.add(sealed('novelty', seq, 900_000));
    expect(outbox.counters.get('spool: batches of counters dropped')).toBeGreaterThan(0);
    expect(outbox.counters.get('spool: batches of novelty dropped')).toBe(0);
    expect(outbox.bytes.disk).toBeLessThanOrEqual(9_000_000);
    expect(drained(outbox).slice(0, 8)).toEqual(Array.from({ length: 8 }, (_, index) => `novelty ${index + 8}`));
  });

  test('what is new is on disk as soon as it is secured, for whoever comes after us; counters and what the disk refuses wait in memory', () => {
    const path = folder();
    const outbox = new Outbox({ folder: path });
    for (let seq = 0; seq < 4; seq += 1) outbox.add(sealed(seq % 2 === 0 ? 'novelty' : 'counters', seq));
    outbox.secure();
    expect(drained(new Outbox({ folder: path }))).toEqual(['novelty 0', 'novelty 2']);
    const refused = new Outbox({ folder: join(path, 'none', '\0') });
    refused.add(sealed('novelty', 9));
    refused.secure();
    expect(drained(refused)).toEqual(['novelty 9']);
  });

  test('a folder that cannot be written is counted, and the newest stays in memory', () => {
    const path = folder();
    writeFileSync(join(path, 'file'), '');
    const outbox = new Outbox({ folder: join(path, 'file'), memoryBytes: 1500 });
    for (let seq = 0; seq < 3; seq += 1) outbox.add(sealed('counters', seq));
    expect(outbox.diskFailed).toBe(true);
    expect(outbox.counters.get('spool: batches of counters dropped')).toBe(2);
    expect(drained(outbox)).toEqual(['counters 2']);
    chmodSync(path, 0o700);
  });

  test('a segment that was cut, changed or made up gives what is whole in it, counted, and goes', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(255), fc.constantFrom('cut', 'changed', 'made up'), (at, byte, how) => {
        const path = folder();
        const outbox = new Outbox({ folder: path, memoryBytes: 0 });
        for (let seq = 0; seq < 3; seq += 1) outbox.add(sealed('novelty', seq, 200));
        outbox.close();
        const [name] = readdirSync(path);
        const file = join(path, name!);
        const bytes = readFileSync(file);
        if (how === 'cut') truncateSync(file, at % bytes.length);
        else if (how === 'changed') writeFileSync(file, bytes.with(at % bytes.length, bytes[at % bytes.length]! ^ (byte | 1)));
        else writeFileSync(join(path, 'novelty-999999999999.seg'), Buffer.alloc(at % 3000, byte));
        const after = new Outbox({ folder: path });
        const whole = drained(after);
        expect(whole).toEqual(['novelty 0', 'novelty 1', 'novelty 2'].slice(0, whole.length));
        if (how !== 'made up') expect(whole.length).toBeLessThan(3);
        expect(readdirSync(path)).toEqual([]);
      }),
      { numRuns: 30 },
    );
  }); // prettier-ignore

  test('what is called a segment and is too long to be one, or no file, goes unread, counted', () => {
    const path = folder();
    const outbox = new Outbox({ folder: path, memoryBytes: 0 });
    outbox.add(sealed('novelty', 7, 200));
    outbox.close();
    writeFileSync(join(path, 'novelty-999999999998.seg'), '');
    truncateSync(join(path, 'novelty-999999999998.seg'), 2 ** 40);
    mkdirSync(join(path, 'counters-999999999999.seg'));
    const after = new Outbox({ folder: path });
    expect(after.counters.get('spool: no segment of ours')).toBe(2);
    expect(drained(after)).toEqual(['novelty 7']);
    expect(readdirSync(path)).toEqual([]);
  });
});
