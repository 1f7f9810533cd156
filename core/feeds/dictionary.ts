/** Texts in a front-coded block: each is stored as how much it shares with the one before, and the rest. */
export interface Dictionary {
  /** Where each group of 16 begins, and the end of all. In bytes. */
  readonly offsets: Uint32Array;
  readonly bytes: Uint8Array;
}

const group = 16;
/** One byte holds a length. */
export const longestText = 255;

/** @param texts ASCII, at most 255 long, sorted by code unit; those who share ends are stored reversed by the caller. */
export function dictionaryOf(texts: readonly string[]): Dictionary {
  const offsets = new Uint32Array(groupsOf(texts.length) + 1);
  let bytes = new Uint8Array(Math.max(64, texts.length * 16));
  let at = 0;
  let before = '';
  for (const [place, text] of texts.entries()) {
    if (text.length > longestText) throw new RangeError(`a text of ${text.length} units does not fit a dictionary, at most ${longestText}`);
    if (at + text.length + 2 > bytes.length) bytes = grown(bytes, at + text.length + 2);
    const shared = place % group === 0 ? 0 : sharedStart(before, text);
    if (place % group === 0) offsets[place / group] = at;
    bytes[at++] = shared;
    bytes[at++] = text.length - shared;
    for (let from = shared; from < text.length; from++) bytes[at++] = text.charCodeAt(from);
    before = text;
  }
  offsets[offsets.length - 1] = at;
  return { offsets, bytes: bytes.slice(0, at) };
} // prettier-ignore

export function groupsOf(count: number): number {
  return Math.ceil(count / group);
}

/** Reads one text into `into`. @returns its length. */
export function readText(dictionary: Dictionary, place: number, into: Uint8Array): number {
  const { offsets, bytes } = dictionary;
  let at = offsets[Math.floor(place / group)] ?? 0;
  let length = 0;
  for (let left = place % group; left >= 0; left--) {
    const shared = bytes[at] ?? 0;
    const rest = bytes[at + 1] ?? 0;
    at += 2;
    length = shared + rest;
    for (let to = shared; to < length; to++) into[to] = bytes[at++] ?? 0;
  }
  return length;
}

/** All texts in order, reversed back: as they were before the caller reversed them. */
export function* reversedTexts(dictionary: Dictionary, count: number): Generator<string, void, undefined> {
  const { bytes } = dictionary;
  let before = '';
  for (let at = 0, place = 0; place < count; place++) {
    const shared = bytes[at] ?? 0;
    const end = at + 2 + (bytes[at + 1] ?? 0);
    let rest = '';
    for (let from = end - 1; from >= at + 2; from--) rest += String.fromCharCode(bytes[from] ?? 0);
    before = rest + before.slice(before.length - shared);
    yield before;
    at = end;
  }
}

/** Made of an array, so that the text is flat: a million of them are sorted. */
export function reversed(text: string): string {
  const codes: number[] = [];
  for (let at = text.length - 1; at >= 0; at--) codes.push(text.charCodeAt(at));
  return String.fromCharCode(...codes);
}

function sharedStart(one: string, other: string): number {
  let at = 0;
  while (at < one.length && at < other.length && one.charCodeAt(at) === other.charCodeAt(at)) at++;
  return at;
}

function grown(bytes: Uint8Array, needed: number): Uint8Array<ArrayBuffer> {
  const more = new Uint8Array(Math.max(bytes.length * 2, needed));
  more.set(bytes);
  return more;
}
