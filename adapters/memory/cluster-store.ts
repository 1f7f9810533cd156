import type { Cluster } from '../../core/enrolment.ts';
import type { ClusterStore } from '../../core/ports/clusters.ts';
import type { Stored } from '../../core/ports/stored.ts';
import { sortedBy } from '../sorted-by.ts';

export function memoryClusters(): ClusterStore {
  const stored = new Map<string, Stored<Cluster>>();
  return {
    find: async (cluster) => stored.get(cluster),
    async put(cluster, expected) {
      if (stored.get(cluster.id)?.revision !== expected) return 'stale';
      stored.set(cluster.id, { value: cluster, revision: (expected ?? 0) + 1 });
      return 'stored';
    },
    async remove(cluster, expected) {
      if (stored.get(cluster)?.revision !== expected) return 'stale';
      stored.delete(cluster);
      return 'stored';
    },
    all: async () => sortedBy([...stored.values()].map(({ value }) => value), ({ id }) => id), // prettier-ignore
  };
}
