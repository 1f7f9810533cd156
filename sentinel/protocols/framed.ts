import type { Side } from '../conversation/conversation.ts';
import type { Parser } from './protocol.ts';
import { StreamBuffer } from './stream-buffer.ts';

/**
 * One message at the beginning of `bytes`: how long it is in all, and what `read` wants of it. `needs` bytes must have
 * come before `read` is called; the rest of the message is skipped without being kept.
 */
export interface Message {
  readonly length: number;
  readonly needs: number;
  read(bytes: Buffer): void;
}

/** `undefined`: more bytes are needed to say; `lost`: this is no message. */
export type Framing = (bytes: Buffer) => Message | 'lost' | undefined;

const LONGEST_WAIT = 8192;

/** A parser of length-prefixed messages of the client. What the server says is not looked at. */
export class FramedParser implements Parser {
  readonly #buffer = new StreamBuffer(LONGEST_WAIT);
  readonly #framing: Framing;
  readonly #resync: ((bytes: Buffer) => boolean) | undefined;
  #lost = false;
  isDone = false;

  /** @param resync whether a message begins here, asked at each segment after a loss; without it a loss is the end */
  constructor(framing: Framing, resync?: (bytes: Buffer) => boolean) {
    this.#framing = framing;
    this.#resync = resync;
  }

  bytes(side: Side, chunk: Buffer): void {
    if (side === 'server' || this.isDone) return;
    if (this.#lost && this.#resync?.(chunk) !== true) return;
    this.#lost = false;
    this.#buffer.push(chunk);
    while (!this.isDone && this.#message());
    if (!this.#buffer.settle()) this.#lose();
  }

  gap(side: Side): void {
    if (side === 'client') this.#lose();
  }

  /** The rest of what waits, for the protocol that takes over. */
  rest(): Buffer {
    return Buffer.from(this.#buffer.bytes);
  }

  #message(): boolean {
    const { bytes } = this.#buffer;
    if (bytes.length === 0) return false;
    const message = this.#framing(bytes);
    if (message === 'lost') this.#lose();
    if (message === 'lost' || message === undefined) return false;
    if (bytes.length < Math.min(message.needs, message.length)) return false;
    message.read(bytes.subarray(0, Math.min(bytes.length, message.length)));
    this.#buffer.skip(message.length);
    return true;
  }

  #lose(): void {
    this.#buffer.clear();
    this.#lost = true;
    if (this.#resync === undefined) this.isDone = true;
  }
}
