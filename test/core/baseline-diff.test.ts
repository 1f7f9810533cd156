import * as fc from 'fast-check';
import { EdgeIndex, notIn } from '../../core/baseline-diff.ts';
import { digest } from '../../core/hash.ts';
import type { EdgeId } from '../../core/ids.ts';
import { runs } from './arbitraries.ts';

const idOf = (n: number) => digest('edge', String(n)) as EdgeId;

test('says what a set would say, whatever was put in and asked for', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(40), { maxLength: 30 }), fc.array(fc.nat(60), { maxLength: 60 }), (known, asked) => {
      const index = new EdgeIndex(30);
      for (const n of known) index.add(idOf(n));
      const plain = new Set(known.map(idOf));
      const edges = asked.map((n) => ({ id: idOf(n) }));
      expect(index.size).toBe(plain.size);
      for (const { id } of edges) expect(index.has(id)).toBe(plain.has(id));
      expect([...notIn(index, edges)]).toEqual(edges.filter(({ id }) => !plain.has(id)));
      expect(index.unmet).toBe([...plain].filter((id) => !edges.some((edge) => edge.id === id)).length);
    }),
    runs,
  );
});

test('ids that begin alike are told apart, and it never holds more than it was made for', () => {
  const index = new EdgeIndex(1);
  const twin = (end: string) => `${'0'.repeat(31)}${end}`;
  for (const end of '01234567') index.add(twin(end));
  expect([index.has(twin('7')), index.has(twin('8'))]).toEqual([true, false]);
  expect(() => {
    for (const end of '89abcdef') index.add(twin(end));
  }).toThrow(RangeError);
});
