export interface NameRead {
  readonly name: string;
  /** Where what follows it begins. */
  readonly next: number;
}

interface Kept {
  readonly name: string;
  /** Of it as it stood in a message, with its final zero. */
  readonly length: number;
}

/** A power of two. */
const PLACES = 1024;
/** Longer names are rare, and each place is to stay small. */
const LONGEST = 128;

/**
 * Names of DNS by the bytes that they were read from. Spelling one out, label by label, costs more than all else about a
 * message; comparing it with the one that was last read from bytes like these costs next to nothing.
 */
export class KnownNames {
  readonly #places: (Kept | undefined)[] = Array.from({ length: PLACES });
  /** So many bytes of each place. */
  readonly #wire = Buffer.alloc(PLACES * LONGEST);

  at(bytes: Buffer, start: number): NameRead | undefined {
    const end = endOf(bytes, start);
    if (end === -1) return undefined;
    const place = placeOf(bytes, start, end);
    const kept = this.#places[place];
    if (kept === undefined || kept.length !== end - start) return undefined;
    const wire = this.#wire;
    const from = place * LONGEST;
    for (let at = 0; at < kept.length; at += 1) if (wire[from + at] !== bytes[start + at]) return undefined;
    return { name: kept.name, next: end };
  }

  keep(bytes: Buffer, start: number, { name, next }: NameRead): void {
    if (next - start > LONGEST) return;
    const place = placeOf(bytes, start, next);
    bytes.copy(this.#wire, place * LONGEST, start, next);
    this.#places[place] = { name, length: next - start };
  }
}

/** Behind the final zero; -1 where there is a pointer, the message ends, or the name is long. */
function endOf(bytes: Buffer, start: number): number {
  const stop = Math.min(bytes.length, start + LONGEST);
  for (let at = start; at < stop; at += bytes[at]! + 1) {
    if (bytes[at] === 0) return at + 1;
    if (bytes[at]! > 63) return -1;
  }
  return -1;
}

function placeOf(bytes: Buffer, start: number, end: number): number {
  let hash = 0;
  for (let at = start; at < end; at += 1) hash = Math.imul(hash, 31) + bytes[at]!;
  return (hash ^ (hash >>> 10)) & (PLACES - 1);
}
