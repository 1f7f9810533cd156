import * as fc from 'fast-check';
import { BitReader, BitWriter } from '../../../adapters/dynamodb/bits.ts';
import { decodeBase, decodeTail, encodeBase, encodeTail } from '../../../adapters/dynamodb/counter-codec.ts';
import { decodeHead, encodeHead, type Head } from '../../../adapters/dynamodb/counter-head.ts';
import { readColumn, writeColumn } from '../../../adapters/dynamodb/number-column.ts';
import { type CounterSheet, emptySheet, foldSheet, type SheetLine } from '../../../core/counter-sheet.ts';
import { digest } from '../../../core/hash.ts';
import type { EdgeId } from '../../../core/ids.ts';
import { at, line } from '../../contracts/samples.ts';

const count = fc.oneof(
  fc.nat(300),
  fc.nat(),
  fc.maxSafeNat(),
  fc.constantFrom(2 ** 50 - 1, 2 ** 50, 2 ** 50 + 1, 2 ** 53 - 1),
);
const time = fc.oneof(
  fc.nat(3_600_000).map((after) => Date.parse(at) + after),
  fc.integer({ min: Date.parse('0001-01-01T00:00:00Z'), max: Date.parse('9999-12-31T23:59:59Z') }),
);
const word = (kind: string) => fc.nat(40).map((which) => digest(kind, String(which)));
const anyLine: fc.Arbitrary<SheetLine> = fc.record({
  key: word('key'),
  edge: word('edge') as fc.Arbitrary<EdgeId>,
  direction: fc.constantFrom('in', 'out'),
  content: word('content'),
  counters: fc.record({ connections: count, bytesOut: count, bytesIn: count, lastSeen: time }),
});
/** As a sheet holds them: sorted by key, none twice. */
const anyLines = fc
  .uniqueArray(anyLine, { selector: ({ key }) => key, maxLength: 30 })
  .map((lines) => foldSheet(emptySheet, lines, 1, at).lines);
/** What may have become of the lines: some gone, some new, some counted on, some with other content. */
const laterLines = (base: readonly SheetLine[]) =>
  fc.tuple(anyLines, fc.infiniteStream(fc.tuple(fc.nat(3), fc.nat(5_000)))).map(([fresh, fates]) => {
    const kept = base.flatMap((one) => {
      const [fate, more] = fates.next().value as [number, number];
      if (fate === 0) return [];
      if (fate === 1) return [one];
      const add = (value: number) => Math.min(value + more, Number.MAX_SAFE_INTEGER);
      const { connections, bytesOut, bytesIn, lastSeen } = one.counters;
      return [
        {
          ...one,
          counters: { connections: add(connections), bytesOut: add(bytesOut), bytesIn: add(bytesIn), lastSeen },
        },
      ];
    });
    const byKey = new Map([...fresh, ...kept].map((one) => [one.key, one]));
    return [...byKey.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1));
  });

function errorOf(work: () => unknown): unknown {
  try {
    work();
    return undefined;
  } catch (error) {
    return error;
  }
}

const countersIn = (sheet: CounterSheet) => sheet.lines.map((one) => [one.key, one.counters]);

