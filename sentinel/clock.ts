/** So many entries come without one having to go before the place is given up. */
const PATIENCE = 4096;

/**
 * Goes round a Map or Set in the order of insertion and keeps its place between calls. Starting anew at the front each
 * time would step over every entry deleted there since the last rehash: thousands, for each single eviction. But a place
 * that is kept while nobody asks keeps alive every table that the Map has outgrown since, with all that was deleted there:
 * so it is given up when it is not needed.
 */
export class Clock<Entry> {
  readonly #entries: Iterable<Entry>;
  #hand: Iterator<Entry, unknown> | undefined;
  #unneeded = 0;

  constructor(entries: Iterable<Entry>) {
    this.#entries = entries;
  }

  /** The next entry; undefined when there is none at all. */
  next(): Entry | undefined {
    this.#unneeded = 0;
    this.#hand ??= this.#entries[Symbol.iterator]();
    const step = this.#hand.next();
    if (step.done !== true) return step.value;
    this.#hand = this.#entries[Symbol.iterator]();
    const first = this.#hand.next();
    return first.done === true ? undefined : first.value;
  }

  /** An entry came, and there was room for it. */
  roomFor(): void {
    if (this.#hand === undefined) return;
    this.#unneeded += 1;
    if (this.#unneeded > PATIENCE) this.#hand = undefined;
  }
}
