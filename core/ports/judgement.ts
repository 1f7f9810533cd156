import type { BaselineVersion } from '../baseline-version.ts';
import type { Baseline, Fact, FactRef } from '../baseline.ts';
import type { Finding } from '../finding.ts';
import type { ClusterId, FactId, IncidentId, Lineage } from '../ids.ts';
import type { Incident } from '../incident.ts';
import type { Rejection } from '../rejection.ts';
import type { Renowned } from '../renown.ts';
import type { Standing } from '../standing.ts';
import type { Stored, WriteResult } from './stored.ts';

export interface BaselineStore {
  state(cluster: ClusterId): Promise<Baseline | undefined>;
  /** Stored only if the version in force is `expected` (undefined: none yet). */
  setState(baseline: Baseline, expected: number | undefined): Promise<WriteResult>;
  /** What stands under each of these ids, facts and rejections alike. Strongly consistent. */
  standing(cluster: ClusterId, lineage: Lineage, facts: readonly FactId[]): Promise<ReadonlyMap<FactId, Standing>>;
  /** The same of several workloads. */
  standings(facts: readonly FactRef[]): Promise<ReadonlyMap<FactId, Standing>>;
  /** By the learning rule: only where nothing stands, so that what was rejected is never learned. */
  add(fact: Fact): Promise<'stored' | 'known' | 'rejected'>;
  /** By a person: over whatever stands there. */
  accept(fact: Fact): Promise<void>;
  reject(rejection: Rejection): Promise<void>;
  facts(cluster: ClusterId): Promise<readonly Fact[]>;
  /** Some of one workload's facts, at most `limit`, with the ids that come first. */
  ofLineage(cluster: ClusterId, lineage: Lineage, limit: number): Promise<readonly Fact[]>;
  rejections(cluster: ClusterId): Promise<readonly Rejection[]>;
  /** What began a version; written once. */
  keepVersion(version: BaselineVersion): Promise<'stored' | 'known'>;
  /** Newest first. */
  versions(cluster: ClusterId): Promise<readonly BaselineVersion[]>;
}

export interface RenownStore {
  /** Who uses each thing, at most as many as count, by `renownedKey`. Strongly consistent. */
  users(cluster: ClusterId, things: readonly Renowned[]): Promise<ReadonlyMap<string, readonly string[]>>;
  /** @param user a digest of a workload's lineage or of an edge, or a namespace. 'full': so many use it that nobody counts any more */
  use(cluster: ClusterId, thing: Renowned, user: string): Promise<'stored' | 'known' | 'full'>;
}

export interface FindingStore {
  /** 'changed': it was there with a lower severity or other reason, and now has these. */
  put(finding: Finding, changedAt: string): Promise<'stored' | 'known' | 'changed'>;
  /** Strongly consistent. */
  ofLineage(cluster: ClusterId, lineage: Lineage): Promise<readonly Finding[]>;
  ofCluster(cluster: ClusterId): Promise<readonly Finding[]>;
}

export interface IncidentStore {
  /** The newest incident of this root, open or closed. Strongly consistent. */
  latest(cluster: ClusterId, root: string): Promise<Stored<Incident> | undefined>;
  put(incident: Incident, expected: number | undefined): Promise<WriteResult>;
  /** Raises `announcedVersion` to `version`; never lowers it. */
  markAnnounced(incident: Incident, version: number): Promise<void>;
  find(cluster: ClusterId, id: IncidentId): Promise<Incident | undefined>;
  /** Newest first, without those that became a part of another. */
  ofCluster(cluster: ClusterId): Promise<readonly Incident[]>;
  /** The root whose incident holds what is found about an unpopular destination. Strongly consistent. */
  holder(cluster: ClusterId, destination: string): Promise<Stored<string> | undefined>;
  hold(cluster: ClusterId, destination: string, root: string, expected: number | undefined): Promise<WriteResult>;
}
