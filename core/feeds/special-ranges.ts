import { type Cidr, cidrOf } from './cidr.ts';
import { RangeTable, stretchesOf } from './range-table.ts';

/** Addresses that mean something else to everyone (IANA special-purpose registries, RFC 6890 and later). */
const special = `0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.31.196.0/24
  192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 224.0.0.0/4 240.0.0.0/4
  ::/3 2001::/23 2002::/16 2620:4f:8000::/48 4000::/2 8000::/1`;

/** Addresses for examples (RFC 5737, RFC 3849, RFC 9637). */
const documentation = '192.0.2.0/24 198.51.100.0/24 203.0.113.0/24 2001:db8::/32 3fff::/20';

/** Built for the first block that is asked about: a stage that asks about none starts without them. */
let tables: { readonly special: RangeTable; readonly documentation: RangeTable } | undefined;

/** Which special ranges a block touches, with any one of its addresses. */
export function specialRange(cidr: Cidr): 'special' | 'documentation' | undefined {
  tables ??= { special: rangeTableOf(special.split(/\s+/)), documentation: rangeTableOf(documentation.split(' ')) };
  if (tables.special.overlaps(cidr)) return 'special';
  return tables.documentation.overlaps(cidr) ? 'documentation' : undefined;
}

/** A table of blocks and addresses as text; what is neither is left out. The number of a block is its place in the list. */
export function rangeTableOf(texts: Iterable<string>): RangeTable {
  const blocks: { cidr: Cidr; block: number }[] = [];
  let block = 0;
  for (const text of texts) {
    const cidr = cidrOf(text.trim());
    if (cidr !== undefined) blocks.push({ cidr, block });
    block++;
  }
  return new RangeTable(stretchesOf(blocks));
}
