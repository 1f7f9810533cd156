import * as fc from 'fast-check';
import { digest } from '../../core/hash.ts';
import { anyText, runs } from './arbitraries.ts';

// Doors refuse lone surrogates: UTF-8 has no place for them.
const wellFormed = (maxLength: number) => anyText(maxLength).map((text) => text.toWellFormed());

describe('digest', () => {
  test('is 32 hex digits, the same for the same parts', () => {
    fc.assert(
      fc.property(fc.array(wellFormed(10)), (parts) => {
        expect(digest(...parts)).toMatch(/^[0-9a-f]{32}$/);
        expect(digest(...parts)).toBe(digest(...parts));
      }),
      runs,
    );
  });

  test('tells apart any two lists of parts, however their texts are cut', () => {
    const part = fc.oneof(wellFormed(6), fc.stringMatching(/^[0-9:ab]{0,4}$/));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 4 }), fc.array(part, { maxLength: 4 }), (one, other) => {
        expect(digest(...one) === digest(...other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
      runs,
    );
  });

  test.each([
    [['ab', 'c'], ['a', 'bc']],
    [['a', ''], ['a']],
    [['', 'a'], ['a', '']],
    [['1:a'], ['1', 'a']],
    [['a1:b'], ['a', 'b']],
  ])('%j and %j differ', (one, other) => {
    expect(digest(...one)).not.toBe(digest(...other));
  }); // prettier-ignore

  test('stays what it was: ids of stored items depend on it', () => {
    expect(digest('finding', 'prod-1')).toBe('e432959181e4ca0f9ae9140493d182ad');
  });
});
