/** Counts by word: what was skipped, cut, folded, and why. The words are ours, so their number is small. */
export class Counters {
  readonly #counts = new Map<string, number>();

  add(word: string, count = 1): void {
    if (count > 0) this.#counts.set(word, (this.#counts.get(word) ?? 0) + count);
  }

  get(word: string): number {
    return this.#counts.get(word) ?? 0;
  }

  sum(...words: readonly string[]): number {
    return words.reduce((total, word) => total + this.get(word), 0);
  }

  toObject(): Record<string, number> {
    return Object.fromEntries([...this.#counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }
}
