import { assertNever } from '../assert-never.ts';
import { HeldLine, lineText } from './held-line.ts';
import { HttpHeadReader, httpOpenings, type HttpHead } from './http-head.ts';
import { lineEnd } from './json-text.ts';
import { WebSocketFrames } from './websocket-frames.ts';

/** What one direction is found to carry: stretches of message bytes, boundaries between them, and HTTP heads. */
export interface FramingSink {
  data(bytes: Uint8Array, from: number, to: number): void;
  /** No message reaches across this point. */
  boundary(): void;
  head(head: HttpHead): void;
}

const maximumFrameBytes = 2 ** 32;
const openingLetters = new Set(httpOpenings.map((word) => word.charCodeAt(0)));

/**
 * Strips HTTP/1 heads, chunk sizes and WebSocket frames from one direction. Whatever does not keep to these is passed
 * on as it stands, so that a line that only looks like HTTP hides nothing.
 */
export class Framing {
  readonly #client: boolean;
  readonly #sink: FramingSink;
  readonly #heldBytes: number;
  readonly #reader = new HttpHeadReader();
  #mode: 'start' | 'opening' | 'line' | 'head' | 'body' | 'size' | 'chunk' | 'trailer' | 'frames' = 'start';
  readonly #held: HeldLine;
  #word = '';
  #firstLine = false;
  #inOrder = false;
  #untilClose = false;
  #left = 0;
  #frames: WebSocketFrames | undefined;

  constructor(client: boolean, heldBytes: number, sink: FramingSink) {
    this.#client = client;
    this.#heldBytes = heldBytes;
    this.#held = new HeldLine(heldBytes);
    this.#sink = sink;
  }

  /** Bytes were lost: the next ones may begin anything. */
  gap(): void {
    this.#held.take();
    this.#word = '';
    this.#mode = 'start';
    this.#sink.boundary();
  }

  /**
   * Whether the bytes on their way to the sink are the body of a request from the client, or of a response from the
   * server. The other way round it may be a miner's disguise, so it does not count.
   */
  get inBody(): boolean {
    return this.#inOrder && (this.#mode === 'body' || this.#mode === 'chunk' || this.#untilClose);
  }

