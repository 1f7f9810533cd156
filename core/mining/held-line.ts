/** The bytes of an unfinished line. */
export class HeldLine {
  readonly #maximum: number;
  #bytes = Buffer.alloc(0);
  #length = 0;

  /** `maximum`: how many bytes it will hold at most; its user sees to that. */
  constructor(maximum: number) {
    this.#maximum = maximum;
  }

  get length(): number {
    return this.#length;
  }

  add(bytes: Uint8Array, from: number, to: number): void {
    const length = this.#length + to - from;
    if (length > this.#bytes.length) {
      const larger = Buffer.alloc(Math.max(64, length, Math.min(length * 2, this.#maximum)));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(bytes.subarray(from, to), this.#length);
    this.#length = length;
  }

  /** What was held; nothing is held after that. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#bytes = Buffer.alloc(0);
    this.#length = 0;
    return taken;
  }
}

/** The text of `bytes[from, to)` without its line end, one character a byte. */
export function lineText(bytes: Uint8Array, from: number, to: number): string {
  let end = to;
  while (end > from && (bytes[end - 1] === 0x0a || bytes[end - 1] === 0x0d)) end -= 1;
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, end - from).toString('latin1');
}
