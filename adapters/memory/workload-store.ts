import type { WorkloadStore } from '../../core/ports/graph.ts';
import { type Workload, type WorkloadRef, withImages } from '../../core/workload.ts';
import { type Changes, changeHooks } from './change-hooks.ts';
import { sortedBy } from '../sorted-by.ts';

const keyOf = ({ cluster, lineage }: WorkloadRef) => `${cluster} ${lineage}`;

export function memoryWorkloads(): WorkloadStore & Changes<Workload> {
  const stored = new Map<string, Workload>();
  const writtenAt = new Map<string, number>();
  const { onChange, changed } = changeHooks<Workload>();
  const write = (workload: Workload, changedAt: string) => {
    stored.set(keyOf(workload), workload);
    writtenAt.set(keyOf(workload), Date.parse(changedAt));
    changed(workload);
  };
  return {
    onChange,
    find: async (cluster, lineage) => stored.get(keyOf({ cluster, lineage })),
    findAll: async (workloads) => [...new Set(workloads.map(keyOf))].flatMap((key) => stored.get(key) ?? []),
    async put(workload, changedAt) {
      if (stored.has(keyOf(workload))) return 'known';
      write(workload, changedAt);
      return 'stored';
    },
    async addImages(cluster, lineage, images, changedAt) {
      const before = stored.get(keyOf({ cluster, lineage }));
      if (before === undefined) return 'absent';
      const all = withImages(before.images, images);
      if (all === before.images) return 'known';
      write({ ...before, images: [...all] }, changedAt);
      return 'stored';
    },
    async nameCreator(cluster, lineage, creator, changedAt) {
      const before = stored.get(keyOf({ cluster, lineage }));
      if (before === undefined) return 'absent';
      if (before.creator !== undefined) return 'known';
      write({ ...before, creator }, changedAt);
      return 'stored';
    },
    ofNamespace: async (cluster, namespace) =>
      sortedBy([...stored.values()].filter((workload) => workload.cluster === cluster && workload.namespace === namespace), ({ lineage }) => lineage), // prettier-ignore
    ofCluster: async (cluster) =>
      sortedBy([...stored.values()].filter((workload) => workload.cluster === cluster), ({ lineage }) => lineage), // prettier-ignore
    changedSince: async (cluster, since) =>
      sortedBy([...stored.values()].filter((workload) => workload.cluster === cluster && (writtenAt.get(keyOf(workload)) ?? 0) >= Date.parse(since)), ({ lineage }) => lineage), // prettier-ignore
  };
}
