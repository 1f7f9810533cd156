import { gzipSync } from 'node:zlib';
import type { Batch, Observation } from '../../core/telemetry.ts';
import { telemetryLimits } from '../../core/telemetry-limits.ts';

/** Half of what the door takes, so that a batch with long names fits as well. */
const MOST_OBSERVATIONS = 2000;

/** What stands around the observations of a batch. */
export type Envelope = Omit<Batch, 'observations' | 'window' | 'seq'>;

export interface Packed {
  readonly seq: number;
  readonly body: Buffer;
  readonly observations: number;
}

/** Packs observations so that every batch passes the limits at the door (DESIGN 4). */
export class BatchPacker {
  #seq = 0;

  /** @param envelope made anew for each batch: the time of sending is when it is packed */
  pack(observations: readonly Observation[], envelope: () => Envelope): Packed[] {
    if (observations.length === 0) return [];
    if (observations.length > MOST_OBSERVATIONS) return this.#halves(observations, envelope);
    const batch: Batch = {
      ...envelope(),
      seq: this.#seq,
      window: windowOf(observations),
      observations: [...observations],
    };
    const text = JSON.stringify(batch);
    const body = gzipSync(text, { level: 1 });
    const fits =
      Buffer.byteLength(text) <= telemetryLimits.inflatedBytes && body.length <= telemetryLimits.compressedBytes;
    if (!fits && observations.length > 1) return this.#halves(observations, envelope);
    this.#seq += 1;
    return [{ seq: batch.seq, body, observations: observations.length }];
  }

  #halves(observations: readonly Observation[], envelope: () => Envelope): Packed[] {
    const middle = Math.ceil(observations.length / 2);
    return [observations.slice(0, middle), observations.slice(middle)].flatMap((half) => this.pack(half, envelope));
  }
}

function windowOf(observations: readonly Observation[]): Batch['window'] {
  let from = observations[0]!.firstSeen;
  let to = observations[0]!.lastSeen;
  for (const { firstSeen, lastSeen } of observations) {
    if (firstSeen < from) from = firstSeen;
    if (lastSeen > to) to = lastSeen;
  }
  return { from, to };
}
