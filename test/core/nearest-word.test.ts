import { nearestWord, suggestion } from '../../core/nearest-word.ts';

describe('the word that someone probably meant', () => {
  it.each([
    ['incidnets', ['incidents', 'graph', 'doctor'], 'incidents'],
    ['confirm', ['incidents', 'graph'], undefined],
    ['PLAY', ['play', 'local'], 'play'],
    ['', ['play'], undefined],
    ['x', [], undefined],
  ])('of %j is found among %j', (word, words, expected) => expect(nearestWord(word, words)).toBe(expected));

  it('is suggested as the end of a sentence, or nothing is', () => {
    expect(suggestion('grahp', ['graph'])).toBe('; did you mean graph?');
    expect(suggestion('zebra', ['graph'])).toBe('');
  });
});
