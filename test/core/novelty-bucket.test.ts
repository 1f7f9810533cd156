import * as fc from 'fast-check';
import { filled, type NoveltyBucket, taken, usualNovelty } from '../../core/novelty-bucket.ts';

test('a node has room for a rollout at once, and for one a second after that', () => {
  const first = taken(filled(undefined, 0, usualNovelty), 2_500);
  expect(first.granted).toBe(2_000);
  expect(taken(filled(first.bucket, 500, usualNovelty), 10).granted).toBe(0);
  expect(taken(filled(first.bucket, 60_000, usualNovelty), 100).granted).toBe(60);
  expect(filled(first.bucket, 86_400_000, usualNovelty).room).toBe(2_000);
});

test('in no time span more is granted than the burst and what the minutes gave, however the clock jumps', () => {
  const step = fc.record({ wait: fc.integer({ min: -100_000, max: 100_000 }), wanted: fc.nat(500) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let [now, total] = [1_000_000 + (steps[0]?.wait ?? 0), 0];
      const first = now;
      let latest = now;
      let bucket: NoveltyBucket | undefined;
      for (const [index, { wait, wanted }] of steps.entries()) {
        now += index === 0 ? 0 : wait;
        latest = Math.max(latest, now);
        const got = taken(filled(bucket, now, usualNovelty), wanted);
        bucket = got.bucket;
        total += got.granted;
        expect(got.granted).toBeLessThanOrEqual(wanted);
      }
      expect(total).toBeLessThanOrEqual(
        usualNovelty.burst + ((latest - first) * usualNovelty.perMinute) / 60_000 + 1e-6,
      );
    }),
  );
});
