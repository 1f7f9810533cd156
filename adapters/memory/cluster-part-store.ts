import type { ClusterParts, ClusterPartStore } from '../../core/ports/clusters.ts';
import type { Stored } from '../../core/ports/stored.ts';

export function memoryClusterParts(): ClusterPartStore {
  const stored = new Map<string, Stored<ClusterParts[keyof ClusterParts]>>();
  return {
    find: async <Part extends keyof ClusterParts>(cluster: string, part: Part) =>
      stored.get(`${cluster} ${part}`) as Stored<ClusterParts[Part]> | undefined,
    async put(part, value, expected) {
      const key = `${value.cluster} ${part}`;
      if (stored.get(key)?.revision !== expected) return 'stale';
      stored.set(key, { value, revision: (expected ?? 0) + 1 });
      return 'stored';
    },
  };
}
