import { getDomain } from 'tldts';
import { readText } from './dictionary.ts';
import type { Sections } from './index-format.ts';
import { type HashState, hashStart, hashStep, highOf, lowOf } from './name-hash.ts';

/** Longer texts are not in the index: a name has 253 characters at most. */
const longestAsked = 253;

/** Finds the place of a text by its hash, confirmed on the text itself. Holds buffers: not for use while it is in use. */
export class EntryFinder {
  readonly #sections: Pick<Sections, 'high' | 'low' | 'place' | 'offsets' | 'texts'>;
  /** For each value of the upper bits of a hash: how many hashes are below it. */
  readonly #directory: Uint32Array;
  readonly #shift: number;
  readonly #text = new Uint8Array(256);
  /** Where parents begin in the name that is asked for, with their hashes: from the shortest. */
  readonly #from = new Int32Array(longestAsked + 1);
  readonly #high = new Uint32Array(longestAsked + 1);
  readonly #low = new Uint32Array(longestAsked + 1);
  readonly #state: HashState = { ...hashStart };

  constructor(sections: Sections) {
    this.#sections = sections;
    const { high } = sections;
    // About eight hashes for each place of the directory, which then is a small part of the index.
    const bits = Math.min(20, Math.max(1, Math.ceil(Math.log2(Math.max(2, high.length / 8)))));
    this.#shift = 32 - bits;
    this.#directory = new Uint32Array(2 ** bits + 1);
    let at = 0;
    for (let upper = 0; upper < this.#directory.length; upper++) {
      while (at < high.length && (high[at] ?? 0) >>> this.#shift < upper) at++;
      this.#directory[upper] = at;
    }
  }

  /** The place of exactly this text, -1 where it is not in the index. */
  find(text: string): number {
    const from = this.#hashParents(text, false);
    return from === 0 ? -1 : this.#confirmed(text, 0, this.#high[0] ?? 0, this.#low[0] ?? 0);
  }

  /**
   * The longest of the name and its parents, down to the registrable domain, that is in the index and wanted. Nearly
   * every name that is asked for is not in it, so the registrable domain is only looked up once something was found.
   */
  longestParent(name: string, wanted: (place: number) => boolean): { readonly place: number; readonly from: number } | undefined {
    let shortest: number | undefined;
    for (let parent = this.#hashParents(name, true) - 1; parent >= 0; parent--) {
      const from = this.#from[parent] ?? 0;
      const place = this.#confirmed(name, from, this.#high[parent] ?? 0, this.#low[parent] ?? 0);
      if (place < 0 || !wanted(place)) continue;
      shortest ??= registrableLength(name);
      // The name itself always counts, a parent only down to the registrable domain.
      if (from === 0 || name.length - from >= shortest) return { place, from };
    }
    return undefined;
  } // prettier-ignore

  /** Hashes the text from its end; with `parents` also at each dot. @returns how many hashes there are, 0 where it cannot be in the index. */
  #hashParents(text: string, parents: boolean): number {
    if (text.length > longestAsked) return parents ? this.#hashTail(text) : 0;
    return this.#hashFrom(text, 0, parents);
  }

  /** Of a text that is too long to be listed, the parents that are not. */
  #hashTail(text: string): number {
    const start = text.length - longestAsked;
    const hashes = this.#hashFrom(text, start, true);
    // The first of them begins inside a label, unless a dot stands right before it.
    return text.charAt(start - 1) === '.' ? hashes : hashes - 1;
  }

  #hashFrom(text: string, start: number, parents: boolean): number {
    const state = this.#state;
    state.high = hashStart.high;
    state.low = hashStart.low;
    let count = 0;
    for (let at = text.length - 1; at >= start; at--) {
      const code = text.charCodeAt(at);
      if (parents && code === 0x2e) this.#keep(count++, at + 1);
      hashStep(state, code);
    }
    this.#keep(count++, start);
    return count;
  }

  #keep(at: number, from: number): void {
    this.#from[at] = from;
    this.#high[at] = highOf(this.#state);
    this.#low[at] = lowOf(this.#state);
  }

  /** The place of the text from `from` on, which has this hash. */
  #confirmed(text: string, from: number, high: number, low: number): number {
    const upper = high >>> this.#shift;
    let first = this.#directory[upper] ?? 0;
    let end = this.#directory[upper + 1] ?? 0;
    // Equal hashes stand in the order of their texts, so that halving on hash and text together ends in log n steps
    // even where somebody has made a million texts of one hash.
    while (first < end) {
      const middle = (first + end) >>> 1;
      const apart = this.#compare(middle, text, from, high, low);
      if (apart === 0) return this.#sections.place[middle] ?? -1;
      if (apart < 0) first = middle + 1;
      else end = middle;
    }
    return -1;
  }

  #compare(at: number, text: string, from: number, high: number, low: number): number {
    const apart = (this.#sections.high[at] ?? 0) - high || (this.#sections.low[at] ?? 0) - low;
    return apart === 0 ? this.#compareText(this.#sections.place[at] ?? 0, text, from) : apart;
  }

  /** The stored text, which is reversed, against what is asked for from its end. */
  #compareText(place: number, text: string, from: number): number {
    const { offsets, texts } = this.#sections;
    const stored = this.#text;
    const length = readText({ offsets, bytes: texts }, place, stored);
    const asked = text.length - from;
    for (let at = 0; at < length && at < asked; at++) {
      const apart = (stored[at] ?? 0) - text.charCodeAt(text.length - 1 - at);
      if (apart !== 0) return apart;
    }
    return length - asked;
  }
}

function registrableLength(name: string): number {
  const domain = getDomain(name, { allowPrivateDomains: true, validateHostname: false });
  return domain === null || domain === '' ? name.length : domain.length;
}
