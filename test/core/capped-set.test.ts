import * as fc from 'fast-check';
import { cappedUnion } from '../../core/capped-set.ts';
import { runs } from './arbitraries.ts';

const union = (limit: number) => (one: readonly string[], other: readonly string[]) => cappedUnion(one, other, limit, (text) => text); // prettier-ignore
const list = fc.array(fc.constantFrom(...'abcdefghij'.split('')), { maxLength: 8 });
const limits = fc.integer({ min: 0, max: 6 });

describe('cappedUnion', () => {
  test('is commutative', () => {
    fc.assert(
      fc.property(list, list, limits, (a, b, limit) => {
        expect(union(limit)(a, b)).toEqual(union(limit)(b, a));
      }),
      runs,
    );
  });

  test('is associative: what was cut early would have been cut late', () => {
    fc.assert(
      fc.property(list, list, list, limits, (a, b, c, limit) => {
        const join = union(limit);
        expect(join(join(a, b), c)).toEqual(join(a, join(b, c)));
      }),
      runs,
    );
  });

  test('is idempotent, sorted, without repeats and within its limit', () => {
    fc.assert(
      fc.property(list, list, limits, (a, b, limit) => {
        const join = union(limit);
        const joined = join(a, b);
        expect(join(joined, joined)).toEqual(joined);
        expect(join(joined, a)).toEqual(joined);
        expect(joined).toEqual([...new Set([...a, ...b])].toSorted().slice(0, limit));
      }),
      runs,
    );
  });
});
