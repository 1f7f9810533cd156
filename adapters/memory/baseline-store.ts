import type { Baseline } from '../../core/baseline.ts';
import type { BaselineVersion } from '../../core/baseline-version.ts';
import type { FactId } from '../../core/ids.ts';
import type { BaselineStore } from '../../core/ports/judgement.ts';
import type { Standing } from '../../core/standing.ts';
import { sortedBy } from '../sorted-by.ts';

export function memoryBaselines(): BaselineStore {
  const states = new Map<string, Baseline>();
  const standings = new Map<FactId, Standing>();
  const kept = new Map<string, BaselineVersion>();
  const store: BaselineStore = {
    state: async (cluster) => states.get(cluster),
    async setState(baseline, expected) {
      if (states.get(baseline.cluster)?.version !== expected) return 'stale';
      states.set(baseline.cluster, baseline);
      return 'stored';
    },
    standing: (cluster, lineage, ids) => store.standings(ids.map((id) => ({ cluster, lineage, id }))),
    async standings(facts) {
      const found = new Map<FactId, Standing>();
      for (const { cluster, lineage, id } of facts) {
        const standing = standings.get(id);
        const about = standing?.kind === 'known' ? standing.fact : standing?.rejection;
        if (standing !== undefined && about?.cluster === cluster && about.lineage === lineage) found.set(id, standing);
      }
      return found;
    },
    async add(fact) {
      const there = standings.get(fact.id);
      if (there !== undefined) return there.kind;
      standings.set(fact.id, { kind: 'known', fact });
      return 'stored';
    },
    async accept(fact) {
      standings.set(fact.id, { kind: 'known', fact });
    },
    async reject(rejection) {
      standings.set(rejection.id, { kind: 'rejected', rejection });
    },
    async facts(cluster) {
      const all = [...standings.values()].flatMap((one) => (one.kind === 'known' ? [one.fact] : []));
      return sortedBy(all.filter((fact) => fact.cluster === cluster), ({ id }) => id); // prettier-ignore
    },
    async ofLineage(cluster, lineage, limit) {
      return (await store.facts(cluster)).filter((fact) => fact.lineage === lineage).slice(0, limit);
    },
    async rejections(cluster) {
      const all = [...standings.values()].flatMap((one) => (one.kind === 'rejected' ? [one.rejection] : []));
      return sortedBy(all.filter((rejection) => rejection.cluster === cluster), ({ id }) => id); // prettier-ignore
    },
    async keepVersion(version) {
      const key = `${version.cluster} ${version.version}`;
      if (kept.has(key)) return 'known';
      kept.set(key, version);
      return 'stored';
    },
    async versions(cluster) {
      const all = [...kept.values()].filter((version) => version.cluster === cluster);
      return all.toSorted((a, b) => b.version - a.version);
    },
  };
  return store;
}
