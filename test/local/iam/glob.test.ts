import * as fc from 'fast-check';
import { matchesGlob } from '../../../local/iam/glob.ts';

test.each([
  ['dynamodb:*', 'dynamodb:GetItem', true],
  ['dynamodb:Get?tem', 'dynamodb:GetItem', true],
  ['arn:*:table/T', 'arn:aws:dynamodb:eu-west-1:0:table/T', true],
  ['arn:*:table/T', 'arn:aws:dynamodb:eu-west-1:0:table/T/index/i', false],
  ['arn:*:table/T/index/*', 'arn:aws:dynamodb:eu-west-1:0:table/T/index/i', true],
  ['*', '', true],
  ['?', '', false],
  ['a*b*c', 'aXbYbZc', true],
  ['a*b*c', 'aXbYbZ', false],
  ['a.c', 'abc', false],
])('%s against %s: %s', (pattern, text, expected) => {
  expect(matchesGlob(pattern, text)).toBe(expected);
});

test('it means what the regular expression means', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
  const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });
  fc.assert(
    fc.property(letters, text, (pattern, given) => {
      const expression = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
      expect(matchesGlob(pattern, given)).toBe(expression.test(given));
    }),
  );
});

test('no pattern makes it slow', () => {
  const started = performance.now();
  expect(matchesGlob(`${'*a'.repeat(30)}b`, 'a'.repeat(20_000))).toBe(false);
  expect(performance.now() - started).toBeLessThan(500);
});
