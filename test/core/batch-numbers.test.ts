import * as fc from 'fast-check';
import { type BatchNumbers, hasNumber, joinedNumbers, missingNumbers, withNumber } from '../../core/batch-numbers.ts';

const none: BatchNumbers = [];
const all = (numbers: readonly number[]) => numbers.reduce(withNumber, none);

describe('numbers of batches', () => {
  test('are the same runs in any order, however often each comes', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40), { maxLength: 30 }), fc.infiniteStream(fc.nat()), (numbers, order) => {
        const shuffled = [...numbers, ...numbers].toSorted(() => (order.next().value % 2 === 0 ? 1 : -1));
        expect(all(shuffled)).toEqual(all(numbers));
        for (let number = 0; number <= 41; number++) expect(hasNumber(all(numbers), number)).toBe(numbers.includes(number));
      }),
    ); // prettier-ignore
  });

  test('of two hours join as if they had come in one', () => {
    const numbers = fc.array(fc.nat(40), { maxLength: 20 });
    fc.assert(fc.property(numbers, numbers, (one, other) => expect(joinedNumbers(all(one), all(other))).toEqual(all([...one, ...other])))); // prettier-ignore
  });

  test.each([
    ['nothing has come', [], 0],
    ['all have come', [0, 1, 2, 3], 0],
    ['the first that is known is not the first', [7, 8, 9], 0],
    ['one is missing', [0, 1, 3, 4, 9], 1],
    ['two runs are missing', [0, 3, 4, 8, 20], 2 + 3 + 7],
    ['the newest are still under way', [10, 14], 0],
    ['some of those that are missing are still under way', [10, 20], 5],
  ])('tell how many are missing: %s', (_what, numbers, missing) => {
    expect(missingNumbers(all(numbers))).toBe(missing);
  });

  test('of a boot with ever more holes forget the oldest, and take none for come that did not', () => {
    const even = Array.from({ length: 500 }, (_, at) => at * 2);
    const kept = all(even);
    expect(kept.length).toBeLessThanOrEqual(24);
    expect(kept.at(-1)).toEqual([998, 998]);
    for (const number of even) expect(hasNumber(kept, number + 1)).toBe(false);
  });
});
