import * as fc from 'fast-check';
import type { Reading } from '../../core/beacon.ts';
import { isLargeVolume } from '../../core/volume.ts';
import { runs } from './arbitraries.ts';

const mebibyte = 1024 ** 2;
const reading = (out: number, into: number, counter = 'a', hour = '2026-11-24T10'): Reading => ({
  counter,
  hour,
  connections: 1,
  bytesOut: out * mebibyte,
  bytesIn: into * mebibyte,
});

test.each([
  ['an upload of 900 MiB', [reading(900, 12)], true],
  ['the same as a download', [reading(12, 900)], false],
  ['as much in as out', [reading(900, 900)], false],
  ['exactly enough, exactly four times', [reading(256, 64)], true],
  ['one less', [reading(255, 0)], false],
  ['a little more back', [reading(256, 65)], false],
  ['many conversations together', [reading(100, 1), reading(100, 1, 'b'), reading(100, 1, 'c')], true],
  ['one counter that is told hour after hour', [reading(100, 1), reading(110, 1, 'a', '2026-11-24T11'), reading(120, 1, 'a', '2026-11-24T12')], false],
  ['nothing', [], false],
])('%s: a large volume is %s', (_, readings, large) => {
  expect(isLargeVolume(readings)).toBe(large);
}); // prettier-ignore

test('neither the order of readings nor their repetition changes it', () => {
  const some = fc.record({ counter: fc.constantFrom('a', 'b', 'c'), out: fc.integer({ min: 0, max: 300 }), into: fc.integer({ min: 0, max: 80 }) });
  fc.assert(
    fc.property(fc.array(some, { maxLength: 8 }), (all) => {
      const readings = all.map(({ counter, out, into }) => reading(out, into, counter));
      expect(isLargeVolume([...readings, ...readings].toReversed())).toBe(isLargeVolume(readings));
    }),
    runs,
  );
}); // prettier-ignore
