import type { CounterSheet } from '../counter-sheet.ts';
import type { Edge } from '../edge.ts';
import type { ClusterId, EdgeId, Lineage } from '../ids.ts';
import type { Interval } from '../interval.ts';
import type { Workload, WorkloadRef } from '../workload.ts';
import type { Stored, WriteResult } from './stored.ts';

export interface EdgeStore {
  /** The edges that exist; ids that do not are absent from the map. Strongly consistent. */
  find(edges: readonly Pick<Edge, 'id' | 'cluster' | 'source'>[]): Promise<ReadonlyMap<EdgeId, Stored<Edge>>>;
  /** `expected` undefined: only if it does not exist. `changedAt`: RFC 3339, by which sweep and api find what changed. */
  put(edge: Edge, expected: number | undefined, changedAt: string): Promise<WriteResult>;
  ofWorkload(cluster: ClusterId, lineage: Lineage): Promise<readonly Edge[]>;
  ofCluster(cluster: ClusterId): Promise<readonly Edge[]>;
  /** Edges of a cluster that were written at `since` (RFC 3339) or later, in the order of their ids. */
  changedSince(cluster: ClusterId, since: string): Promise<readonly Edge[]>;
}

export interface WorkloadStore {
  find(cluster: ClusterId, lineage: Lineage): Promise<Workload | undefined>;
  /** Those that exist, in no order. Strongly consistent. */
  findAll(workloads: readonly WorkloadRef[]): Promise<readonly Workload[]>;
  /** The first write of a lineage wins; later ones with the same content change nothing. */
  put(workload: Workload, changedAt: string): Promise<'stored' | 'known'>;
  /** All that were ever seen in a namespace, in the order of lineages. Their creators may not be named yet. */
  ofNamespace(cluster: ClusterId, namespace: string): Promise<readonly Workload[]>;
  /** Says that it runs these as well; what it ran before stays known. Repositories that are known change nothing. */
  addImages(
    cluster: ClusterId,
    lineage: Lineage,
    images: readonly string[],
    changedAt: string,
  ): Promise<'stored' | 'known' | 'absent'>;
  /** Says who made it, where nobody had said it yet. 'absent': there is no such workload. */
  nameCreator(
    cluster: ClusterId,
    lineage: Lineage,
    creator: string,
    changedAt: string,
  ): Promise<'stored' | 'known' | 'absent'>;
  ofCluster(cluster: ClusterId): Promise<readonly Workload[]>;
  /** Workloads of a cluster that were written at `since` (RFC 3339) or later, in the order of their lineages. */
  changedSince(cluster: ClusterId, since: string): Promise<readonly Workload[]>;
}

export interface SheetRef {
  readonly cluster: ClusterId;
  readonly node: string;
  readonly bootId: string;
  /** `2026-11-23T14`, event time. */
  readonly hour: string;
}

export interface CounterStore {
  read(sheet: SheetRef): Promise<Stored<CounterSheet> | undefined>;
  write(sheet: SheetRef, value: CounterSheet, expected: number | undefined): Promise<WriteResult>;
  ofCluster(cluster: ClusterId): Promise<readonly (SheetRef & { readonly sheet: CounterSheet })[]>;
  /** Those of one node, of every boot, from an hour on (`2026-11-23T14`). */
  since(cluster: ClusterId, node: string, hour: string): Promise<readonly CounterSheet[]>;
  /**
   * When each sentinel was heard last, in the order of names, told from its sheets: what it says of the present moves with
   * every batch, so that nothing else has to be written. Of one that said nothing for a day, `heardAt` may be the day before.
   * @param at milliseconds since 1970: now
   */
  heard(cluster: ClusterId, at: number): Promise<readonly Heard[]>;
}

export interface IntervalStore {
  of(cluster: ClusterId, address: string): Promise<readonly Interval[]>;
  /** Keyed by (cluster, address, owner uid): writing it again replaces `from` and `to`. */
  put(cluster: ClusterId, interval: Interval): Promise<void>;
}

/** Twice the longest heartbeat that a sentinel may have: within it each has shown its pace. */
export const lookedBackMs = 20 * 60_000;

/** When a sentinel was heard last, by the server's clock. */
export interface Heard {
  readonly node: string;
  /** RFC 3339. */
  readonly heardAt: string;
  /** Milliseconds: the longest window of the hours that the last twenty minutes lie in, or of the last hour that it spoke of. */
  readonly paceMs: number;
  /** Parts in a million: what the worst batch of those hours lost of its events. */
  readonly lostPpm: number;
  /** Batches with numbers between those of the ones that came in those hours, and that have not come. */
  readonly missing: number;
}
