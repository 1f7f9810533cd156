import { digest } from '../../core/hash.ts';
import type { AuditEntry, AuditStore } from '../../core/ports.ts';
import { sortedBy } from './sorted-by.ts';

export function memoryAudit(): AuditStore {
  const stored = new Map<string, AuditEntry>();
  return {
    async append(entry) {
      stored.set(`${entry.cluster} ${auditKey(entry)}`, entry);
    },
    async ofCluster(cluster) {
      return sortedBy([...stored.values()].filter((entry) => entry.cluster === cluster), auditKey); // prettier-ignore
    },
  };
}

/** By time, then by content: the same entry appended again, after an answer that was lost, stays one. */
export function auditKey({ at, actor, action, detail }: AuditEntry): string {
  return `${new Date(at).toISOString()} ${digest('audit', at, actor, action, detail)}`;
}
