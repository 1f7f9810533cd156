import { jsonBounds, type JsonRecord } from './json-node.ts';
import { hexValue, isBlank, isScalar, JsonTextBuffer, lineEnd, nextBracket, scalarOf, unescaped } from './json-text.ts';
import { JsonTree } from './json-tree.ts';

/** Receives each object that stands alone or directly in a list that stands alone; `start` is its place in the stream. */
export type MessageSink = (message: JsonRecord, start: number) => void;

const seek = 0;
const key = 1;
const colon = 2;
const value = 3;
const next = 4;
const string = 5;
const escape = 6;
const unicode = 7;
const scalar = 8;
const passed = 9;
const rest = 10;

const quote = 0x22;
const backslash = 0x5c;
const newline = 0x0a;

/**
 * Finds JSON objects in a stream of bytes, in any segmentation, each byte looked at once. What is not JSON is passed
 * over; a broken object is given up at the byte that breaks it, and the search goes on there.
 */
export class JsonScanner {
  readonly #tree: JsonTree;
  readonly #emit: MessageSink;
  readonly #messageBytes: number;
  readonly #buffer = new JsonTextBuffer();
  #state = seek;
  #afterString = next;
  #capturing = false;
  #passedDepth = 0;
  #digitsLeft = 0;
  #codePoint = 0;
  #start = 0;
  #oversize = 0;

  constructor(known: ReadonlySet<string>, messageBytes: number, emit: MessageSink) {
    this.#tree = new JsonTree(known);
    this.#messageBytes = messageBytes;
    this.#emit = emit;
  }

  /** Whether an object has begun and not ended. */
  get within(): boolean {
    return this.#state !== seek;
  }

  /** How many messages were longer than allowed: they are read as far as they came, the rest up to the line's end is skipped. */
  get oversize(): number {
    return this.#oversize;
  }

  /** Forgets the object under way. */
  reset(): void {
    this.#abandon();
  }

  /** Reads `bytes[from, to)`; `base` is the place in the stream of the first of all `bytes`. */
  push(bytes: Uint8Array, from: number, to: number, base: number): void {
    let at = from;
    while (at < to) {
      if (this.#state === seek) at = this.#seek(bytes, at, to, base);
      else if (this.#state === rest) at = this.#passLine(bytes, at, to);
      else if (base + at - this.#start >= this.#messageBytes) this.#giveUp();
      else if (this.#state === string) at = this.#string(bytes, at, to);
      else if (this.#step(bytes[at] ?? 0, base + at)) at += 1;
      // What breaks an object may begin the next one, so the search starts with the same byte.
      else this.#abandon();
    }
  }

  /** Opens the next object or list, and returns the place after its bracket. */
  #seek(bytes: Uint8Array, from: number, to: number, base: number): number {
    const at = nextBracket(bytes, from, to);
    if (at === to) return to;
    const record = bytes[at] === 0x7b;
    this.#start = base + at;
    this.#tree.open(record);
    this.#state = record ? key : value;
    return at + 1;
  }

  #passLine(bytes: Uint8Array, from: number, to: number): number {
    const end = lineEnd(bytes, from, to);
    if (end < 0) return to;
    this.#state = seek;
    return end;
  }

  /** The inside of a string, captured or not. A line feed cannot stand in it. */
  #string(bytes: Uint8Array, from: number, to: number): number {
    const capturing = this.#capturing;
    for (let at = from; at < to; at += 1) {
      const code = bytes[at] ?? 0;
      if (code === quote) this.#endString();
      else if (code === backslash) this.#state = escape;
      else if (code === newline) this.#abandon();
      else {
        if (capturing) this.#buffer.append(code);
        continue;
      }
      return at + 1;
    }
    return to;
  }

  /** Takes one byte; false: it cannot stand here. */
  #step(code: number, offset: number): boolean {
    switch (this.#state) {
      case escape:
        return this.#escape(code);
      case unicode:
        return this.#unicode(code);
      case scalar:
        if (isScalar(code)) this.#buffer.append(code);
        else {
          this.#state = next;
          this.#tree.add(scalarOf(this.#buffer.text()));
          return this.#step(code, offset);
        }
        return true;
      case passed:
        this.#pass(code);
        return true;
      default:
        return isBlank(code) || this.#structure(code, offset);
    }
  }

  /** A byte between names and values. Trailing commas are let through: some readers do the same. */
  #structure(code: number, offset: number): boolean {
    const inRecord = this.#tree.inRecord;
    if (code === (inRecord ? 0x7d : 0x5d) && this.#state !== colon) {
      const message = this.#tree.close();
      this.#state = this.#tree.depth === 0 ? seek : next;
      if (message !== undefined) this.#emit(message, this.#start);
      return true;
    }
    if (this.#state === key) {
      if (code !== quote) return false;
      this.#capturing = true;
      this.#afterString = colon;
      this.#buffer.start();
      this.#state = string;
      return true;
    }
    if (this.#state === value) return this.#value(code, offset);
    const isColon = this.#state === colon;
    this.#state = isColon || !inRecord ? value : key;
    return code === (isColon ? 0x3a : 0x2c);
  }

  #value(code: number, offset: number): boolean {
    if (code === quote) {
      this.#capturing = this.#tree.wanted;
      this.#afterString = next;
      if (this.#capturing) this.#buffer.start();
      else this.#tree.pass();
      this.#state = string;
    } else if (code === 0x7b || code === 0x5b) {
      if (this.#tree.depth === 1 && !this.#tree.inRecord) this.#start = offset;
      if (this.#tree.open(code === 0x7b)) this.#state = code === 0x7b ? key : value;
      else {
        this.#state = passed;
        this.#passedDepth = 1;
      }
    } else if (isScalar(code)) {
      this.#buffer.start();
      this.#buffer.append(code);
      this.#state = scalar;
    } else return false;
    return true;
  }

  #endString(): void {
    this.#state = this.#afterString;
    if (!this.#capturing) return;
    if (this.#afterString === colon) {
      this.#tree.name(this.#buffer.length > jsonBounds.keyLength ? '' : this.#buffer.text());
    } else this.#tree.add(this.#buffer.node(this.#tree.textLength));
  }

  #escape(code: number): boolean {
    this.#state = code === 0x75 ? unicode : string;
    this.#digitsLeft = 4;
    this.#codePoint = 0;
    if (code !== 0x75 && this.#capturing) this.#buffer.append(unescaped(code));
    return code !== newline;
  }

  #unicode(code: number): boolean {
    const digit = hexValue(code);
    if (digit < 0) return false;
    this.#codePoint = this.#codePoint * 16 + digit;
    this.#digitsLeft -= 1;
    if (this.#digitsLeft > 0) return true;
    this.#state = string;
    if (this.#capturing) this.#buffer.append(this.#codePoint < 0x80 ? this.#codePoint : 0xff);
    return true;
  }

  /** Inside a value that nobody looks at, only strings and brackets matter. */
  #pass(code: number): void {
    if (code === quote) {
      this.#capturing = false;
      this.#afterString = passed;
      this.#state = string;
    } else if (code === 0x7b || code === 0x5b) this.#passedDepth += 1;
    else if (code === 0x7d || code === 0x5d) {
      this.#passedDepth -= 1;
      if (this.#passedDepth === 0) this.#state = next;
    }
  }

  #giveUp(): void {
    this.#oversize += 1;
    const message = this.#tree.message;
    this.#abandon();
    this.#state = rest;
    if (message !== undefined) this.#emit(message, this.#start);
  }

  #abandon(): void {
    this.#tree.clear();
    this.#state = seek;
  }
}
