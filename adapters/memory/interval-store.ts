import { type Interval, ownerUid } from '../../core/interval.ts';
import type { IntervalStore } from '../../core/ports/graph.ts';

const keyOf = (cluster: string, address: string) => `${cluster} ${address}`;

export function memoryIntervals(): IntervalStore {
  const stored = new Map<string, Map<string, Interval>>();
  return {
    async of(cluster, address) {
      const intervals = [...(stored.get(keyOf(cluster, address))?.values() ?? [])];
      return intervals.toSorted((a, b) => a.from - b.from || (ownerUid(a.owner) < ownerUid(b.owner) ? -1 : 1));
    },
    async put(cluster, interval) {
      const key = keyOf(cluster, interval.address);
      const intervals = stored.get(key) ?? new Map<string, Interval>();
      stored.set(key, intervals.set(ownerUid(interval.owner), interval));
    },
  };
}
