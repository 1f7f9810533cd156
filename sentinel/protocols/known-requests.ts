interface Place<Read> {
  wire: Buffer;
  length: number;
  read: Read | undefined;
}

/** A power of two. */
const PLACES = 1024;
/** Longer heads are read each time. */
const LONGEST = 512;

/**
 * What was read from bytes, by those bytes: probes, scrapes and clients of one service say the same words again and again,
 * and comparing them costs less than making text of them.
 */
export class KnownRequests<Read> {
  readonly #places: (Place<Read> | undefined)[] = Array.from({ length: PLACES });

  get(bytes: Buffer, from: number, to: number): Read | undefined {
    const place = this.#places[placeOf(bytes, from, to)];
    if (place === undefined || place.length !== to - from) return undefined;
    const { wire, length } = place;
    let at = 0;
    for (; at + 4 <= length; at += 4) if (wire.readInt32LE(at) !== bytes.readInt32LE(from + at)) return undefined;
    for (; at < length; at += 1) if (wire[at] !== bytes[from + at]) return undefined;
    return place.read;
  }

  /** Takes the place of what was there; its memory is used again. */
  keep(bytes: Buffer, from: number, to: number, read: Read): void {
    if (to - from > LONGEST) return;
    const index = placeOf(bytes, from, to);
    const place = (this.#places[index] ??= { wire: Buffer.alloc(0), length: 0, read: undefined });
    const length = to - from;
    if (place.wire.length < length) place.wire = Buffer.alloc(Math.ceil(length / 128) * 128);
    bytes.copy(place.wire, 0, from, to);
    place.length = length;
    place.read = read;
  }
}

/** Of the first line and what follows it: where requests differ. */
function placeOf(bytes: Buffer, from: number, to: number): number {
  const end = Math.min(from + 96, to - 3);
  let hash = to - from;
  for (let at = from; at < end; at += 4) hash = Math.imul(hash ^ bytes.readInt32LE(at), 0x9e37_79b1) ^ (hash >>> 15);
  return (hash ^ (hash >>> 12)) & (PLACES - 1);
}
