import type { Edge } from './edge.ts';

/**
 * Ids of edges as four numbers each in one open table: half the size of a set of texts, and a million of them are built and
 * asked in well under a second. Ids are digests, so their first digits spread them evenly.
 */
export class EdgeIndex {
  readonly #words: Uint32Array;
  readonly #state: Uint8Array;
  readonly #mask: number;
  readonly #asked = new Uint32Array(4);
  size = 0;

  /** @param capacity how many ids it will hold at most */
  constructor(capacity: number) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(16, capacity * 2)));
    this.#words = new Uint32Array(slots * 4);
    this.#state = new Uint8Array(slots);
    this.#mask = slots - 1;
  }

  add(id: string): void {
    const slot = this.#find(id);
    if (this.#state[slot] !== 0) return;
    if (this.size > this.#mask / 2) throw new RangeError(`an index of edges holds ${this.size} ids and no more`);
    this.#words.set(this.#asked, slot * 4);
    this.#state[slot] = 1;
    this.size += 1;
  }

  has(id: string): boolean {
    return this.#state[this.#find(id)] !== 0;
  }

  /** Whether it is there, and from now on counted as met. */
  meet(id: string): boolean {
    const slot = this.#find(id);
    if (this.#state[slot] === 0) return false;
    this.#state[slot] = 2;
    return true;
  }

  /** How many were never met. */
  get unmet(): number {
    let count = 0;
    for (const state of this.#state) if (state === 1) count += 1;
    return count;
  }

  #find(id: string): number {
    const [words, state, asked, mask] = [this.#words, this.#state, this.#asked, this.#mask];
    const first = wordIn(id, 0);
    const [second, third, fourth] = [wordIn(id, 8), wordIn(id, 16), wordIn(id, 24)];
    for (let slot = first & mask; ; slot = (slot + 1) & mask) {
      const from = slot * 4;
      if (state[slot] === 0) {
        asked[0] = first;
        asked[1] = second;
        asked[2] = third;
        asked[3] = fourth;
        return slot;
      }
      if (words[from] === first && words[from + 1] === second && words[from + 2] === third && words[from + 3] === fourth) return slot; // prettier-ignore
    }
  }
}

/** Eight hex digits as a number. */
function wordIn(text: string, from: number): number {
  let word = 0;
  for (let at = from; at < from + 8; at++) {
    const code = text.charCodeAt(at);
    word = (word << 4) | (code < 0x3a ? code - 0x30 : code - 0x57);
  }
  return word >>> 0;
}

/** The edges that a baseline does not hold, one after the other, so that a million need not lie in memory at once. */
export function* notIn<Some extends Pick<Edge, 'id'>>(index: EdgeIndex, edges: Iterable<Some>): Generator<Some, void> {
  for (const edge of edges) if (!index.meet(edge.id)) yield edge;
}
