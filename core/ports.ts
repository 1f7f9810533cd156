import * as z from 'zod';
import type { ArchiveRecord } from './archive.ts';
import type { Baseline, Fact, FactRef } from './baseline.ts';
import type { BaselineVersion } from './baseline-version.ts';
import type { CounterSheet } from './counter-sheet.ts';
import type { Edge } from './edge.ts';
import type { Feed } from './feeds/feed.ts';
import type { Cluster } from './enrolment.ts';
import { Integer, textUpTo } from './fields.ts';
import type { Finding } from './finding.ts';
import {
  type ClusterId,
  type EdgeId,
  type ExposureId,
  type FactId,
  IncidentId,
  type Lineage,
  type RiskId,
} from './ids.ts';
import type { Incident } from './incident.ts';
import { Instant } from './instant.ts';
import type { Interval } from './interval.ts';
import type { AuditCoverage, AuditEvent } from './inventory/audit-event.ts';
import type {
  DigestState,
  EksFacts,
  InventoryState,
  NamespaceFacts,
  NodeFacts,
  SweepState,
} from './inventory/cluster-facts.ts';
import type { Exposure } from './inventory/exposure.ts';
import type { Holder } from './inventory/holders.ts';
import type { Snapshot } from './inventory/snapshot.ts';
import type { WorkloadTraits } from './inventory/traits.ts';
import type { Notice, NoticeMessage } from './message.ts';
import type { Rejection } from './rejection.ts';
import type { Renowned } from './renown.ts';
import type { Risk } from './risks/risk.ts';
import type { Standing } from './standing.ts';
import type { Workload, WorkloadRef } from './workload.ts';

// What the steps need of the outside. Each port has one contract suite (test/contracts) that every implementation passes.

/** A value with the revision that a conditional write is held against. */
export interface Stored<Value> {
  readonly value: Value;
  readonly revision: number;
}

/** 'stale': someone else wrote in between, so read again and decide again. */
export type WriteResult = 'stored' | 'stale';

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

/** What Kubernetes says of an address now. "Nobody" and "could not ask" are different answers. */
export type WhoHas =
  | { readonly kind: 'owner'; readonly interval: Interval }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'not-enrolled' }
  | { readonly kind: 'unavailable'; readonly reason: 'unauthorized' | 'forbidden' | 'timeout' | 'throttled' | 'error' };

export interface Kubernetes {
  /** Answers for all addresses within `budgetMs`; what could not be answered in time is 'unavailable', reason 'timeout'. */
  whoHas(cluster: ClusterId, addresses: readonly string[], budgetMs: number): Promise<ReadonlyMap<string, WhoHas>>;
}

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

/** 'fallback': by e-mail in place of a channel that refuses; 'outage': that it does. */
export const channels = ['topic', 'slack', 'webhook', 'events', 'fallback', 'outage'] as const;
export type Channel = (typeof channels)[number];

export interface NoticeStore {
  /**
   * Says that a notice is about to be handed over. 'first': nobody tried before. 'again': someone tried and the outcome is
   * not known, so what goes out is marked as re-sent. 'done': it was handed over, do nothing.
   */
  begin(incident: IncidentId, version: number, channel: Channel, at: string): Promise<'first' | 'again' | 'done'>;
  /** @param refused why the channel will never take it, where it said so: there is nothing left to try */
  finish(incident: IncidentId, version: number, channel: Channel, at: string, refused?: string): Promise<void>;
  /** The try certainly came to nothing (the channel said so), so that the next one is a first again. */
  release(incident: IncidentId, version: number, channel: Channel): Promise<void>;
  /** The fate of an incident's notices. */
  ofIncident(incident: IncidentId): Promise<readonly NoticeFate[]>;
}

export interface NoticeFate {
  readonly version: number;
  readonly channel: Channel;
  readonly state: 'trying' | 'done';
  readonly at: string;
  /** Done, for the channel will never take it: why. */
  readonly refused?: string | undefined;
}

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

