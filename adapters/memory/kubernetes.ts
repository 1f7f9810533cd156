import type { Interval } from '../../core/interval.ts';
import { intervalAt, ownerUid } from '../../core/interval.ts';
import type { Kubernetes, WhoHas } from '../../core/ports/outside.ts';
import type { Clock } from '../../core/ports/runtime.ts';

type Outage = Extract<WhoHas, { kind: 'unavailable' }>['reason'];

export interface MemoryKubernetes extends Kubernetes {
  /** Says whose an address is from `interval.from` on; again with the same owner's uid replaces what was said. */
  own(cluster: string, interval: Interval): void;
  /** Makes every question about a cluster fail, or work again. */
  fail(cluster: string, reason: Outage | undefined): void;
}

/** The Kubernetes API of clusters that were told of, as it answers at the time of `now`. */
export function memoryKubernetes(now: Clock): MemoryKubernetes {
  const clusters = new Map<string, Map<string, Interval>>();
  const outages = new Map<string, Outage>();
  return {
    own(cluster, interval) {
      const intervals = clusters.get(cluster) ?? new Map<string, Interval>();
      clusters.set(cluster, intervals.set(`${interval.address} ${ownerUid(interval.owner)}`, interval));
    },
    fail(cluster, reason) {
      if (reason === undefined) outages.delete(cluster);
      else outages.set(cluster, reason);
    },
    async whoHas(cluster, addresses) {
      return new Map(addresses.map((address) => [address, answer(cluster, address)]));
    },
  };

  function answer(cluster: string, address: string): WhoHas {
    const intervals = clusters.get(cluster);
    if (intervals === undefined) return { kind: 'not-enrolled' };
    const reason = outages.get(cluster);
    if (reason !== undefined) return { kind: 'unavailable', reason };
    const ofAddress = [...intervals.values()].filter((interval) => interval.address === address);
    const interval = intervalAt(ofAddress, now());
    return interval === undefined ? { kind: 'nobody' } : { kind: 'owner', interval };
  }
}
