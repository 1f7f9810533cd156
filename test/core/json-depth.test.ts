import * as fc from 'fast-check';
import { jsonDepth } from '../../core/json-depth.ts';
import { hostileText, runs } from './arbitraries.ts';

const depthOf = (text: string, limit = 1_000_000) => jsonDepth(Buffer.from(text), limit);

test.each([
  ['', 0],
  ['1', 0],
  ['[]', 1],
  ['{"a":[{}]}', 3],
  ['[[],[]]', 2],
  ['"[[[["', 0],
  [String.raw`["\"[[", 1]`, 1],
  [String.raw`["\\", [1]]`, 2],
  [String.raw`{"a\\":{"b":[]}}`, 3],
])('%s nests %d deep', (text, depth) => {
  expect(depthOf(text)).toBe(depth);
});

test('counts what JSON.parse would build', () => {
  const measured = (value: unknown): number => typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(measured)) : 0; // prettier-ignore
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      expect(depthOf(JSON.stringify(value))).toBe(measured(value));
    }),
    runs,
  );
});

test('answers for any bytes, and stops counting above the limit', () => {
  fc.assert(
    fc.property(hostileText(), fc.nat(9), (text, limit) => {
      expect(depthOf(text, limit)).toBeLessThanOrEqual(limit + 1);
    }),
    runs,
  );
  expect(depthOf('['.repeat(8_000_000), 8)).toBe(9);
});
