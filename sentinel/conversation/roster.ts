/** Something that is on a roster, and knows where. */
export interface Listed {
  /** -1: on none. */
  slot: number;
}

/**
 * Everything that is followed, each at a place of its own that stays the same. A Set would do, but for what it costs where
 * thousands come and go each second: it is made anew every few entries, and each of its dead tables keeps the next one, and
 * all that was in it, from dying young.
 */
export class Roster<Entry extends Listed> {
  readonly #slots: (Entry | undefined)[] = [];
  readonly #free: number[] = [];
  #size = 0;
  #hand = 0;

  get size(): number {
    return this.#size;
  }

  /** So many places there are, taken or free. */
  get slots(): number {
    return this.#slots.length;
  }

  add(entry: Entry): void {
    const slot = this.#free.pop() ?? this.#slots.length;
    entry.slot = slot;
    this.#slots[slot] = entry;
    this.#size += 1;
  }

  remove(entry: Entry): void {
    if (entry.slot === -1) return;
    this.#slots[entry.slot] = undefined;
    this.#free.push(entry.slot);
    entry.slot = -1;
    this.#size -= 1;
  }

  at(slot: number): Entry | undefined {
    return this.#slots[slot];
  }

  /** Entries may be removed meanwhile. */
  *[Symbol.iterator](): Generator<Entry> {
    for (const entry of this.#slots) if (entry !== undefined) yield entry;
  }

  /** Goes round: the next entry since this was last asked; undefined where there is none at all. */
  next(): Entry | undefined {
    for (let looked = 0; looked < this.#slots.length; looked += 1) {
      if (this.#hand >= this.#slots.length) this.#hand = 0;
      const entry = this.#slots[this.#hand];
      this.#hand += 1;
      if (entry !== undefined) return entry;
    }
    return undefined;
  }
}

const NONE = -1;
const FIRST_SIZE = 1024;

/** Entries of a roster by a number of 32 bits; of several with one number the last one stands first. */
export class ByNumber {
  #heads = new Int32Array(FIRST_SIZE).fill(NONE);
  #next = new Int32Array(FIRST_SIZE);
  #numbers = new Int32Array(FIRST_SIZE);
  #has = new Uint8Array(FIRST_SIZE);

  /** An entry has one number at most: the one before is forgotten. */
  set(slot: number, number: number): void {
    if (slot >= this.#next.length) this.#grow(slot);
    this.delete(slot);
    this.#numbers[slot] = number;
    this.#has[slot] = 1;
    const place = this.#placeOf(number);
    this.#next[slot] = this.#heads[place]!;
    this.#heads[place] = slot;
  }

  /** @returns the slot of the last one with this number; -1 where there is none */
  get(number: number): number {
    let slot = this.#heads[this.#placeOf(number)]!;
    while (slot !== NONE && this.#numbers[slot] !== (number | 0)) slot = this.#next[slot]!;
    return slot;
  }

  /** Does nothing where the entry has none. */
  delete(slot: number): void {
    if (slot < 0 || this.#has[slot] !== 1) return;
    this.#has[slot] = 0;
    const place = this.#placeOf(this.#numbers[slot]!);
    let before = NONE;
    for (let at = this.#heads[place]!; at !== slot; at = this.#next[at]!) before = at;
    if (before === NONE) this.#heads[place] = this.#next[slot]!;
    else this.#next[before] = this.#next[slot]!;
  }

  #placeOf(number: number): number {
    const mixed = Math.imul(number, 0x9e37_79b1);
    return (mixed ^ (mixed >>> 15)) & (this.#heads.length - 1);
  }

  #grow(slot: number): void {
    const entered: number[] = [];
    for (const head of this.#heads) for (let at = head; at !== NONE; at = this.#next[at]!) entered.push(at);
    const [numbers, size] = [this.#numbers, Math.max(this.#next.length * 2, slot + 1)];
    const grown = 2 ** Math.ceil(Math.log2(size));
    this.#heads = new Int32Array(grown).fill(NONE);
    this.#next = new Int32Array(grown);
    this.#numbers = new Int32Array(grown);
    this.#has = new Uint8Array(grown);
    // In the reverse of the order in which they are found, so that the last one of a number stands first again.
    for (const at of entered.toReversed()) this.set(at, numbers[at]!);
  }
}
