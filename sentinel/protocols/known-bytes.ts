interface Place<Read> {
  length: number;
  read: Read;
}

/** A power of two. */
const PLACES = 1024;
/** Longer ones are read each time. */
const LONGEST = 512;

/**
 * What was read from bytes, by those bytes: probes, scrapes and clients of one service say the same words again and again,
 * and comparing them costs less than making text of them. What comes once is not kept: it would push out what comes again,
 * and live for as long as nothing else takes its place.
 */
export class KnownBytes<Read> {
  readonly #places: (Place<Read> | undefined)[] = Array.from({ length: PLACES });
  /** So many bytes of each place: one memory, for small ones of their own keep alive whatever they were cut from. */
  readonly #wire = Buffer.alloc(PLACES * LONGEST);
  /** Of the bytes that missed each place last. */
  readonly #missed = new Int32Array(PLACES);
  #hash = 0;

  /** @returns undefined where they are not known; `keep` is about the bytes that were looked for last */
  get(bytes: Buffer, from: number, to: number): Read | undefined {
    this.#hash = hashOf(bytes, from, to);
    const index = this.#hash & (PLACES - 1);
    const place = this.#places[index];
    const length = to - from;
    if (place === undefined || place.length !== length) return undefined;
    const wire = this.#wire;
    const kept = index * LONGEST;
    let at = 0;
    for (; at + 4 <= length; at += 4)
      if (wire.readInt32LE(kept + at) !== bytes.readInt32LE(from + at)) return undefined;
    for (; at < length; at += 1) if (wire[kept + at] !== bytes[from + at]) return undefined;
    return place.read;
  }

  /** Takes the place of what was there, if these bytes came before. */
  keep(bytes: Buffer, from: number, to: number, read: Read): void {
    const length = to - from;
    const index = this.#hash & (PLACES - 1);
    const cameBefore = this.#missed[index] === this.#hash;
    this.#missed[index] = this.#hash;
    if (!cameBefore || length > LONGEST) return;
    bytes.copy(this.#wire, index * LONGEST, from, to);
    this.#places[index] = { length, read };
  }
}

/** Of what they begin with and how they end: where requests differ. */
function hashOf(bytes: Buffer, from: number, to: number): number {
  let hash = to - from;
  const end = Math.min(from + 96, to - 3);
  for (let at = from; at < end; at += 4) hash = Math.imul(hash ^ bytes.readInt32LE(at), 0x9e37_79b1) ^ (hash >>> 15);
  for (let at = Math.max(end, to - 32); at < to - 3; at += 4) hash = Math.imul(hash ^ bytes.readInt32LE(at), 0x9e37_79b1) ^ (hash >>> 15); // prettier-ignore
  return hash ^ (hash >>> 12);
}
