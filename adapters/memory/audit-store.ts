import type { AuditEntry, AuditStore } from '../../core/ports/clusters.ts';
import { auditId } from '../audit-id.ts';
import { sortedBy } from '../sorted-by.ts';

const order = (entry: AuditEntry) => `${new Date(entry.at).toISOString()} ${auditId(entry)}`;

export function memoryAudit(): AuditStore {
  const stored = new Map<string, AuditEntry>();
  return {
    async append(entry) {
      stored.set(`${entry.cluster} ${order(entry)}`, entry);
    },
    ofCluster: async (cluster) =>
      sortedBy(
        [...stored.values()].filter((entry) => entry.cluster === cluster),
        order,
      ),
  };
}
