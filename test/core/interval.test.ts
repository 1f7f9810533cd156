import * as fc from 'fast-check';
import { type Interval, intervalAt, ownerUid } from '../../core/interval.ts';
import { runs } from './arbitraries.ts';
import { settled } from './notice-cases.ts';

const pod = (uid: string) => ({ kind: 'pod' as const, pod: { namespace: 'shop', name: uid, uid }, workload: settled });
const had = (uid: string, from: number, to?: number): Interval => ({ address: '10.0.3.17', from, owner: pod(uid), ...(to !== undefined && { to }) }); // prettier-ignore

const anInterval = fc
  .tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(50), fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }))
  .map(([uid, from, length]) => had(uid, from, length === undefined ? undefined : from + length));

describe('intervalAt', () => {
  test('an address that was handed on within seconds belongs to who had it at the time', () => {
    const intervals = [had('cart', 100, 200), had('batch', 235)];
    expect([99, 100, 199, 200, 234, 235, 9_999].map((at) => intervalAt(intervals, at)?.owner)).toEqual(
      [undefined, 'cart', 'cart', undefined, undefined, 'batch', 'batch'].map((uid) => (uid ? pod(uid) : undefined)),
    );
  });

  test('where the end of an old owner was not seen, the newer one proves that it had gone', () => {
    expect(intervalAt([had('cart', 100), had('batch', 235)], 300)?.owner).toEqual(pod('batch'));
    expect(intervalAt([had('cart', 100), had('batch', 235)], 234)?.owner).toEqual(pod('cart'));
  });

  test('the answer covers the time, began last of those that do, and does not depend on the order', () => {
    const distinct = fc.uniqueArray(anInterval, { maxLength: 8, selector: (interval) => interval.from });
    fc.assert(
      fc.property(distinct, fc.nat(90), (intervals, at) => {
        const covering = intervals.filter((one) => one.from <= at && (one.to === undefined || at < one.to));
        const latest = covering.toSorted((a, b) => b.from - a.from)[0];
        expect(intervalAt(intervals, at)).toEqual(latest);
        expect(intervalAt(intervals.toReversed(), at)).toEqual(latest);
      }),
      runs,
    );
  });
});

test('two owners of one address are told apart by uid', () => {
  expect(ownerUid(pod('a'))).toBe('a');
  expect(ownerUid({ kind: 'node', name: 'n', uid: 'n1' })).toBe('n1');
  expect(ownerUid({ kind: 'service', namespace: 's', name: 'x', uid: 's1' })).toBe('s1');
});
