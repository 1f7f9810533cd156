import { creatorIn } from '../core/inventory/creator.ts';
import type { AuditEventStore } from '../core/ports/clusters.ts';
import type { Workload } from '../core/workload.ts';

// A record has the moment of its request, which is that of the object's creation but for clocks and whole seconds.
const aroundMs = 60_000;

/** Who made a workload, as far as the audit log has told. */
export function auditCreators(events: AuditEventStore): (workload: Workload) => Promise<string | undefined> {
  return async (workload) => {
    const made = Date.parse(workload.createdAt);
    const text = (at: number) => new Date(at).toISOString();
    const found = await events.ofNamespace(workload.cluster, workload.namespace, text(made - aroundMs), text(made + aroundMs)); // prettier-ignore
    return creatorIn(found, workload);
  };
}
