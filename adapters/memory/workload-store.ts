import type { WorkloadStore } from '../../core/ports.ts';
import { type Workload, type WorkloadRef, withImages } from '../../core/workload.ts';
import { type Changes, changeHooks } from './change-hooks.ts';
import { sortedBy } from '../sorted-by.ts';

const keyOf = ({ cluster, lineage }: WorkloadRef) => `${cluster} ${lineage}`;

export function memoryWorkloads(): WorkloadStore & Changes<Workload> {
  const stored = new Map<string, Workload>();
  const { onChange, changed } = changeHooks<Workload>();
  return {
    onChange,
    find: async (cluster, lineage) => stored.get(keyOf({ cluster, lineage })),
    findAll: async (workloads) => [...new Set(workloads.map(keyOf))].flatMap((key) => stored.get(key) ?? []),
    async put(workload) {
      if (stored.has(keyOf(workload))) return 'known';
      stored.set(keyOf(workload), workload);
      changed(workload);
      return 'stored';
    },
    async addImages(cluster, lineage, images) {
      const before = stored.get(keyOf({ cluster, lineage }));
      if (before === undefined) return 'absent';
      const all = withImages(before.images, images);
      if (all === before.images) return 'known';
      const after = { ...before, images: [...all] };
      stored.set(keyOf(before), after);
      changed(after);
      return 'stored';
    },
    async nameCreator(cluster, lineage, creator) {
      const before = stored.get(keyOf({ cluster, lineage }));
      if (before === undefined) return 'absent';
      if (before.creator !== undefined) return 'known';
      const named = { ...before, creator };
      stored.set(keyOf(before), named);
      changed(named);
      return 'stored';
    },
    ofNamespace: async (cluster, namespace) =>
      sortedBy([...stored.values()].filter((workload) => workload.cluster === cluster && workload.namespace === namespace), ({ lineage }) => lineage), // prettier-ignore
    ofCluster: async (cluster) =>
      sortedBy([...stored.values()].filter((workload) => workload.cluster === cluster), ({ lineage }) => lineage), // prettier-ignore
  };
}
