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

const openingBytes = 8;
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
  #held: number[] = [];
  #firstLine = false;
  #left = 0;
  #frames: WebSocketFrames | undefined;

  constructor(client: boolean, heldBytes: number, sink: FramingSink) {
    this.#client = client;
    this.#heldBytes = heldBytes;
    this.#sink = sink;
  }

  /** Bytes were lost: the next ones may begin anything. */
  gap(): void {
    this.#held = [];
    this.#mode = 'start';
    this.#sink.boundary();
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
        const end = lineEnd(bytes, at, to);
        this.#sink.data(bytes, at, end < 0 ? to : end);
        if (end >= 0) this.#mode = 'opening';
        return end < 0 ? to : end;
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
    }
  }

  /** At the start of a line, as long as it may still become a request or status line. */
  #opening(bytes: Uint8Array, at: number): number {
    const code = bytes[at] ?? 0;
    if (this.#held.length === 0 && !openingLetters.has(code)) {
      this.#mode = 'line';
      return at;
    }
    this.#held.push(code);
    const text = String.fromCharCode(...this.#held);
    if (httpOpenings.includes(text)) {
      this.#mode = 'head';
      this.#firstLine = true;
    } else if (this.#held.length >= openingBytes || !httpOpenings.some((word) => word.startsWith(text)))
      this.#release();
    return at + 1;
  }

  /** A line that means nothing to HTTP is message bytes like any other. */
  #release(): void {
    const held = Uint8Array.from(this.#held);
    this.#held = [];
    this.#mode = held.at(-1) === 0x0a ? 'opening' : 'line';
    this.#sink.data(held, 0, held.length);
  }

  #heldLine(bytes: Uint8Array, from: number): number {
    const end = lineEnd(bytes, from, bytes.length);
    const to = end < 0 ? bytes.length : end;
    if (this.#held.length + to - from > this.#heldBytes) {
      this.#release();
      return from;
    }
    for (let at = from; at < to; at += 1) this.#held.push(bytes[at] ?? 0);
    if (end >= 0) this.#line();
    return to;
  }

  #line(): void {
    const line = textOfLine(this.#held);
    if (this.#mode === 'size') {
      const size = /^[ \t]*([0-9a-fA-F]{1,7})[ \t]*(?:;|$)/.exec(line)?.[1];
      if (line === '') this.#held = [];
      else if (size === undefined) this.#release();
      else {
        this.#held = [];
        this.#left = Number.parseInt(size, 16);
        this.#mode = this.#left === 0 ? 'trailer' : 'chunk';
      }
    } else if (this.#firstLine) {
      this.#firstLine = false;
      if (this.#reader.open(line)) this.#held = [];
      else this.#release();
    } else if (line !== '') {
      if (this.#mode === 'trailer' || this.#reader.header(line)) this.#held = [];
      else this.#release();
    } else {
      this.#held = [];
      if (this.#mode === 'head') this.#afterHead(this.#reader.head());
      else this.#endOfMessage();
    }
  }

  #afterHead(head: HttpHead): void {
    this.#sink.boundary();
    this.#sink.head(head);
    const bodiless = head.kind === 'response' && (head.status < 200 || head.status === 204 || head.status === 304);
    if (head.upgrade && (head.kind === 'request' || head.status === 101)) this.#beginFrames(maximumFrameBytes);
    else if (head.chunked && !bodiless) this.#mode = 'size';
    else if (head.contentLength !== undefined && head.contentLength > 0 && !bodiless) {
      this.#left = head.contentLength;
      this.#mode = 'body';
    } else this.#mode = 'opening';
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

function textOfLine(bytes: readonly number[]): string {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 0x0a || bytes[end - 1] === 0x0d)) end -= 1;
  let text = '';
  for (let at = 0; at < end; at += 4096) text += String.fromCharCode(...bytes.slice(at, Math.min(end, at + 4096)));
  return text;
}