describe('packed counters', () => {
  test('of a base come back exactly', () => {
    fc.assert(fc.property(anyLines, (lines) => expect(decodeBase(encodeBase(lines))).toEqual(lines)));
  });

  test('of a tail come back exactly, whatever became of the lines of its base', () => {
    const pairs = anyLines.chain((base) => fc.tuple(fc.constant(base), laterLines(base)));
    fc.assert(
      fc.property(pairs, ([base, lines]) => expect(decodeTail(base, encodeTail(base, lines).bytes)).toEqual(lines)),
    );
  });

  test('fold to the same sheet in any order, packed in between or not', () => {
    const batches = fc.array(fc.uniqueArray(anyLine, { selector: ({ key }) => key, maxLength: 8 }), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(
        batches.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 })),
        ),
        ([all, order]) => {
          const plain = all.reduce((sheet, lines, seq) => foldSheet(sheet, lines, seq, at), emptySheet);
          let base: readonly SheetLine[] = [];
          const packed = order.reduce((sheet, lines, seq) => {
            const next = foldSheet(sheet, lines, seq, at);
            const read = { ...next, lines: decodeTail(base, encodeTail(base, next.lines).bytes) };
            if (seq % 3 === 0) base = decodeBase(encodeBase(next.lines));
            return read;
          }, emptySheet);
          expect(countersIn(packed)).toEqual(countersIn(plain));
        },
      ),
    );
  });

  test('that did not change cost nothing beside their base', () => {
    const lines = foldSheet(
      emptySheet,
      Array.from({ length: 200 }, (_, which) => line(`l${which}`)),
      1,
      at,
    ).lines;
    expect(encodeTail(lines, lines).bytes.length).toBe(1);
  });

  test('that are cut off or garbled are refused or read as other numbers, and never hang', () => {
    const lines = foldSheet(
      emptySheet,
      Array.from({ length: 20 }, (_, which) => line(`l${which}`)),
      1,
      at,
    ).lines;
    const bytes = encodeBase(lines);
    for (let length = 0; length < bytes.length; length++)
      expect(() => decodeBase(bytes.subarray(0, length))).toThrow(RangeError);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (noise) => {
        const errors = [() => decodeBase(noise), () => decodeTail(lines, noise), () => decodeHead(noise)].map(errorOf);
        expect(errors.filter((error) => error !== undefined && !(error instanceof RangeError))).toEqual([]);
      }),
    );
  });

  test.each<[string, Partial<SheetLine>]>([
    ['a key that is no digest', { key: 'short' }],
    ['an edge in capitals', { edge: 'AB'.repeat(16) as EdgeId }],
    ['half a connection', { counters: { connections: 0.5, bytesOut: 0, bytesIn: 0, lastSeen: 0 } }],
    ['bytes below nought', { counters: { connections: 0, bytesOut: -1, bytesIn: 0, lastSeen: 0 } }],
    ['a time that is none', { counters: { connections: 0, bytesOut: 0, bytesIn: 0, lastSeen: Number.NaN } }],
  ])('are refused where a line has %s', (_what, change) => {
    expect(() => encodeBase([line('l', change)])).toThrow(RangeError);
  });

  test('a head comes back exactly', () => {
    const segment = fc.record({ base: word('base'), tail: fc.uint8Array({ maxLength: 50 }) });
    const anyHead: fc.Arbitrary<Head> = fc.record({
      seq: fc.maxSafeNat().map((seq) => Math.max(0, seq - 1)),
      paceMs: fc.nat(),
      lostPpm: fc.nat(1_000_000),
      heardSince: fc.maxSafeNat().map((since) => Math.max(0, since - 1)),
      lateMs: fc.nat(),
      receivedAt: fc.constantFrom(at, '2026-11-23T14:00:00Z'),
      segments: fc.array(segment, { maxLength: 4 }),
      basesExpire: fc.nat(),
      atFirst: fc.nat(400),
      paid: fc.nat(400),
    });
    fc.assert(fc.property(anyHead, (head) => expect(decodeHead(encodeHead(head))).toEqual(head)));
  });
});

describe('numbers as bits', () => {
  test('come back from a column, however far apart', () => {
    const near = fc.array(fc.integer({ min: -(2 ** 52), max: 2 ** 52 - 1 }), { maxLength: 40 });
    const counts = fc.array(fc.maxSafeNat(), { maxLength: 40 });
    fc.assert(
      fc.property(fc.oneof(near, counts), (values) => {
        const to = new BitWriter();
        writeColumn(to, values);
        expect(readColumn(new BitReader(to.done()), values.length)).toEqual(values);
      }),
    );
  });

  test('come back one by one, mixed with whole bytes', () => {
    const part = fc.oneof(fc.maxSafeNat(), fc.uint8Array({ maxLength: 5 }));
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const to = new BitWriter();
        for (const one of parts) if (typeof one === 'number') to.count(one);
        else to.bytes(one);
        const from = new BitReader(to.done());
        for (const one of parts) expect(typeof one === 'number' ? from.count() : new Uint8Array(from.bytes(one.length))).toEqual(one);
      }),
    );
  });

  test('that lie close together cost about the logarithm of their distance', () => {
    const to = new BitWriter();
    writeColumn(to, Array.from({ length: 200 }, (_, which) => 1_000_000 + ((which * 37) % 64)));
    expect(to.done().length).toBeLessThan((200 * 8) / 8 + 16);
  });
}); // prettier-ignore
