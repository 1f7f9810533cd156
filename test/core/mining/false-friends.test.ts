import * as fc from 'fast-check';
import { falseFriends } from './false-friends.ts';
import { byteByByte, cutAt, lineByLine, play } from './play.ts';

test('there are at least forty false friends, each with a title of its own', () => {
  expect(new Set(falseFriends.map(({ title }) => title)).size).toBe(falseFriends.length);
  expect(falseFriends.length).toBeGreaterThanOrEqual(40);
});

test.each(falseFriends)('not mining: $title', ({ turns }) => {
  for (const cut of [undefined, lineByLine, byteByByte]) expect(play(turns, cut)).toBeUndefined();
  for (const close of ['reset', 'fin', 'timeout'] as const) expect(play(turns, undefined, close)).toBeUndefined();
});

test('false friends one after another on one connection are not mining either', () => {
  const several = fc.array(fc.constantFrom(...falseFriends), { minLength: 2, maxLength: 6 });
  fc.assert(
    fc.property(several, fc.array(fc.nat(500), { maxLength: 5 }), (friends, places) => {
      const turns = friends.flatMap((friend) => [
        ...friend.turns,
        ['client', '\n'] as const,
        ['server', '\n'] as const,
      ]);
      expect(play(turns, cutAt(places))).toBeUndefined();
    }),
    { numRuns: 1_000 },
  );
});
