interface Place<Read> {
  wire: Buffer;
  length: number;
  read: Read | undefined;
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
  /** Of the bytes that missed each place last. */
  readonly #missed = new Int32Array(PLACES);
  #hash = 0;

  /** @returns undefined where they are not known; `keep` is about the bytes that were looked for last */
  get(bytes: Buffer, from: number, to: number): Read | undefined {
    this.#hash = hashOf(bytes, from, to);
    const place = this.#places[this.#hash & (PLACES - 1)];
    if (place === undefined || place.length !== to - from) return undefined;
    const { wire, length } = place;
    let at = 0;
    for (; at + 4 <= length; at += 4) if (wire.readInt32LE(at) !== bytes.readInt32LE(from + at)) return undefined;
    for (; at < length; at += 1) if (wire[at] !== bytes[from + at]) return undefined;
    return place.read;
  }

  /** Takes the place of what was there, if these bytes came before; its memory is used again. */
  keep(bytes: Buffer, from: number, to: number, read: Read): void {
    const length = to - from;
    const index = this.#hash & (PLACES - 1);
    const cameBefore = this.#missed[index] === this.#hash;
    this.#missed[index] = this.#hash;
    if (!cameBefore || length > LONGEST) return;
    const place = (this.#places[index] ??= { wire: Buffer.alloc(0), length: 0, read: undefined });
    if (place.wire.length < length) place.wire = Buffer.alloc(Math.ceil(length / 128) * 128);
    bytes.copy(place.wire, 0, from, to);
    place.length = length;
    place.read = read;
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
