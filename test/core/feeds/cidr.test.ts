import * as fc from 'fast-check';
import { canonicalAddress } from '../../../core/address.ts';
import { addressOf, cidrOf, cidrText, v4Bits, v6Words } from '../../../core/feeds/cidr.ts';
import { hostileText, runs } from '../arbitraries.ts';
import { aRange, aV4, aV6 } from './feed-cases.ts';

describe('addressOf', () => {
  test('says what the address door says', () => {
    const piece = fc.constantFrom('0', '1', 'ffff', 'FE80', '::', ':', '.', '1.2.3.4', '256', '00001', 'g', '%1', '[');
    const text = fc.oneof(fc.array(piece, { maxLength: 12 }).map((all) => all.join('')), fc.ipV6(), fc.ipV4(), fc.ipV4Extended(), aV4, aV6, hostileText(60)); // prettier-ignore
    fc.assert(
      fc.property(text, (asked) => {
        expect(addressOf(asked)).toBe(canonicalAddress(asked));
      }),
      runs,
    );
  });
});

describe('v4Bits and v6Words', () => {
  test.each([
    ['0.0.0.0', 0],
    ['255.255.255.255', 0xffff_ffff],
    ['1.2.3.4', 0x0102_0304],
    ['1.2.3', -1],
    ['1.2.3.4.5', -1],
    ['1.2.3.256', -1],
    ['1..2.3', -1],
    ['', -1],
    ['a.b.c.d', -1],
  ])('%s is %d', (text, bits) => {
    expect(v4Bits(text)).toBe(bits);
  });

  test.each([
    ['::', [0, 0, 0, 0]],
    ['2001:db8::1', [0x2001_0db8, 0, 0, 1]],
    ['::ffff:1.2.3.4', [0, 0, 0xffff, 0x0102_0304]],
    ['1:2:3:4:5:6:7:8', [0x0001_0002, 0x0003_0004, 0x0005_0006, 0x0007_0008]],
    ['1:2:3:4:5:6:7', undefined],
    ['1:2:3:4:5:6:7::8', undefined],
    ['1::2::3', undefined],
    [':', undefined],
    ['1.2.3.4', undefined],
  ])('%s is %j', (text, words) => {
    expect(v6Words(text)).toEqual(words);
  });
});

describe('cidrOf', () => {
  test('keeps the address it was made of, and spells itself canonically', () => {
    fc.assert(
      fc.property(aRange, (text) => {
        const cidr = cidrOf(text);
        const inside = cidrOf(text.slice(0, text.indexOf('/')));
        if (cidr === undefined || inside === undefined) throw new Error(`${text} was not read`);
        expect(cidr.first <= inside.first && inside.first <= cidr.last).toBe(true);
        expect(cidrOf(cidrText(cidr))).toEqual(cidr);
      }),
      runs,
    );
  });

  test.each(['', '/', '1.2.3.4/', '1.2.3.4/a', '1.2.3.4/-1', '1.2.3.4/33', '1.2.3.4/8/8', '::/129', 'x/8', '1.2.3.4/ 8'])('%j is no block', (text) => {
    expect(cidrOf(text)).toBeUndefined();
  }); // prettier-ignore
});
