const EMPTY: Buffer = Buffer.alloc(0);

/**
 * The bytes of one direction that a parser has not understood yet, at most `limit` of them. Bodies are skipped by
 * length before they arrive, so that they are never kept.
 */
export class StreamBuffer {
  readonly #limit: number;
  #bytes: Buffer = EMPTY;
  #toSkip = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  push(chunk: Buffer): void {
    let fresh = chunk;
    if (this.#toSkip > 0) {
      const skipped = Math.min(this.#toSkip, fresh.length);
      this.#toSkip -= skipped;
      fresh = fresh.subarray(skipped);
      if (fresh.length === 0) return;
    }
    // What lies in the chunk is parsed in place; only what remains after parsing is kept, by `settle`.
    this.#bytes = this.#bytes.length === 0 ? fresh : Buffer.concat([this.#bytes, fresh]);
  }

  /** A view of what waits; valid until the next push. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  /** Drops `count` bytes, those to come included. */
  skip(count: number): void {
    const now = Math.min(count, this.#bytes.length);
    this.#bytes = this.#bytes.subarray(now);
    this.#toSkip += count - now;
  }

  /**
   * To be called once everything that can be parsed has been: keeps the rest in memory of its own.
   * @returns false where the rest is longer than the limit: nothing that fits the protocol, and it is dropped
   */
  settle(): boolean {
    if (this.#bytes.length > this.#limit) {
      this.clear();
      return false;
    }
    this.#bytes = this.#bytes.length === 0 ? EMPTY : Buffer.from(this.#bytes);
    return true;
  }

  clear(): void {
    this.#bytes = EMPTY;
    this.#toSkip = 0;
  }
}
