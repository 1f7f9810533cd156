import type { Baseline, Fact } from '../../core/baseline.ts';
import type { FactId } from '../../core/ids.ts';
import type { BaselineStore } from '../../core/ports.ts';
import { sortedBy } from '../sorted-by.ts';

export function memoryBaselines(): BaselineStore {
  const states = new Map<string, Baseline>();
  const facts = new Map<FactId, Fact>();
  return {
    state: async (cluster) => states.get(cluster),
    async setState(baseline, expected) {
      if (states.get(baseline.cluster)?.version !== expected) return 'stale';
      states.set(baseline.cluster, baseline);
      return 'stored';
    },
    async known(cluster, lineage, ids) {
      const holds = (fact: Fact | undefined) => fact?.cluster === cluster && fact.lineage === lineage;
      return new Set(ids.filter((id) => holds(facts.get(id))));
    },
    async add(fact) {
      if (facts.has(fact.id)) return 'known';
      facts.set(fact.id, fact);
      return 'stored';
    },
    facts: async (cluster) => sortedBy([...facts.values()].filter((fact) => fact.cluster === cluster), ({ id }) => id), // prettier-ignore
  };
}
