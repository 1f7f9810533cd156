import { gzipSync } from 'node:zlib';
import type { Batch, Observation } from '../../core/telemetry.ts';
import { telemetryLimits } from '../../core/telemetry-limits.ts';

export type Lane = 'novelty' | 'counters';

/** A batch as it waits: everything but the time of its sending, compressed. */
export interface Sealed {
  readonly lane: Lane;
  readonly seq: number;
  readonly observations: number;
  readonly body: Buffer;
}

export type Unsent = Omit<Batch, 'sentAt' | 'observations' | 'seq'>;

/** Half of what the door takes, so that a batch with long names fits as well. */
const MOST_OBSERVATIONS = 2000;
/** Room for the stamp. */
const STAMP_BYTES = 256;

/** Numbers and compresses batches, so that each passes the limits at the door. */
export class Sealer {
  #seq = 0;

  seal(lane: Lane, observations: readonly Observation[], around: Unsent): Sealed[] {
    if (observations.length > MOST_OBSERVATIONS) return this.#halves(lane, observations, around);
    const text = JSON.stringify({ ...around, seq: this.#seq, observations }).slice(1);
    const body = gzipSync(text, { level: 1 });
    const fits = Buffer.byteLength(text) + STAMP_BYTES <= telemetryLimits.inflatedBytes && body.length + STAMP_BYTES <= telemetryLimits.compressedBytes; // prettier-ignore
    if (!fits && observations.length > 1) return this.#halves(lane, observations, around);
    this.#seq += 1;
    return [{ lane, seq: this.#seq - 1, observations: observations.length, body }];
  }

  #halves(lane: Lane, observations: readonly Observation[], around: Unsent): Sealed[] {
    const middle = Math.ceil(observations.length / 2);
    // Both halves carry the same coverage: what was lost in their window may be missing in either.
    return [observations.slice(0, middle), observations.slice(middle)].flatMap((half) => this.seal(lane, half, around));
  }
}

/** The whole batch, stamped with the time of sending: a gzip file may have several members (RFC 1952, 2.2). */
export const stamped = ({ body }: Sealed, sentAt: string): Buffer => Buffer.concat([gzipSync(`{"sentAt":${JSON.stringify(sentAt)},`), body]); // prettier-ignore
