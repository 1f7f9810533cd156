import { BoundedMap } from '../bounded-map.ts';

const BURST = 10_000;
const PER_SECOND = 100;
const MOST_INTERFACES = 1024;

interface Bucket {
  left: number;
  at: number;
}

/**
 * How many new keys may come up on one interface, so that a pod that invents conversations by the million fills neither
 * our tables nor the queue of what is told: beyond it its conversations are folded, and counted. What mines is never
 * folded, and other pods have interfaces of their own.
 */
export class NoveltyBudget {
  readonly #buckets = new BoundedMap<number, Bucket>(MOST_INTERFACES);

  /** @param at milliseconds since 1970 */
  allows(interfaceIndex: number, at: number): boolean {
    let bucket = this.#buckets.get(interfaceIndex);
    if (bucket === undefined) {
      bucket = { left: BURST, at };
      this.#buckets.set(interfaceIndex, bucket);
    }
    const passed = Math.max(0, at - bucket.at);
    bucket.left = Math.min(BURST, bucket.left + (passed * PER_SECOND) / 1000);
    bucket.at = Math.max(bucket.at, at);
    if (bucket.left < 1) return false;
    bucket.left -= 1;
    return true;
  }
}
