import type { Edge } from './edge.ts';

/**
 * Ids of edges as four numbers each in one open table: half the size of a set of texts, and a million of them are built and
 * asked in well under a second. Ids are digests, so their first digits spread them evenly.
 */
export class EdgeIndex {
  readonly #words: Uint32Array;
  /** Of each slot: 0 where it is empty, 1 where it holds an id, 2 where that was met. */
  readonly #state: Uint8Array;
  readonly #slots: number;
  /** The id that was last looked for. */
  readonly #asked = new Uint32Array(4);
  size = 0;
  #met = 0;

  /** @param capacity how many ids it will hold at most */
  constructor(capacity: number) {
    // A third stays empty: memory that was never touched is what costs most here.
    const slots = Math.ceil(Math.max(16, capacity * 1.5));
    this.#words = new Uint32Array(slots * 4);
    this.#state = new Uint8Array(slots);
    this.#slots = slots;
  }

  add(id: string): void {
    const slot = this.#find(id);
    if (this.#state[slot] !== 0) return;
    if (this.size * 1.5 > this.#slots) throw new RangeError(`an index of edges holds ${this.size} ids and no more`);
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
    const [words, state, asked, slots] = [this.#words, this.#state, this.#asked, this.#slots];
    const first = (asked[0] = wordIn(id, 0));
    const second = (asked[1] = wordIn(id, 8));
    const third = (asked[2] = wordIn(id, 16));
    const fourth = (asked[3] = wordIn(id, 24));
    for (let slot = Math.floor((first / 2 ** 32) * slots); ; slot = slot + 1 === slots ? 0 : slot + 1) {
      if (state[slot] === 0) return slot;
      const from = slot * 4;
      if (words[from] === first && words[from + 1] === second && words[from + 2] === third && words[from + 3] === fourth) return slot; // prettier-ignore
    }
  }
}

/** Eight hex digits as a number, the same for the same digits and no others. */
function wordIn(text: string, from: number): number {
  return (fourIn(text, from) | (fourIn(text, from + 4) << 16)) >>> 0;
}

/**
 * Four hex digits as sixteen bits, all four at once and without a branch that depends on a digit: half of such guesses fail,
 * and each costs more than the rest.
 */
function fourIn(text: string, from: number): number {
  const codes = text.charCodeAt(from) | (text.charCodeAt(from + 1) << 8) | (text.charCodeAt(from + 2) << 16) | (text.charCodeAt(from + 3) << 24); // prettier-ignore
  const digits = (codes & 0x0f0f0f0f) + ((codes >>> 6) & 0x01010101) * 9;
  const pairs = digits | (digits >>> 4);
  return (pairs & 0xff) | ((pairs >>> 8) & 0xff00);
}

/** The edges that a baseline does not hold, one after the other, so that a million need not lie in memory at once. */
export function* notIn<Some extends Pick<Edge, 'id'>>(index: EdgeIndex, edges: Iterable<Some>): Generator<Some, void> {
  for (const edge of edges) if (!index.meet(edge.id)) yield edge;
}
