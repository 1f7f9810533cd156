import type { Cluster } from '../enrolment.ts';
import type { ClusterId, ExposureId, Lineage, RiskId } from '../ids.ts';
import type { AuditCoverage, AuditEvent } from '../inventory/audit-event.ts';
import type {
  DigestState,
  EksFacts,
  InventoryState,
  NamespaceFacts,
  NodeFacts,
  SweepState,
} from '../inventory/cluster-facts.ts';
import type { Exposure } from '../inventory/exposure.ts';
import type { Holder } from '../inventory/holders.ts';
import type { Snapshot } from '../inventory/snapshot.ts';
import type { WorkloadTraits } from '../inventory/traits.ts';
import type { Risk } from '../risks/risk.ts';
import type { Stored, WriteResult } from './stored.ts';

export interface ClusterStore {
  find(cluster: ClusterId): Promise<Stored<Cluster> | undefined>;
  put(cluster: Cluster, expected: number | undefined): Promise<WriteResult>;
  /** Only what has this revision; what is not there is 'stale' too. */
  remove(cluster: ClusterId, expected: number): Promise<WriteResult>;
  all(): Promise<readonly Cluster[]>;
}

/** What people did: append-only. */
export interface AuditEntry {
  readonly cluster: ClusterId;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly detail: string;
}

export interface AuditStore {
  append(entry: AuditEntry): Promise<void>;
  ofCluster(cluster: ClusterId): Promise<readonly AuditEntry[]>;
}

/**
 * Things of a cluster as they were seen last, one value each. `asOf` orders looks: a value is replaced by one of the same
 * or a later look that says something else, and by nothing older.
 */
export interface ObservedStore<Value, Id extends string> {
  find(cluster: ClusterId, id: Id): Promise<Value | undefined>;
  /** 'known': it says nothing new, or is older than what is there. `changedAt`: RFC 3339, by which sweep and api find what changed. */
  put(value: Value, changedAt: string): Promise<'stored' | 'changed' | 'known'>;
  /** All that were ever there, those that are gone as long as they are remembered, in the order of their ids. */
  ofCluster(cluster: ClusterId): Promise<readonly Value[]>;
}

export type ExposureStore = ObservedStore<Exposure, ExposureId>;

/** By lineage. */
export type TraitsStore = ObservedStore<WorkloadTraits, Lineage>;

/** By name. */
export type NamespaceStore = ObservedStore<NamespaceFacts, string>;

/** By name. */
export type NodeStore = ObservedStore<NodeFacts, string>;

export type RiskStore = ObservedStore<Risk, RiskId>;

/** What stages know of a cluster as a whole, one value each. */
export interface ClusterParts {
  readonly eks: EksFacts;
  readonly inventory: InventoryState;
  readonly audit: AuditCoverage;
  readonly sweep: SweepState;
  readonly digest: DigestState;
}

export interface ClusterPartStore {
  find<Part extends keyof ClusterParts>(cluster: ClusterId, part: Part): Promise<Stored<ClusterParts[Part]> | undefined>;
  put<Part extends keyof ClusterParts>(part: Part, value: ClusterParts[Part], expected: number | undefined): Promise<WriteResult>;
} // prettier-ignore

export interface AuditEventStore {
  /** The same event again changes nothing. */
  append(event: AuditEvent): Promise<'stored' | 'known'>;
  /** What happened in a namespace (empty: outside of all) from `from` to `to` (RFC 3339, both included), in the order of time. */
  ofNamespace(cluster: ClusterId, namespace: string, from: string, to: string): Promise<readonly AuditEvent[]>;
}

/** A look at a whole cluster. */
export interface ClusterView {
  /** What could be had within `budgetMs`; lists that could not are named as missing with the reason. */
  look(cluster: ClusterId, budgetMs: number): Promise<Snapshot | 'not-enrolled'>;
}

/** Who held which address at the last look. */
export interface RosterStore {
  read(cluster: ClusterId): Promise<readonly Holder[] | undefined>;
  write(cluster: ClusterId, roster: readonly Holder[]): Promise<void>;
}
