import { assertNever } from '../../core/assert-never.ts';
import { MalformedMessage } from '../../core/malformed.ts';

test('a message that no retry will mend is known by its class and its name', () => {
  const error = new MalformedMessage('no json');
  expect(error).toBeInstanceOf(Error);
  expect(String(error)).toBe('MalformedMessage: no json');
});

test('a member of a union that nobody expected is named', () => {
  expect(() => assertNever({ kind: 'surprise' } as never)).toThrow('{"kind":"surprise"}');
});
