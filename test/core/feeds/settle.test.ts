import { settleFeed } from '../../../core/feeds/settle.ts';
import { at, bytesOf, feedOf, lists } from './feed-cases.ts';

const feed = feedOf({ format: 'plain' });
const many = (count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => `host${n + from}.evil.net`).join('\n');
const settle = (text: string, before?: { entries: number }, of = feed) =>
  settleFeed(of, bytesOf(text), at, lists, before);
const said = (text: string, before?: { entries: number }) => {
  const settled = settle(text, before);
  return settled.kind === 'refused' ? settled.reason : settled.kind;
}; // prettier-ignore

describe('settleFeed', () => {
  test('keeps what the guards let through and counts the rest by reason', () => {
    const settled = settle('evil.net\nevil.net\ncom\n10.0.0.1\n10.0.0.2\nx.github.io\n51.144.1.1:3333\n*\n5.6.7.8\na.net\nb.net\nc.net');
    expect(settled).toEqual({
      kind: 'accepted',
      entries: ['evil.net', 'x.github.io', '51.144.1.1:3333', '5.6.7.8', 'a.net', 'b.net', 'c.net'].map((value) => expect.objectContaining({ value }) as unknown),
      counts: { read: 12, entries: 10, kept: 7, flaws: { wildcard: 1 }, passes: {}, refused: { 'single-label': 1, 'special-address': 2 }, scoped: { 'one-tenant': 1, 'one-port': 1 } },
    });
  }); // prettier-ignore

  test('the first fetch is held against nothing that was', () => {
    expect(said(many(1))).toBe('accepted');
    expect(said(many(1_000))).toBe('accepted');
  });

  test.each([
    ['', 'empty'],
    ['# nothing today\n', 'empty'],
    ['<html>502</html>', 'markup'],
    [many(50), 'shrunk'],
    [many(51), 'accepted'],
    [many(100), 'accepted'],
    [many(999), 'accepted'],
    [many(1_000), 'swollen'],
    [`${many(90)}\n${'?\n'.repeat(10)}`, 'accepted'],
    [`${many(90)}\n${'?\n'.repeat(11)}`, 'too-flawed'],
    [`${'10.0.0.1\n'.repeat(1)}${Array.from({ length: 99 }, (_, n) => `10.0.1.${n}`).join('\n')}`, 'nothing-kept'],
  ])('after one of 100 entries, %.20j… is %s', (text, expected) => {
    expect(said(text, { entries: 100 })).toBe(expected);
  });

  test('one entry repeated does not make up for those that are gone', () => {
    expect(said('evil.net\n'.repeat(100), { entries: 100 })).toBe('shrunk');
  });

  test('a refused feed gives no entries, and still says what it saw', () => {
    const settled = settle(many(10), { entries: 100 });
    expect(settled).not.toHaveProperty('entries');
    expect(settled.counts).toMatchObject({ read: 10, entries: 10, kept: 0 });
  });

  test('poison in a good feed costs itself, not the feed', () => {
    const settled = settle(`${many(100)}\ncom\n0.0.0.0/0\n10.0.0.0/8\nsts.amazonaws.com`, { entries: 100 });
    expect(settled).toMatchObject({ kind: 'accepted', counts: { kept: 100, refused: { 'single-label': 1, 'too-wide': 2, 'aws-endpoint': 1 } } }); // prettier-ignore
  });
});
