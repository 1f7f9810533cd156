import type { NoticeStore } from '../../core/ports/channels.ts';
import type {
  AuditEventStore,
  AuditStore,
  ClusterPartStore,
  ClusterStore,
  ExposureStore,
  NodeStore,
  RiskStore,
  TraitsStore,
} from '../../core/ports/clusters.ts';
import type { CounterStore, EdgeStore, WorkloadStore } from '../../core/ports/graph.ts';
import type { BaselineStore, FindingStore, IncidentStore } from '../../core/ports/judgement.ts';
import type { ObjectStore } from '../../core/ports/outside.ts';
import type { Clock, Log, Meter } from '../../core/ports/runtime.ts';
import type { Counters } from '../../core/conversation.ts';
import type { Edge } from '../../core/edge.ts';
import type { ClusterId, EdgeId } from '../../core/ids.ts';
import type { Channels } from '../../core/answers/cluster.ts';
import type { Workload } from '../../core/workload.ts';
import type { PublishedIndex } from '../publish-index.ts';

/** Secrets by name; what goes in is never read back here. */
export interface SecretShelf {
  put(name: string, secret: string): Promise<void>;
}

/** Edges and workloads in the order of ids, and counters of each edge over nodes and restarts. */
export interface ShownGraph {
  readonly edges: readonly Edge[];
  readonly workloads: readonly Workload[];
  readonly totals: ReadonlyMap<EdgeId, Counters>;
}

export interface ApiDeps {
  readonly clusters: ClusterStore;
  readonly baselines: BaselineStore;
  readonly edges: EdgeStore;
  readonly workloads: WorkloadStore;
  readonly counters: Pick<CounterStore, 'heard'>;
  /** The graph as it is shown; `withinMs`: as it was read at most so long ago. */
  readonly graphOf: (cluster: ClusterId, withinMs?: number) => Promise<ShownGraph>;
  readonly findings: FindingStore;
  readonly incidents: IncidentStore;
  readonly notices: NoticeStore;
  readonly audit: AuditStore;
  readonly exposures: ExposureStore;
  readonly traits: TraitsStore;
  readonly nodes: NodeStore;
  readonly risks: RiskStore;
  readonly parts: ClusterPartStore;
  readonly events: AuditEventStore;
  /** What other stages publish for people to read. */
  readonly objects: Pick<ObjectStore, 'get'>;
  readonly index: PublishedIndex;
  readonly secrets: SecretShelf;
  /** Under this name lie the Kubernetes tokens of clusters. */
  readonly clusterParameters: string;
  /** ARNs of the roles that ask clusters: EKS clusters need an access entry for each. */
  readonly kubernetesRoles: readonly string[];
  readonly auditFunction: string;
  readonly channels: Channels;
  /** Clusters may be on this very machine. */
  readonly loopbackClusters: boolean;
  /** That many random bytes, fit for secrets. */
  random(bytes: number): Uint8Array;
  /** What is installed: the product's version and that of the threat list that it ships. */
  readonly versions: { readonly plumbline: string; readonly intelligence: string };
  readonly now: Clock;
  readonly log: Log;
  readonly meter: Meter;
}
