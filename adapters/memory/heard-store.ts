import type { Heard, HeardStore } from '../../core/ports.ts';
import { sortedBy } from '../sorted-by.ts';

export function memoryHeard(): HeardStore {
  const stored = new Map<string, Map<string, Heard>>();
  return {
    async hear(cluster, node, at) {
      const there = stored.get(cluster) ?? new Map<string, Heard>();
      stored.set(cluster, there);
      const heardAt = new Date(at).toISOString();
      const before = there.get(node)?.heardAt;
      if ((before ?? '') < heardAt)
        there.set(node, { node, heardAt, ...(before === undefined ? {} : { previousAt: before }) });
    },
    async ofCluster(cluster) {
      return sortedBy([...(stored.get(cluster)?.values() ?? [])], ({ node }) => node);
    },
  };
}
