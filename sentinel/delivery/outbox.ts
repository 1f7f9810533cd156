import { Counters } from '../counters.ts';
import type { Lane, Sealed } from './sealed.ts';
import { Segments } from './segments.ts';

export const outboxLimits = { memoryBytes: 16 * 1024 * 1024, diskBytes: 256 * 1024 * 1024 } as const;

export interface OutboxOptions {
  /** Where batches go that memory has no room for; without it they are lost, counted. */
  readonly folder?: string;
  readonly memoryBytes?: number;
  readonly diskBytes?: number;
}

/**
 * Batches that wait for the door: the newest in memory, older ones on disk. Novelty goes before counters, old before
 * new; where there is no room the oldest counters go before any novelty. It never makes the capture wait.
 */
export class Outbox {
  readonly counters = new Counters();
  readonly #memoryBytes: number;
  readonly #segments: Segments | undefined;
  readonly #waiting: Record<Lane, Sealed[]> = { novelty: [], counters: [] };
  #bytes = 0;
  /** What was read from a segment and is not delivered yet. */
  #reading: { readonly lane: Lane; readonly batches: Sealed[]; readonly forget: () => void } | undefined;
  #noveltyLost = false;

  constructor({ folder, memoryBytes = outboxLimits.memoryBytes, diskBytes = outboxLimits.diskBytes }: OutboxOptions = {}) {
    this.#memoryBytes = memoryBytes;
    this.#segments = folder === undefined ? undefined : new Segments(folder, diskBytes, this.counters);
  } // prettier-ignore

  get size(): number {
    return this.#waiting.novelty.length + this.#waiting.counters.length + (this.#reading?.batches.length ?? 0);
  }

  get bytes(): { readonly memory: number; readonly disk: number } {
    return { memory: this.#bytes, disk: this.#segments?.bytes ?? 0 };
  }

  get isEmpty(): boolean {
    return this.size === 0 && this.#segments?.has('novelty') !== true && this.#segments?.has('counters') !== true;
  }

  get diskFailed(): boolean {
    return this.#segments?.failed === true;
  }

  /** Whether novelty was lost since this was last asked: then everything known must be told once more. */
  takeNoveltyLost(): boolean {
    const lost = this.#noveltyLost;
    this.#noveltyLost = false;
    return lost;
  }

  add(sealed: Sealed): void {
    this.#waiting[sealed.lane].push(sealed);
    this.#bytes += sealed.body.length;
    while (this.#bytes > this.#memoryBytes) this.#spill();
  }

  /** The batch to be sent next; it stays until `done`. */
  next(): Sealed | undefined {
    for (const lane of ['novelty', 'counters'] as const) {
      if (this.#reading?.lane === lane) return this.#reading.batches[0];
      if (this.#segments?.has(lane) === true) {
        // A segment that is being read of the other lane is read again later: sending twice changes nothing.
        const read = this.#segments.read(lane);
        if (read !== undefined && read.batches.length > 0) {
          this.#reading = { lane, batches: [...read.batches], forget: read.forget };
          return this.#reading.batches[0];
        }
        read?.forget();
        return this.next();
      }
      const [first] = this.#waiting[lane];
      if (first !== undefined) return first;
    }
    return undefined;
  }

  /** Delivered, or refused for good. */
  done(sealed: Sealed): void {
    const reading = this.#reading;
    if (reading?.batches[0] === sealed) {
      reading.batches.shift();
      if (reading.batches.length > 0) return;
      this.#reading = undefined;
      reading.forget();
      return;
    }
    const lane = this.#waiting[sealed.lane];
    const at = lane.indexOf(sealed);
    if (at === -1) return;
    lane.splice(at, 1);
    this.#bytes -= sealed.body.length;
  }

  /**
   * The door is away, and we may be killed before it is back: what is new goes to disk now. What the disk does not take stays
   * in memory; counters do too, for the next ones say all that these say.
   */
  secure(): void {
    const { novelty } = this.#waiting;
    while (this.#segments !== undefined && novelty.length > 0) {
      const { kept, dropped } = this.#segments.append(novelty[0]!);
      for (const { lane, batches } of dropped) this.#lose(lane, batches);
      if (!kept) return;
      this.#bytes -= novelty.shift()!.body.length;
    }
  }

  /** At the end: what waits in memory goes to disk. */
  close(): void {
    while (this.#bytes > 0) this.#spill();
    this.#segments?.close();
  }

  #spill(): void {
    const lane: Lane = this.#waiting.counters.length > 0 ? 'counters' : 'novelty';
    const oldest = this.#waiting[lane].shift();
    if (oldest === undefined) {
      this.#bytes = 0;
      return;
    }
    this.#bytes -= oldest.body.length;
    const { kept, dropped } = this.#segments?.append(oldest) ?? { kept: false, dropped: [] };
    if (!kept) this.#lose(lane, 1);
    for (const { lane: lost, batches } of dropped) this.#lose(lost, batches);
  }

  #lose(lane: Lane, batches: number): void {
    this.counters.add(`spool: batches of ${lane} dropped`, batches);
    if (lane === 'novelty') this.#noveltyLost = true;
  }
}
