import type { Finding } from '../../core/finding.ts';
import type { FindingStore } from '../../core/ports/judgement.ts';
import { findingChange, findingRank } from '../finding-rank.ts';
import { sortedBy } from '../sorted-by.ts';

export function memoryFindings(): FindingStore {
  const stored = new Map<string, Finding>();
  return {
    async put(finding) {
      const before = stored.get(finding.id);
      if (before !== undefined && findingRank(finding) <= findingRank(before)) return 'known';
      stored.set(finding.id, finding);
      return before === undefined ? 'stored' : findingChange(before, finding);
    },
    ofLineage: async (cluster, lineage) =>
      sortedBy([...stored.values()].filter((finding) => finding.cluster === cluster && finding.lineage === lineage), ({ id }) => id), // prettier-ignore
    ofCluster: async (cluster) =>
      sortedBy([...stored.values()].filter((finding) => finding.cluster === cluster), ({ id }) => id), // prettier-ignore
  };
}
