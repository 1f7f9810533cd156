import { huffmanDecoded } from './huffman.ts';
import { STATIC_TABLE } from './hpack-static.ts';

/** The only fields whose values are read; of all others not even the value is kept. */
const WANTED = new Set([':method', ':path', ':authority', ':protocol', 'content-type']);
export type Fields = Map<string, string>;

/** RFC 7541, 4.2: the size that both ends start with. */
const DEFAULT_SIZE = 4096;
/** A peer may allow more (SETTINGS_HEADER_TABLE_SIZE); of a larger table we keep the newest so many bytes. */
export const MOST_KEPT = 16_384;
const ENTRY_OVERHEAD = 32;

interface Entry {
  readonly name: string;
  readonly value: string;
  readonly size: number;
}

class Broken extends Error {}

/** The decoder of one direction of one HTTP/2 connection. After a loss only what the static table and literals say is known. */
export class HpackDecoder {
  /** Newest first. */
  readonly #entries: Entry[] = [];
  #size = 0;
  #limit = DEFAULT_SIZE;
  #allowed = DEFAULT_SIZE;
  /** Entries may be missing: a dynamic index says nothing any more. */
  #lost = false;
  #overflowed = 0;

  /** Entries that had to be forgotten although the peer keeps them. */
  get overflowed(): number {
    return this.#overflowed;
  }

  get size(): number {
    return this.#size;
  }

  /** The other side's SETTINGS_HEADER_TABLE_SIZE: what the encoder may use from now on. */
  allow(size: number): void {
    this.#allowed = size;
    if (this.#limit > size) this.#resize(size);
  }

  /** A header block was missed. */
  lose(): void {
    this.#lost = true;
    this.#entries.length = 0;
    this.#size = 0;
  }

  /** @returns the wanted fields of a block, the first of each name; undefined (and the table is lost) where it is broken */
  decode(block: Buffer): Fields | undefined {
    const fields: Fields = new Map();
    try {
      for (let at = 0; at < block.length;) at = this.#field(block, at, fields);
      return fields;
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      this.lose();
      return undefined;
    }
  }

  #field(block: Buffer, at: number, fields: Fields): number {
    const first = block[at]!;
    if (first & 0x80) {
      const index = integerAt(block, at, 7);
      const entry = this.#entryAt(index.value);
      if (entry !== undefined) keep(fields, entry[0], entry[1]);
      return index.next;
    }
    if ((first & 0xe0) === 0x20) {
      const size = integerAt(block, at, 5);
      if (size.value > this.#allowed && !this.#lost) throw new Broken();
      this.#resize(size.value);
      return size.next;
    }
    const indexed = (first & 0xc0) === 0x40;
    const index = integerAt(block, at, indexed ? 6 : 4);
    const name = index.value === 0 ? stringAt(block, index.next) : { text: this.#entryAt(index.value)?.[0], next: index.next, length: 0 };
    const value = stringAt(block, name.next, name.text !== undefined && WANTED.has(name.text));
    if (name.text !== undefined && value.text !== undefined) keep(fields, name.text, value.text);
    if (indexed) this.#insert(name.text ?? '', value.text ?? '', (index.value === 0 ? name.length : (name.text?.length ?? 0)) + value.length); // prettier-ignore
    return value.next;
  } // prettier-ignore

  #entryAt(index: number): readonly [string, string] | undefined {
    if (index === 0) throw new Broken();
    if (index <= STATIC_TABLE.length) return STATIC_TABLE[index - 1];
    const entry = this.#entries[index - STATIC_TABLE.length - 1];
    if (entry !== undefined) return [entry.name, entry.value];
    // Unknown because we forgot it, or because the block is nonsense.
    if (this.#lost || this.#overflowed > 0) return undefined;
    throw new Broken();
  }

  #insert(name: string, value: string, textSize: number): void {
    const size = textSize + ENTRY_OVERHEAD;
    this.#evict(this.#limit - size, false);
    if (size > this.#limit) return;
    this.#evict(MOST_KEPT - size, true);
    if (size > MOST_KEPT) return void (this.#overflowed += 1);
    this.#entries.unshift({ name, value: WANTED.has(name) ? value : '', size });
    this.#size += size;
  }

  #resize(limit: number): void {
    this.#limit = limit;
    this.#evict(limit, false);
  }

  #evict(room: number, early: boolean): void {
    while (this.#size > Math.max(0, room) && this.#entries.length > 0) {
      this.#size -= this.#entries.pop()!.size;
      if (early) this.#overflowed += 1;
    }
  }
}

function keep(fields: Fields, name: string, value: string): void {
  if (WANTED.has(name) && !fields.has(name)) fields.set(name, value);
}

/** RFC 7541, 5.1. Longer than 28 bits is no length and no index, but an attack. */
function integerAt(block: Buffer, at: number, prefix: number): { readonly value: number; readonly next: number } {
  const mask = (1 << prefix) - 1;
  let value = block[at]! & mask;
  if (value < mask) return { value, next: at + 1 };
  for (let shift = 0, next = at + 1; shift <= 21; shift += 7, next += 1) {
    const byte = block[next];
    if (byte === undefined) throw new Broken();
    value += (byte & 0x7f) << shift;
    if ((byte & 0x80) === 0) return { value, next: next + 1 };
  }
  throw new Broken();
}

/** `length` is that of the decoded text, for the size of its entry; unwanted values are not decoded where that is plain. */
function stringAt(
  block: Buffer,
  at: number,
  wanted = true,
): { readonly text: string | undefined; readonly length: number; readonly next: number } {
  // prettier-ignore
  if (at >= block.length) throw new Broken();
  const { value, next } = integerAt(block, at, 7);
  const end = next + value;
  if (end > block.length) throw new Broken();
  const raw = block.subarray(next, end);
  if (!(block[at]! & 0x80)) return { text: wanted ? raw.toString('latin1') : undefined, length: value, next: end };
  const text = huffmanDecoded(raw);
  if (text === undefined) throw new Broken();
  return { text: wanted ? text : undefined, length: text.length, next: end };
}
