import type { TupleTable } from './tuple-table.ts';

const FIRST_SIZE = 1024;

/**
 * Entries of conversations that are over, oldest first. Stragglers of a closed connection must not look like a new one;
 * for that two numbers are enough, and the conversation itself, with all that was understood of it, dies young: what
 * outlives its first second costs the collector of garbage more than reading it did.
 */
export class ClosedTuples {
  readonly #tuples: TupleTable<unknown>;
  readonly #most: number;
  #entries = new Int32Array(FIRST_SIZE);
  #at = new Float64Array(FIRST_SIZE);
  #first = 0;
  #size = 0;

  constructor(tuples: TupleTable<unknown>, most: number) {
    this.#tuples = tuples;
    this.#most = most;
  }

  add(entry: number, isn: number, at: number): void {
    if (this.#size >= this.#most) this.#removeFirst();
    if (this.#size === this.#entries.length) this.#grow();
    this.#tuples.close(entry, isn, at);
    const place = (this.#first + this.#size) % this.#entries.length;
    this.#entries[place] = entry;
    this.#at[place] = at;
    this.#size += 1;
  }

  /** Forgets what closed before this instant. */
  expire(before: number): void {
    while (this.#size > 0 && this.#at[this.#first]! < before) this.#removeFirst();
  }

  #removeFirst(): void {
    const entry = this.#entries[this.#first]!;
    const at = this.#at[this.#first]!;
    this.#first = (this.#first + 1) % this.#entries.length;
    this.#size -= 1;
    // Another conversation may have come up there since.
    if (this.#tuples.closedAt(entry) === at) this.#tuples.remove(entry);
  }

  #grow(): void {
    const [entries, at] = [this.#entries, this.#at];
    this.#entries = new Int32Array(entries.length * 2);
    this.#at = new Float64Array(entries.length * 2);
    for (let index = 0; index < this.#size; index += 1) {
      const from = (this.#first + index) % entries.length;
      this.#entries[index] = entries[from]!;
      this.#at[index] = at[from]!;
    }
    this.#first = 0;
  }
}
