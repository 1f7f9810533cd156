import type { StormCount, StormStore } from '../../core/ports/channels.ts';

export function memoryStorms(): StormStore {
  const stored = new Map<string, { readonly since: string; readonly counts: Map<StormCount, number> }>();
  return {
    async add(cluster, count, at, windowMs) {
      const cutoff = new Date(Date.parse(at) - windowMs).toISOString();
      const before = stored.get(cluster);
      const storm = before !== undefined && before.since > cutoff ? before : { since: at, counts: new Map<StormCount, number>() };
      const after = (storm.counts.get(count) ?? 0) + 1;
      storm.counts.set(count, after);
      stored.set(cluster, storm);
      return { count: after, since: storm.since };
    },
  };
} // prettier-ignore
