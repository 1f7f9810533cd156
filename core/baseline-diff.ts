import type { Edge } from './edge.ts';

/**
 * Ids of edges as four numbers each in one open table: half the size of a set of texts, and a million of them are built and
 * asked in well under a second. Ids are digests, so their first digits spread them evenly.
 */
export class EdgeIndex {
  readonly #words: Uint32Array;
  /** Of each slot: 0 where it is empty, 1 where it holds an id, 2 where that was met. */
  readonly #state: Uint8Array;
  readonly #mask: number;
  /** The id that was last looked for. */
  readonly #asked = new Uint32Array(4);
  size = 0;
  #met = 0;

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
    const [words, asked, from] = [this.#words, this.#asked, slot * 4];
    for (let part = 0; part < 4; part++) words[from + part] = asked[part]!;
    this.#state[slot] = 1;
    this.size += 1;
  }

  has(id: string): boolean {
    return this.#state[this.#find(id)] !== 0;
  }

  /** Whether it is there, and from now on counted as met. */
  meet(id: string): boolean {
    const slot = this.#find(id);
    if (this.#state[slot] === 1) {
      this.#state[slot] = 2;
      this.#met += 1;
    }
    return this.#state[slot] !== 0;
  }

  /** How many were never met. */
  get unmet(): number {
    return this.size - this.#met;
  }

  /** The slot that holds the id, or the empty one where it would go. */
  #find(id: string): number {
    const [words, state, asked, mask] = [this.#words, this.#state, this.#asked, this.#mask];
    const first = (asked[0] = wordIn(id, 0));
    const second = (asked[1] = wordIn(id, 8));
    const third = (asked[2] = wordIn(id, 16));
    const fourth = (asked[3] = wordIn(id, 24));
    for (let slot = first & mask; ; slot = (slot + 1) & mask) {
      if (state[slot] === 0) return slot;
      const from = slot * 4;
      if (words[from] === first && words[from + 1] === second && words[from + 2] === third && words[from + 3] === fourth) return slot; // prettier-ignore
    }
  }
}

/** Eight hex digits as a number, without a branch that depends on a digit: half of such guesses fail, and each costs more than the rest. */
function wordIn(text: string, from: number): number {
  let word = 0;
  for (let at = from; at < from + 8; at++) {
    const code = text.charCodeAt(at);
    word = (word << 4) | ((code & 0xf) + (code >> 6) * 9);
  }
  return word >>> 0;
}

/** The edges that a baseline does not hold, one after the other, so that a million need not lie in memory at once. */
export function* notIn<Some extends Pick<Edge, 'id'>>(index: EdgeIndex, edges: Iterable<Some>): Generator<Some, void> {
  for (const edge of edges) if (!index.meet(edge.id)) yield edge;
}
