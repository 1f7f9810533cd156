/** Bytes that arrive in chunks and leave in records. Only an unfinished record is ever copied. */
export class ByteQueue {
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;

  get length(): number {
    return this.#bytes.length - this.#at;
  }

  push(chunk: Buffer): void {
    this.#bytes = this.length === 0 ? chunk : Buffer.concat([this.#bytes.subarray(this.#at), chunk]);
    this.#at = 0;
  }

  /** A view of everything that waits. */
  rest(): Buffer {
    return this.#at === 0 ? this.#bytes : this.#bytes.subarray(this.#at);
  }

  skip(count: number): void {
    this.#at = Math.min(this.#bytes.length, this.#at + count);
  }

  /** A view of `count` bytes that are then gone from the queue; the caller checked `length`. */
  take(count: number): Buffer {
    const taken = this.#bytes.subarray(this.#at, this.#at + count);
    this.skip(count);
    return taken;
  }
}