export interface Archive {
  /** One object per call; `name` is unique per invocation and names the same content when it is retried. */
  append(name: string, records: readonly ArchiveRecord[]): Promise<void>;
}

/** 'unchanged': it is still the one with the tag that was given. "Absent" and "could not look" are different answers: the latter throws. */
export type GotObject =
  | { readonly kind: 'found'; readonly body: Uint8Array; readonly tag: string }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'absent' };

/** Objects of the installation, each read and written whole: who reads sees the old or the new one, never a mixture. */
export interface ObjectStore {
  get(key: string, unlessTag?: string): Promise<GotObject>;
  /** `expected`: the tag that is to be replaced, 'absent' where nothing may be there yet, 'any' whatever is there. */
  put(
    key: string,
    body: Uint8Array,
    expected: 'absent' | 'any' | { readonly tag: string },
  ): Promise<{ readonly tag: string } | 'stale'>;
}

/** What the publisher of a feed said of the version that was read last, for a conditional request. */
export interface FeedVersion {
  readonly etag?: string | undefined;
  readonly lastModified?: string | undefined;
}

/** 'failed': nothing of it was read; `reason` is a word for the log, the metric and docs/feeds.md. */
export type FetchedFeed =
  | ({ readonly kind: 'fetched'; readonly bytes: Uint8Array } & FeedVersion)
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'failed'; readonly reason: string };

export interface FeedSource {
  /** Never throws for what the other side does. */
  fetch(feed: Feed, known: FeedVersion): Promise<FetchedFeed>;
}

/** One published message, with a body for each protocol. */
export interface Topic {
  publish(message: NoticeMessage, bodies: { readonly subject: string; readonly email: string }): Promise<void>;
}

/** A message of a channel that can be updated and answered to. */
export interface MessageRef {
  readonly channel: string;
  readonly ts: string;
}

/**
 * What a channel answered. 'refused': it will never take this one; 'busyMs': it took nothing, and may after so many
 * milliseconds. Where the answer is not known (a timeout, a 5xx), it is an exception.
 */
export type PostResult =
  'posted' | { readonly ref: MessageRef } | { readonly refused: string } | { readonly busyMs: number };

export interface Chat {
  /** `over`: the incident's message from before; a channel that cannot update posts another one. */
  post(notice: Notice, over?: MessageRef): Promise<PostResult>;
  /** Puts the evidence of a notice under its message; a channel that has no threads says 'posted'. */
  reply(notice: Notice, under: MessageRef): Promise<PostResult>;
}

/** What machines are told: a webhook, an event bus. */
export interface Outlet {
  send(message: NoticeMessage): Promise<PostResult>;
}

/** The one message of an incident in a channel. 'posting': somebody is at it, or was cut short; 'none': nothing came of it. */
export const Thread = z.object({
  incident: IncidentId,
  version: Integer,
  state: z.enum(['posting', 'told', 'none']),
  ref: z.object({ channel: textUpTo(100), ts: textUpTo(100) }).optional(),
  at: Instant,
});
export type Thread = z.infer<typeof Thread>;

export interface ThreadStore {
  /** Strongly consistent. */
  find(incident: IncidentId): Promise<Stored<Thread> | undefined>;
  put(thread: Thread, expected: number | undefined): Promise<WriteResult>;
}

/** What a storm is counted by: notices of critical incidents, of others, and those that were grouped because there were too many. */
export type StormCount = 'critical' | 'other' | 'grouped';

export interface StormStore {
  /** One more of a cluster; counting begins anew `windowMs` after it began. Gives how many there were, this one included, and since when. */
  add(
    cluster: ClusterId,
    count: StormCount,
    at: string,
    windowMs: number,
  ): Promise<{ readonly count: number; readonly since: string }>;
}

/** Counts with a reason word as dimension; flushed by the handler. */
export interface Meter {
  count(metric: string, value: number, reason?: string): void;
}

export interface Log {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** Milliseconds since 1970. */
export type Clock = () => number;

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
