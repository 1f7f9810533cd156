// Asked for each number of each line.
const { clz32 } = Math;

const half = 2 ** 32;

/** How many bits a whole number of 0 to 2^53 needs. */
export function bitLength(value: number): number {
  return value < half ? 32 - clz32(value) : 64 - clz32(value / half);
}

/** Writes numbers of any number of bits, the highest bit first. */
export class BitWriter {
  #bytes = new Uint8Array(256);
  #bits = 0;

  /** `count` low bits of a whole number of 0 to 2^53. */
  bits(value: number, count: number): void {
    const high = Math.floor(value / half);
    const low = value >>> 0;
    for (let at = count - 1; at >= 0; at--) this.#bit(at >= 32 ? (high >>> (at - 32)) & 1 : (low >>> at) & 1);
  }

  /** Elias gamma: as many zeros as bits follow the first one of the number, then the number. From 0 to 2^53 - 1. */
  count(value: number): void {
    const length = bitLength(value + 1);
    this.bits(0, length - 1);
    this.bits(value + 1, length);
  }

  /** Whole bytes, beginning at a byte. */
  bytes(bytes: Uint8Array): void {
    this.#bits = Math.ceil(this.#bits / 8) * 8;
    this.#reserve(bytes.length * 8);
    this.#bytes.set(bytes, this.#bits / 8);
    this.#bits += bytes.length * 8;
  }

  done(): Uint8Array {
    return this.#bytes.slice(0, Math.ceil(this.#bits / 8));
  }

  #bit(bit: number): void {
    this.#reserve(1);
    if (bit === 1) this.#bytes[this.#bits >> 3]! |= 0x80 >> (this.#bits & 7);
    this.#bits += 1;
  }

  #reserve(bits: number): void {
    if (this.#bits + bits <= this.#bytes.length * 8) return;
    const needed = Math.ceil((this.#bits + bits) / 8);
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}

/** Reads what a BitWriter wrote. Throws RangeError where there is less than asked for. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  bits(count: number): number {
    let value = 0;
    for (let at = 0; at < count; at++) value = value * 2 + this.#bit();
    return value;
  }

  count(): number {
    let zeros = 0;
    while (this.#bit() === 0) zeros += 1;
    if (zeros > 53) throw new RangeError('the packed counters hold a number that none can be');
    return 2 ** zeros + this.bits(zeros) - 1;
  }

  bytes(length: number): Uint8Array {
    const from = Math.ceil(this.#at / 8);
    if (from + length > this.#bytes.length) throw cutOff();
    this.#at = (from + length) * 8;
    return this.#bytes.subarray(from, from + length);
  }

  #bit(): number {
    const byte = this.#bytes[this.#at >> 3];
    if (byte === undefined) throw cutOff();
    const bit = (byte >> (7 - (this.#at & 7))) & 1;
    this.#at += 1;
    return bit;
  }
}

const cutOff = () => new RangeError('the packed counters end too early');
