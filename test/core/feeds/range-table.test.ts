import * as fc from 'fast-check';
import { type Cidr, cidrOf } from '../../../core/feeds/cidr.ts';
import { RangeTable, stretchesOf } from '../../../core/feeds/range-table.ts';
import { rangeTableOf } from '../../../core/feeds/special-ranges.ts';
import { runs } from '../arbitraries.ts';
import { anAddress, aRange } from './feed-cases.ts';

const block = (text: string): Cidr => {
  const cidr = cidrOf(text);
  if (cidr === undefined) throw new Error(`${text} is no block`);
  return cidr;
};

/** By looking at every block. Of two that are the same block the first counts, as in the table. */
function narrowest(texts: readonly string[], address: string): number {
  const at = block(address);
  let best = -1;
  for (const [place, text] of texts.entries()) {
    const { family, first, last, prefix } = block(text);
    if (family !== at.family || at.first < first || at.first > last) continue;
    if (best < 0 || prefix > block(texts[best] ?? '').prefix) best = place;
  }
  return best;
}

const different = fc.uniqueArray(aRange, {
  maxLength: 30,
  selector: (text) => `${block(text).first}/${block(text).prefix}`,
});
const table = (texts: readonly string[]) => new RangeTable(stretchesOf(texts.map((text, place) => ({ cidr: block(text), block: place })))); // prettier-ignore

describe('RangeTable', () => {
  test('gives the narrowest block around an address, as looking at all of them does', () => {
    fc.assert(
      fc.property(different, fc.array(anAddress, { maxLength: 20 }), (texts, addresses) => {
        const ranges = table(texts);
        for (const address of addresses) expect([address, ranges.blockAt(address)]).toEqual([address, narrowest(texts, address)]); // prettier-ignore
      }),
      runs,
    );
  });

  test('knows the ends of blocks, and of the whole address space', () => {
    const ranges = table(['0.0.0.0/32', '255.255.255.255/32', '5.0.0.0/16', '5.0.128.0/17', '::/128', 'ffff::/16']);
    const asked = ['0.0.0.0', '0.0.0.1', '255.255.255.255', '255.255.255.254', '4.255.255.255', '5.0.0.0', '5.0.127.255', '5.0.128.0', '5.0.255.255', '5.1.0.0', '::', '::1', 'ffff::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'fffe:ffff::'];
    expect(asked.map((address) => ranges.blockAt(address))).toEqual([0, -1, 1, -1, -1, 2, 2, 3, 3, -1, 4, -1, 5, 5, -1]);
  }); // prettier-ignore

  test('overlaps what shares an address with it, as looking at all of them does', () => {
    fc.assert(
      fc.property(different, aRange, (texts, asked) => {
        const { family, first, last } = block(asked);
        const shares = texts.map(block).some((one) => one.family === family && one.first <= last && first <= one.last);
        expect(table(texts).overlaps(block(asked))).toBe(shares);
      }),
      runs,
    );
  });

  test('holds nothing where it was given nothing, and leaves out what is no block', () => {
    const empty = rangeTableOf(['', 'x', '1.2.3.4/99']);
    expect([empty.blockAt('1.2.3.4'), empty.blockAt('::1'), empty.blockAt('x'), empty.overlaps(block('0.0.0.0/0'))]).toEqual([-1, -1, -1, false]); // prettier-ignore
  });
});
