import { dictionaryOf, reversed } from '../../../core/feeds/dictionary.ts';
import { EntryFinder } from '../../../core/feeds/entry-finder.ts';
import { hashStart, hashStep, highOf, lowOf } from '../../../core/feeds/name-hash.ts';

const none = new Uint32Array(0);

/** An index in which every text has the hash of this one: what somebody would make who can find collisions. */
function collidingWith(asked: string, listed: readonly string[]): EntryFinder {
  const state = { ...hashStart };
  for (const char of reversed(asked)) hashStep(state, char.charCodeAt(0));
  const texts = listed.map(reversed).toSorted((a, b) => (a < b ? -1 : 1));
  const { offsets, bytes } = dictionaryOf(texts);
  const same = (word: number) => new Uint32Array(texts.length).fill(word);
  const ranges = { first4: none, last4: none, block4: none, first6: none, last6: none, block6: none };
  return new EntryFinder({ high: same(highOf(state)), low: same(lowOf(state)), place: Uint32Array.from(texts, (_, at) => at), tag: same(0), offsets, texts: bytes, ...ranges }); // prettier-ignore
}

const many = Array.from({ length: 20_000 }, (_, n) => `h${n}.evil.net`);

describe('EntryFinder', () => {
  test('does not take a text for another one of the same hash', () => {
    expect(collidingWith('bank.org', many).find('bank.org')).toBe(-1);
    expect(collidingWith('bank.org', ['evil.org']).longestParent('bank.org', () => true)).toBeUndefined();
    expect(collidingWith('bank.org', ['ank.org', 'xbank.org', 'bank.orgx']).find('bank.org')).toBe(-1);
  });

  test('finds a text among 20,000 of the same hash, by halving: in reads of about fifteen, not of all', () => {
    const finders = [0, 7, 19_999]
      .map((n) => many[n] ?? '')
      .map((name) => ({ name, finder: collidingWith(name, many) }));
    const sorted = many.map(reversed).toSorted((a, b) => (a < b ? -1 : 1));
    for (const { name, finder } of finders) expect(sorted[finder.find(name)]).toBe(reversed(name));
    const began = performance.now();
    for (let round = 0; round < 3_000; round++) for (const { name, finder } of finders) finder.find(name);
    // By reading all of them it would take minutes.
    expect(performance.now() - began).toBeLessThan(3_000);
  });
});
