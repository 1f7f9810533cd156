const GIB = 2 ** 30;
const WRAP = 2 ** 32;

/**
 * Counts the bytes of one direction of a TCP connection beyond 32 bits. Positions are payload bytes since the
 * handshake (or since the first segment seen). TCP's largest window is 1 GiB, so what lies up to 1 GiB behind the
 * head is a repetition; anything else is ahead, up to the 3 GiB that a capture of SYN and FIN alone can skip.
 */
export class SequenceCounter {
  #base: number | undefined;
  #head = 0;
  #acked = 0;
  /** The end of the stream is known from FIN or RST. */
  #ended = false;
  #dataSeen = false;

  /** As it was made: it counts another stream from now on. */
  reset(): void {
    this.#base = undefined;
    this.#head = 0;
    this.#acked = 0;
    this.#ended = false;
    this.#dataSeen = false;
  }

  get known(): boolean {
    return this.#base !== undefined;
  }

  /** Payload bytes. An acknowledgement one beyond the head is that of a FIN that we did not see. */
  get sent(): number {
    return this.#ended || this.#acked - this.#head === 1 ? this.#head : Math.max(this.#head, this.#acked);
  }

  /** @param first sequence number of the first payload byte */
  begin(first: number): void {
    if (this.#base === undefined) this.#base = first >>> 0;
  }

  get hasData(): boolean {
    return this.#dataSeen;
  }

  /** Counts anew from here. @returns the position of `first`, which is 0 */
  restart(first: number): number {
    this.#base = first >>> 0;
    this.#head = 0;
    this.#acked = 0;
    return 0;
  }

  /** @returns where a segment lies; undefined where it cannot belong to this stream */
  position(sequence: number, reach = GIB): number | undefined {
    if (this.#base === undefined) return undefined;
    const ahead = (sequence - this.#base - this.#head) >>> 0;
    if (ahead <= reach) return this.#head + ahead;
    const behind = WRAP - ahead;
    return behind <= GIB ? this.#head - behind : undefined;
  }

  /** A data segment from `position` on. */
  data(position: number, length: number): void {
    this.#dataSeen = true;
    if (!this.#ended) this.#head = Math.max(this.#head, position + length);
  }

  acknowledged(sequence: number): void {
    const position = this.position(sequence);
    if (position !== undefined) this.#acked = Math.max(this.#acked, position);
  }

  /** FIN or RST at this sequence number (after its own payload). A reset amid data is trusted only within the window. */
  end(sequence: number, kind: 'fin' | 'reset'): void {
    const position = this.position(sequence, kind === 'reset' && this.#dataSeen ? GIB : 3 * GIB);
    if (position === undefined || this.#ended) return;
    this.#head = Math.max(this.#head, position);
    this.#ended = true;
  }

  /** Whether the peer has said that it holds everything before `position`: what is missing there will not come again. */
  hasAcknowledged(position: number): boolean {
    return this.#acked >= position;
  }
}
