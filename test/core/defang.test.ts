import * as fc from 'fast-check';
import { cutEnd, cutMiddle, defang, visible } from '../../core/defang.ts';
import { hostileText, runs } from './arbitraries.ts';

describe('visible', () => {
  test.each([
    ['pool\u202egro.evil', 'pool\\u{202e}gro.evil'],
    ['p\u0430ypal.com', 'p\\u{430}ypal.com'],
    ['a\u200bb\u0000\n', 'a\\u{200b}b\\u{0}\\u{a}'],
    ['\ud800x', '\\u{d800}x'],
    ['\u{1f600}', '\\u{1f600}'],
  ])('what is not printable ASCII in %j is spelled out', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  test('leaves nothing but printable ASCII, and changes nothing the second time', () => {
    fc.assert(
      fc.property(hostileText(), (text) => {
        expect(visible(text)).toMatch(/^[ -~]*$/);
        expect(visible(visible(text))).toBe(visible(text));
      }),
      runs,
    );
  });
});

describe('defang', () => {
  test.each([
    ['talks to pool.2miners.com:3333', 'talks to pool[.]2miners[.]com:3333'],
    ['203.0.113.9', '203.0.113[.]9'],
    ['http://evil.example/x', 'http[:]//evil[.]example/x'],
    ['ATT&CK T1496.001 with v1.9 at 02:13:05.123', 'ATT&CK T1496.001 with v1.9 at 02:13:05.123'],
    ['a sentence. Another.', 'a sentence. Another.'],
    ['pool.example.org.', 'pool[.]example[.]org.'],
    ['a..b', 'a..b'],
    ['1.203.0.113.9', '1[.]203[.]0[.]113[.]9'],
  ])('%s becomes %s', (text, safe) => {
    expect(defang(text)).toBe(safe);
  });

  test('leaves nothing that a client would make a link of, and changes nothing the second time', () => {
    fc.assert(
      fc.property(hostileText(), (text) => {
        const safe = defang(visible(text));
        expect(safe).not.toContain('://');
        expect(safe).not.toMatch(/[0-9A-Za-z_-]\.[A-Za-z]/);
        expect(safe).not.toMatch(/\d\.\d+\.\d+\.\d/);
        expect(defang(safe)).toBe(safe);
      }),
      runs,
    );
  });

  test('a word of a megabyte takes no more than a moment', () => {
    const began = performance.now();
    defang(`${'a.'.repeat(500_000)}b`);
    defang('1'.repeat(1_000_000));
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});

describe('cuts', () => {
  test('a long name keeps both ends', () => {
    expect(cutMiddle('shop/checkout-very-long-name-7f9c', 20)).toBe('shop/checkou..e-7f9c');
  });

  test('no cut is longer than its limit, and what fits is left alone', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 2, max: 60 }), (text, limit) => {
        for (const cut of [cutEnd, cutMiddle]) {
          expect(cut(text, limit).length).toBeLessThanOrEqual(limit);
          expect(cut(text, limit) === text).toBe(text.length <= limit);
        }
      }),
      runs,
    );
  });
});
