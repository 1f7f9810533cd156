import * as fc from 'fast-check';
import { liveTogether, mergeSupport, slotMs, type Support, supportLimits } from '../../core/support.ts';
import { anEdge, runs } from './arbitraries.ts';

const aSupport: fc.Arbitrary<Support> = anEdge().map(({ support }) => mergeSupport(support, support));

test('supports merge in any order, any number of times, and within their limits', () => {
  fc.assert(
    fc.property(aSupport, aSupport, aSupport, (a, b, c) => {
      const all = mergeSupport(mergeSupport(a, b), c);
      expect(mergeSupport(a, mergeSupport(c, b))).toEqual(all);
      expect(mergeSupport(all, b)).toEqual(all);
      expect(all.pods.length).toBeLessThanOrEqual(supportLimits.pods);
    }),
    runs,
  );
});

test('an edge stops changing once it has its hours: pods are forgotten, for they cost a write each', () => {
  const hours = ['2026-11-23T01', '2026-11-23T02', '2026-11-23T03'];
  const pods = [{ uid: 'a', since: 0, slots: [1] }];
  expect(mergeSupport({ hours, pods: [] }, { hours: ['2026-11-23T09'], pods })).toEqual({ hours, pods: [] });
});

test('pods that follow each other never lived together, however many there are', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 2, maxLength: 8 }), (lives) => {
      let since = 0;
      const pods = lives.map((minutes, n) => {
        const pod = { uid: `p${n}`, since, slots: [...new Set([Math.floor(since / slotMs), Math.floor((since + minutes * 60_000 - 1) / slotMs)])] }; // prettier-ignore
        since += minutes * 60_000;
        return pod;
      });
      expect(liveTogether(pods)).toBe(false);
    }),
    runs,
  );
});
