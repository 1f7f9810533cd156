/**
 * Goes round a Map or Set in the order of insertion and keeps its place between calls. Starting anew at the front each
 * time would step over every entry deleted there since the last rehash: thousands, for each single eviction.
 */
export class Clock<Entry> {
  readonly #entries: Iterable<Entry>;
  #hand: Iterator<Entry, unknown>;

  constructor(entries: Iterable<Entry>) {
    this.#entries = entries;
    this.#hand = entries[Symbol.iterator]();
  }

  /** The next entry; undefined when there is none at all. */
  next(): Entry | undefined {
    const step = this.#hand.next();
    if (step.done !== true) return step.value;
    this.#hand = this.#entries[Symbol.iterator]();
    const first = this.#hand.next();
    return first.done === true ? undefined : first.value;
  }
}