  push(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) at = this.#take(bytes, at);
  }

  #take(bytes: Uint8Array, at: number): number {
    const to = bytes.length;
    switch (this.#mode) {
      case 'start': {
        // A frame of a WebSocket whose upgrade came before the capture; no text begins with this byte.
        const framed = bytes[at] === 0x81 || bytes[at] === 0x82;
        if (framed) this.#beginFrames(this.#heldBytes);
        else this.#mode = 'opening';
        return at;
      }
      case 'opening':
        return this.#opening(bytes, at);
      case 'line': {
        const end = this.#endOfLines(bytes, at);
        this.#sink.data(bytes, at, end);
        return end;
      }
      case 'head':
      case 'size':
      case 'trailer':
        return this.#heldLine(bytes, at);
      case 'body':
      case 'chunk': {
        const end = Math.min(to, at + this.#left);
        this.#sink.data(bytes, at, end);
        this.#left -= end - at;
        if (this.#left === 0) this.#endOfStretch();
        return end;
      }
      case 'frames': {
        const end = this.#frames?.push(bytes, at, to) ?? at;
        if (end < to) this.#letGo(bytes, end);
        return end < to ? end + 1 : to;
      }
      default:
        return assertNever(this.#mode);
    }
  }

  /** The end of this line and of those after it that cannot begin an HTTP message. */
  #endOfLines(bytes: Uint8Array, from: number): number {
    let end = from;
    do {
      end = lineEnd(bytes, end, bytes.length);
      if (end < 0) return bytes.length;
    } while (end < bytes.length && !openingLetters.has(bytes[end] ?? 0));
    this.#mode = 'opening';
    return end;
  }

  /** At the start of a line, as long as it may still become a request or status line. */
  #opening(bytes: Uint8Array, at: number): number {
    if (this.#held.length === 0 && !openingLetters.has(bytes[at] ?? 0)) {
      this.#mode = 'line';
      return at;
    }
    this.#held.add(bytes, at, at + 1);
    this.#word += String.fromCharCode(bytes[at] ?? 0);
    if (httpOpenings.includes(this.#word)) {
      this.#mode = 'head';
      this.#firstLine = true;
    } else if (!httpOpenings.some((opening) => opening.startsWith(this.#word))) this.#release();
    if (this.#mode !== 'opening' || this.#held.length === 0) this.#word = '';
    return at + 1;
  }

  /** A line that means nothing to HTTP is message bytes like any other. */
  #release(): void {
    const held = this.#held.take();
    this.#mode = held.at(-1) === 0x0a ? 'opening' : 'line';
    this.#sink.data(held, 0, held.length);
  }

  #heldLine(bytes: Uint8Array, from: number): number {
    const end = lineEnd(bytes, from, bytes.length);
    const to = end < 0 ? bytes.length : end;
    if (this.#held.length + to - from > this.#heldBytes) this.#release();
    else if (end >= 0 && this.#held.length === 0) {
      if (this.#line(lineText(bytes, from, end))) return end;
      this.#mode = 'line';
    } else {
      this.#held.add(bytes, from, to);
      if (end < 0) return to;
      const held = this.#held.take();
      if (!this.#line(lineText(held, 0, held.length))) {
        this.#mode = 'opening';
        this.#sink.data(held, 0, held.length);
      }
      return to;
    }
    return from;
  }

  /** Takes a whole line of a head or around a chunk; false: it is none. */
  #line(line: string): boolean {
    if (this.#mode === 'size') {
      const size = /^[ \t]*([0-9a-fA-F]{1,7})[ \t]*(?:;|$)/.exec(line)?.[1];
      if (size !== undefined) {
        this.#left = Number.parseInt(size, 16);
        this.#mode = this.#left === 0 ? 'trailer' : 'chunk';
      }
      return size !== undefined || line === '';
    }
    if (this.#firstLine) {
      this.#firstLine = false;
      return this.#reader.open(line);
    }
    if (line !== '') return this.#mode === 'trailer' || this.#reader.header(line);
    if (this.#mode === 'head') this.#afterHead(this.#reader.head());
    else this.#endOfMessage();
    return true;
  }

  #afterHead(head: HttpHead): void {
    this.#sink.boundary();
    this.#sink.head(head);
    this.#inOrder = (head.kind === 'request') === this.#client;
    const bodiless = head.kind === 'response' && (head.status < 200 || head.status === 204 || head.status === 304);
    if (head.upgrade && (head.kind === 'request' || head.status === 101)) this.#beginFrames(maximumFrameBytes);
    else if (head.chunked && !bodiless) this.#mode = 'size';
    else if (head.contentLength !== undefined && head.contentLength > 0 && !bodiless) {
      this.#left = head.contentLength;
      this.#mode = 'body';
    } else this.#mode = 'opening';
    // A response without a length goes on until the connection ends, or the next head.
    this.#untilClose =
      head.kind === 'response' && !bodiless && this.#mode === 'opening' && head.contentLength === undefined;
  }

  #endOfStretch(): void {
    if (this.#mode === 'chunk') this.#mode = 'size';
    else this.#endOfMessage();
  }

  #endOfMessage(): void {
    this.#sink.boundary();
    this.#mode = 'opening';
  }

  #beginFrames(maximumBytes: number): void {
    this.#mode = 'frames';
    this.#frames = new WebSocketFrames(this.#client, maximumBytes, {
      data: (bytes, from, to) => this.#sink.data(bytes, from, to),
      end: () => this.#sink.boundary(),
    });
  }

  /** These were no frames after all. */
  #letGo(bytes: Uint8Array, at: number): void {
    this.#frames = undefined;
    this.#sink.boundary();
    this.#mode = 'opening';
    if (this.#opening(bytes, at) === at) this.#sink.data(bytes, at, at + 1);
    if (bytes[at] === 0x0a) this.#mode = 'opening';
  }
}
