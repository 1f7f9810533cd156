import { type Chain, type ChainLink, chainOf, chainSpans, waysIn } from '../core/chain.ts';
import type { Finding } from '../core/finding.ts';
import type { ClusterId, Lineage } from '../core/ids.ts';
import type { AuditEvent } from '../core/inventory/audit-event.ts';
import { usualFacts } from '../core/usual.ts';
import type { AuditEventStore, ClusterPartStore, ExposureStore } from '../core/ports/clusters.ts';
import type { WorkloadStore } from '../core/ports/graph.ts';
import type { BaselineStore } from '../core/ports/judgement.ts';

export interface EvidenceDeps {
  readonly workloads: Pick<WorkloadStore, 'find'>;
  readonly events: Pick<AuditEventStore, 'ofNamespace'>;
  readonly parts: Pick<ClusterPartStore, 'find'>;
  readonly exposures: Pick<ExposureStore, 'ofCluster'>;
  readonly baseline: Pick<BaselineStore, 'ofLineage'>;
}

/** Who made, changed and entered a workload around the times of its deviations, and what was open meanwhile. */
export async function chainAround(findings: readonly Finding[], cluster: ClusterId, lineage: Lineage, deps: EvidenceDeps): Promise<Chain> {
  const alerts = findings.filter(({ verdict }) => verdict === 'alert').map(({ firstSeen }) => firstSeen).toSorted();
  const [first = findings[0]?.firstSeen ?? ''] = alerts;
  const [workload, facts, audit, exposures] = await Promise.all([deps.workloads.find(cluster, lineage), deps.baseline.ofLineage(cluster, lineage, usualFacts), deps.parts.find(cluster, 'audit'), deps.exposures.ofCluster(cluster)]);
  const newcomer = findings.some(({ kind }) => kind === 'new-workload');
  const ways = waysIn(exposures, lineage, newcomer);
  const own = workload === undefined ? [] : await eventsIn(cluster, workload.namespace, [...alerts, ...(newcomer ? [workload.createdAt] : [])], deps);
  const others = await Promise.all(
    [...new Set(ways.map(({ object }) => object.namespace))].map((namespace) =>
      eventsIn(cluster, namespace, ways.filter(({ object }) => object.namespace === namespace).map(({ firstSeen }) => firstSeen), deps),
    ),
  );
  const events = [...new Map([...own, ...others.flat()].map((event) => [event.id, event])).values()];
  return chainOf({ workload, events: events.toSorted((a, b) => (a.at + a.id < b.at + b.id ? -1 : 1)), exposures: ways, coverage: audit?.value, facts, at: first });
} // prettier-ignore

/** What was done to a workload around these moments (RFC 3339), and nothing else of its story. */
export async function handsAround(moments: readonly string[], cluster: ClusterId, lineage: Lineage, deps: EvidenceDeps): Promise<readonly ChainLink[]> {
  const [workload, audit] = await Promise.all([deps.workloads.find(cluster, lineage), deps.parts.find(cluster, 'audit')]);
  if (workload === undefined || audit === undefined) return [];
  const events = await eventsIn(cluster, workload.namespace, moments, deps);
  return chainOf({ workload, events, coverage: audit.value, at: moments[0] ?? '' }).links;
} // prettier-ignore

async function eventsIn(cluster: ClusterId, namespace: string, moments: readonly string[], { events }: EvidenceDeps): Promise<readonly AuditEvent[]> {
  const found = await Promise.all(chainSpans(moments).map(({ from, to }) => events.ofNamespace(cluster, namespace, from, to)));
  return found.flat();
} // prettier-ignore
