import type { Assembler, StreamConsumer } from './assembler.ts';
import type { Side } from './conversation.ts';
import { SequenceCounter } from './sequence.ts';
import type { TcpConversation } from './tcp-conversation.ts';

/** One direction: what was said is counted, and put in order once somebody reads it. */
export class Half extends SequenceCounter implements StreamConsumer {
  readonly #conversation: TcpConversation;
  stream: Assembler | undefined;
  /** As far as it was read without a stream. */
  read = 0;
  finished = false;

  constructor(conversation: TcpConversation) {
    super();
    this.#conversation = conversation;
  }

  override reset(): void {
    super.reset();
    this.stream = undefined;
    this.read = 0;
    this.finished = false;
  }

  bytes(chunk: Buffer): void {
    this.#conversation.reader?.bytes(this.#side, chunk);
  }

  gap(): void {
    this.#conversation.reader?.gap(this.#side);
  }

  // After a turn the halves have changed places, so that the side is looked up when bytes come.
  get #side(): Side {
    return this.#conversation.sideOf(this);
  }
}
