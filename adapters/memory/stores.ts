import type { NamespaceFacts, NodeFacts } from '../../core/inventory/cluster-facts.ts';
import type { Exposure } from '../../core/inventory/exposure.ts';
import type { WorkloadTraits } from '../../core/inventory/traits.ts';
import type { Risk } from '../../core/risks/risk.ts';
import { memoryAuditEvents } from './audit-event-store.ts';
import { memoryAudit } from './audit-store.ts';
import { memoryBaselines } from './baseline-store.ts';
import { memoryClusterParts } from './cluster-part-store.ts';
import { memoryClusters } from './cluster-store.ts';
import { memoryCounters } from './counter-store.ts';
import { memoryEdges } from './edge-store.ts';
import { memoryFindings } from './finding-store.ts';
import { memoryIncidents } from './incident-store.ts';
import { memoryIntervals } from './interval-store.ts';
import { memoryNotices } from './notice-store.ts';
import { memoryObserved } from './observed-store.ts';
import { memoryArchive, memoryChat, memoryTopic } from './outside.ts';
import { memoryRenown } from './renown-store.ts';
import { memoryStorms } from './storm-store.ts';
import { memoryThreads } from './thread-store.ts';
import { memoryWorkloads } from './workload-store.ts';

/** Everything that the steps keep and tell, in memory: same calls in the same order, same content. */
export function memoryStores() {
  return {
    edges: memoryEdges(),
    workloads: memoryWorkloads(),
    counters: memoryCounters(),
    intervals: memoryIntervals(),
    baselines: memoryBaselines(),
    renown: memoryRenown(),
    findings: memoryFindings(),
    incidents: memoryIncidents(),
    notices: memoryNotices(),
    threads: memoryThreads(),
    storms: memoryStorms(),
    clusters: memoryClusters(),
    audit: memoryAudit(),
    exposures: memoryObserved(({ id }: Exposure) => id),
    traits: memoryObserved(({ lineage }: WorkloadTraits) => lineage),
    namespaces: memoryObserved(({ name }: NamespaceFacts) => name),
    nodes: memoryObserved(({ name }: NodeFacts) => name),
    risks: memoryObserved(({ id }: Risk) => id),
    parts: memoryClusterParts(),
    events: memoryAuditEvents(),
    archive: memoryArchive(),
    topic: memoryTopic(),
    chat: memoryChat(),
  };
}
export type MemoryStores = ReturnType<typeof memoryStores>;
