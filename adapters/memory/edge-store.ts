import type { Edge } from '../../core/edge.ts';
import type { EdgeId } from '../../core/ids.ts';
import type { EdgeStore } from '../../core/ports/graph.ts';
import type { Stored } from '../../core/ports/stored.ts';
import { type Changes, changeHooks } from './change-hooks.ts';
import { sortedBy } from '../sorted-by.ts';

export function memoryEdges(): EdgeStore & Changes<Edge> {
  const stored = new Map<EdgeId, Stored<Edge>>();
  const writtenAt = new Map<EdgeId, number>();
  const { onChange, changed } = changeHooks<Edge>();
  const where = (matches: (edge: Edge) => boolean) =>
    sortedBy([...stored.values()].map(({ value }) => value).filter(matches), (edge) => edge.id); // prettier-ignore
  return {
    onChange,
    async find(edges) {
      const found = edges.flatMap(({ id, cluster }): [EdgeId, Stored<Edge>][] => {
        const edge = stored.get(id);
        return edge?.value.cluster === cluster ? [[id, edge]] : [];
      });
      return new Map(found);
    },
    async put(edge, expected, changedAt) {
      if (stored.get(edge.id)?.revision !== expected) return 'stale';
      stored.set(edge.id, { value: edge, revision: (expected ?? 0) + 1 });
      writtenAt.set(edge.id, Date.parse(changedAt));
      changed(edge);
      return 'stored';
    },
    ofWorkload: async (cluster, lineage) =>
      where(({ cluster: its, source }) => its === cluster && source.kind === 'workload' && source.lineage === lineage),
    ofCluster: async (cluster) => where((edge) => edge.cluster === cluster),
    changedSince: async (cluster, since) =>
      where(({ cluster: its, id }) => its === cluster && (writtenAt.get(id) ?? 0) >= Date.parse(since)),
  };
}
