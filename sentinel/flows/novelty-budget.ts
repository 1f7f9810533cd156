import { BoundedMap } from '../bounded-map.ts';

const BURST = 10_000;
const PER_SECOND = 100;
const MOST_INTERFACES = 1024;

/** What comes up for the first time: a name that is asked for, a conversation that was answered, one that was not. */
export type Novelty = 'name' | 'answered' | 'unanswered';
const KINDS: readonly Novelty[] = ['name', 'answered', 'unanswered'];

interface Bucket {
  left: number;
  at: number;
}

/**
 * How many new keys may come up on one interface, so that a pod that invents conversations by the million fills neither
 * our tables nor the queue of what is told: beyond it they are folded, and counted. Each kind has a share of its own, so
 * that whoever asks for names by the million, or scans, does not hide the server that it then talks to. What mines is
 * never folded, and other pods have interfaces of their own.
 */
export class NoveltyBudget {
  readonly #buckets = new BoundedMap<number, Bucket>(MOST_INTERFACES * KINDS.length);

  /** @param at milliseconds since 1970 */
  allows(kind: Novelty, interfaceIndex: number, at: number): boolean {
    const key = interfaceIndex * KINDS.length + KINDS.indexOf(kind);
    let bucket = this.#buckets.get(key);
    if (bucket === undefined) {
      bucket = { left: BURST, at };
      this.#buckets.set(key, bucket);
    }
    const passed = Math.max(0, at - bucket.at);
    bucket.left = Math.min(BURST, bucket.left + (passed * PER_SECOND) / 1000);
    bucket.at = Math.max(bucket.at, at);
    if (bucket.left < 1) return false;
    bucket.left -= 1;
    return true;
  }
}
