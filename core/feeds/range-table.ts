import { type Cidr, v4Bits, v6Words } from './cidr.ts';

/** Disjoint stretches of addresses in order, each with the number of the block that it belongs to: what is stored. */
export interface Stretches {
  /** IPv4: one word an end. */
  readonly first4: Uint32Array;
  readonly last4: Uint32Array;
  readonly block4: Uint32Array;
  /** IPv6: four words an end. */
  readonly first6: Uint32Array;
  readonly last6: Uint32Array;
  readonly block6: Uint32Array;
}

/** Flattens blocks that may lie in one another: an address belongs to the narrowest block around it. */
export function stretchesOf(blocks: readonly { readonly cidr: Cidr; readonly block: number }[]): Stretches {
  const four = flattened(blocks.filter(({ cidr }) => cidr.family === 4));
  const six = flattened(blocks.filter(({ cidr }) => cidr.family === 6));
  return {
    first4: Uint32Array.from(four, ({ first }) => Number(first)),
    last4: Uint32Array.from(four, ({ last }) => Number(last)),
    block4: Uint32Array.from(four, ({ block }) => block),
    first6: Uint32Array.from(six.flatMap(({ first }) => wordsOf(first))),
    last6: Uint32Array.from(six.flatMap(({ last }) => wordsOf(last))),
    block6: Uint32Array.from(six, ({ block }) => block),
  };
}

interface Stretch {
  readonly first: bigint;
  readonly last: bigint;
  readonly block: number;
}

function flattened(blocks: readonly { readonly cidr: Cidr; readonly block: number }[]): Stretch[] {
  // Two blocks are apart or one holds the other: sorted with the wider first, a stack knows what is around.
  const sorted = blocks.toSorted((a, b) => compare(a.cidr.first, b.cidr.first) || a.cidr.prefix - b.cidr.prefix || a.block - b.block); // prettier-ignore
  const out: Stretch[] = [];
  const around: Stretch[] = [];
  let from = 0n;
  // Ends the blocks that do not reach as far as `upTo`.
  const closeBelow = (upTo: bigint) => {
    while ((around.at(-1)?.last ?? upTo) < upTo) {
      const top = around.pop() as Stretch;
      if (from <= top.last) out.push({ ...top, first: from });
      from = top.last + 1n;
    }
  };
  for (const { cidr, block } of sorted) {
    closeBelow(cidr.first);
    const top = around.at(-1);
    if (top !== undefined && from < cidr.first) out.push({ first: from, last: cidr.first - 1n, block: top.block });
    around.push({ first: cidr.first, last: cidr.last, block });
    from = cidr.first;
  }
  closeBelow(1n << 128n);
  return out;
} // prettier-ignore

const compare = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0);

function wordsOf(value: bigint): number[] {
  return [96n, 64n, 32n, 0n].map((shift) => Number((value >> shift) & 0xffff_ffffn));
}

/** Which block an address lies in. IPv4 by a directory of the upper 16 bits, then halving; IPv6 by halving. */
export class RangeTable {
  readonly #stretches: Stretches;
  /** For each upper half: how many stretches begin below it. */
  readonly #directory: Uint32Array;

  constructor(stretches: Stretches) {
    this.#stretches = stretches;
    const { first4 } = stretches;
    this.#directory = new Uint32Array(first4.length === 0 ? 0 : 65_537);
    let at = 0;
    for (let upper = 0; upper < this.#directory.length; upper++) {
      while (at < first4.length && (first4[at] ?? 0) / 65_536 < upper) at++;
      this.#directory[upper] = at;
    }
  }

  /** @param address canonical. @returns the number of the narrowest block that holds it, -1 where none does. */
  blockAt(address: string): number {
    const { first4, last4, block4, block6 } = this.#stretches;
    const bits = first4.length === 0 ? -1 : v4Bits(address);
    if (bits >= 0) {
      const at = this.#lastBefore4(bits);
      return at >= 0 && bits <= (last4[at] ?? 0) ? (block4[at] ?? -1) : -1;
    }
    const words = block6.length === 0 ? undefined : v6Words(address);
    if (words === undefined) return -1;
    const at = this.#lastBefore6(words);
    return at >= 0 && this.#compare6(this.#stretches.last6, at, words) >= 0 ? (block6[at] ?? -1) : -1;
  }

  /** Whether any address of this block lies in any block of the table. */
  overlaps(cidr: Cidr): boolean {
    const { last4, last6 } = this.#stretches;
    if (cidr.family === 4) {
      const at = this.#lastBefore4(Number(cidr.last));
      return at >= 0 && (last4[at] ?? 0) >= Number(cidr.first);
    }
    const at = this.#lastBefore6(wordsOf(cidr.last));
    return at >= 0 && this.#compare6(last6, at, wordsOf(cidr.first)) >= 0;
  }

  /** The last stretch that begins at or below these bits, -1 where none does. */
  #lastBefore4(bits: number): number {
    const { first4 } = this.#stretches;
    const upper = bits >>> 16;
    let low = this.#directory[upper] ?? 0;
    let high = this.#directory[upper + 1] ?? 0;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((first4[middle] ?? 0) <= bits) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  #lastBefore6(words: readonly number[]): number {
    let low = 0;
    let high = this.#stretches.block6.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#compare6(this.#stretches.first6, middle, words) <= 0) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** The stored end at this place against these four words: negative where it is lower. */
  #compare6(ends: Uint32Array, at: number, words: readonly number[]): number {
    for (let word = 0; word < 4; word++) {
      const apart = (ends[at * 4 + word] ?? 0) - (words[word] ?? 0);
      if (apart !== 0) return apart;
    }
    return 0;
  }
}
