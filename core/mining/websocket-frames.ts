/** Where the payload of WebSocket messages goes. `end` follows the last byte of a message. */
export interface FrameSink {
  data(bytes: Uint8Array, from: number, to: number): void;
  end(): void;
}

const headerBytes = 14;

/**
 * WebSocket frames (RFC 6455) of one direction, unmasked. Compressed messages are passed over: they are opaque. Bytes
 * that cannot be a frame end the reading, and are handed back.
 */
export class WebSocketFrames {
  readonly #masked: boolean;
  readonly #maximumBytes: number;
  readonly #sink: FrameSink;
  readonly #header = new Uint8Array(headerBytes);
  #headerLength = 0;
  #payloadLeft = -1;
  #maskAt = 0;
  #maskPhase = 0;
  #opaque = false;
  #final = true;
  #control = false;

  /** `masked`: whether this direction masks, as clients must and servers must not. Longer frames are not believed. */
  constructor(masked: boolean, maximumBytes: number, sink: FrameSink) {
    this.#masked = masked;
    this.#maximumBytes = maximumBytes;
    this.#sink = sink;
  }

  /** Reads `bytes[from, to)`. Returns `to`, or the place where the bytes cease to be frames. */
  push(bytes: Uint8Array, from: number, to: number): number {
    let at = from;
    while (at < to) {
      if (this.#payloadLeft < 0) {
        this.#header[this.#headerLength] = bytes[at] ?? 0;
        this.#headerLength += 1;
        if (!this.#plausible()) return at;
        if (this.#headerIsWhole() && !this.#beginPayload()) return at;
        at += 1;
      } else {
        const end = Math.min(to, at + this.#payloadLeft);
        if (!this.#opaque && !this.#control) this.#deliver(bytes, at, end);
        this.#payloadLeft -= end - at;
        at = end;
      }
      if (this.#payloadLeft === 0) this.#endFrame();
    }
    return to;
  }

  #plausible(): boolean {
    const [first = 0, second = 0] = this.#header;
    const code = first & 0x0f;
    if (this.#headerLength === 1) {
      const control = code >= 8;
      if ((first & 0x30) !== 0 || code > 10 || (code > 2 && code < 8)) return false;
      return control ? (first & 0xc0) === 0x80 : code !== 0 || (first & 0x40) === 0;
    }
    if (this.#headerLength === 2) return second >= 0x80 === this.#masked && (code < 8 || (second & 0x7f) < 126);
    return true;
  }

  #headerIsWhole(): boolean {
    const size = (this.#header[1] ?? 0) & 0x7f;
    this.#maskAt = size === 126 ? 4 : size === 127 ? 10 : 2;
    return this.#headerLength >= 2 && this.#headerLength === this.#maskAt + (this.#masked ? 4 : 0);
  }

  #beginPayload(): boolean {
    let length = this.#maskAt === 2 ? (this.#header[1] ?? 0) & 0x7f : 0;
    for (let at = 2; at < this.#maskAt; at += 1) length = length * 256 + (this.#header[at] ?? 0);
    const first = this.#header[0] ?? 0;
    this.#control = (first & 0x08) !== 0;
    this.#final = (first & 0x80) !== 0;
    if (!this.#control && (first & 0x0f) !== 0) this.#opaque = (first & 0x40) !== 0;
    this.#payloadLeft = length;
    this.#maskPhase = 0;
    return length <= this.#maximumBytes;
  }

  #deliver(bytes: Uint8Array, from: number, to: number): void {
    if (!this.#masked) {
      this.#sink.data(bytes, from, to);
      return;
    }
    const clear = new Uint8Array(to - from);
    for (let at = 0; at < clear.length; at += 1) {
      clear[at] = (bytes[from + at] ?? 0) ^ (this.#header[this.#maskAt + ((this.#maskPhase + at) & 3)] ?? 0);
    }
    this.#maskPhase = (this.#maskPhase + clear.length) & 3;
    this.#sink.data(clear, 0, clear.length);
  }

  #endFrame(): void {
    this.#payloadLeft = -1;
    this.#headerLength = 0;
    if (this.#final && !this.#control) this.#sink.end();
  }
}
