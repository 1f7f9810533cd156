interface Segment {
  position: number;
  bytes: Buffer;
}

/** Where in-order bytes go. `gap`: bytes are missing here and will not come. */
export interface StreamConsumer {
  bytes(chunk: Buffer): void;
  gap(): void;
}

export const assemblerLimits = { waitingBytes: 65_536, waitingSegments: 512, patienceMs: 1000 } as const;

export type Push = 'delivered' | 'waiting' | 'repeated' | 'overlapping';

/** Puts the segments of one direction in order: the first sight of a byte counts, memory is bounded. */
export class Assembler {
  readonly #consumer: StreamConsumer;
  #next: number;
  #waiting: Segment[] = [];
  #waitingBytes = 0;
  #waitingSince = 0;
  readonly #patienceMs: number;

  /**
   * @param patienceMs how long what is missing may still come; 0 where the source leaves most of it out on purpose
   * @param next what lies before it has been read already
   */
  constructor(consumer: StreamConsumer, patienceMs: number = assemblerLimits.patienceMs, next = 0) {
    this.#consumer = consumer;
    this.#next = next;
    this.#patienceMs = patienceMs;
  }

  get next(): number {
    return this.#next;
  }

  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** @param cut bytes of the segment that the capture left out at its end */
  push(position: number, bytes: Buffer, cut: number, at: number): Push {
    const behind = this.#next - position;
    if (behind > 0 && behind >= bytes.length + cut) return 'repeated';
    if (behind >= 0) {
      if (behind < bytes.length) this.#deliver(behind === 0 ? bytes : bytes.subarray(behind));
      if (cut > 0) this.#jump(position + bytes.length + cut);
      this.#drain();
      return behind > 0 ? 'overlapping' : 'delivered';
    }
    if (this.#patienceMs === 0) {
      this.#jump(position);
      this.#deliver(bytes);
      if (cut > 0) this.#jump(position + bytes.length + cut);
      return 'delivered';
    }
    if (this.#waiting.length === 0) this.#waitingSince = at;
    this.#keep({ position, bytes: Buffer.from(bytes) });
    if (cut > 0 || this.#isFull() || at - this.#waitingSince > this.#patienceMs) this.giveUp();
    return 'waiting';
  }

  /** Segments wait behind a hole that has been acknowledged: the capture missed it. */
  get isHopeless(): boolean {
    return this.#waiting.length >= 3;
  }

  get holeEnd(): number | undefined {
    return this.#waiting[0]?.position;
  }

  /** Stops waiting for what is missing: says that there is a gap and delivers what came after it. */
  giveUp(): void {
    while (this.#waiting.length > 0) {
      this.#jump(this.#waiting[0]!.position);
      this.#drain();
    }
  }

  #isFull(): boolean {
    return this.#waitingBytes > assemblerLimits.waitingBytes || this.#waiting.length > assemblerLimits.waitingSegments;
  }

  #deliver(bytes: Buffer): void {
    this.#next += bytes.length;
    this.#consumer.bytes(bytes);
  }

  #jump(position: number): void {
    if (position <= this.#next) return;
    this.#next = position;
    this.#consumer.gap();
  }

  #keep(segment: Segment): void {
    const index = this.#waiting.findIndex((other) => other.position > segment.position);
    this.#waiting.splice(index === -1 ? this.#waiting.length : index, 0, segment);
    this.#waitingBytes += segment.bytes.length;
  }

  #drain(): void {
    while (this.#waiting.length > 0 && this.#waiting[0]!.position <= this.#next) {
      const { position, bytes } = this.#waiting.shift()!;
      this.#waitingBytes -= bytes.length;
      const repeated = this.#next - position;
      if (repeated < bytes.length) this.#deliver(bytes.subarray(repeated));
    }
  }
}
