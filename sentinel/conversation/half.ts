import type { Assembler, StreamConsumer } from './assembler.ts';
import type { Side } from './conversation.ts';
import { SequenceCounter } from './sequence.ts';

/** The conversation of which it is one direction. */
interface Whole {
  readonly reader: { bytes(side: Side, chunk: Buffer): void; gap(side: Side): void } | undefined;
  sideOf(half: Half): Side;
}

/** One direction: what was said is counted, and put in order once somebody reads it. */
export class Half extends SequenceCounter implements StreamConsumer {
  readonly #conversation: Whole;
  stream: Assembler | undefined;
  /** As far as it was read without a stream. */
  read = 0;
  finished = false;

  constructor(conversation: Whole) {
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
