import type { HeardStore } from '../../core/ports.ts';
import { sortedBy } from '../sorted-by.ts';

export function memoryHeard(): HeardStore {
  const stored = new Map<string, Map<string, string>>();
  return {
    async hear(cluster, node, at) {
      const there = stored.get(cluster) ?? new Map<string, string>();
      stored.set(cluster, there);
      const heardAt = new Date(at).toISOString();
      if ((there.get(node) ?? '') < heardAt) there.set(node, heardAt);
    },
    async ofCluster(cluster) {
      const heard = [...(stored.get(cluster) ?? [])].map(([node, heardAt]) => ({ node, heardAt }));
      return sortedBy(heard, ({ node }) => node);
    },
  };
}
