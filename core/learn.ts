import { rangeOf } from './address.ts';
import { type Baseline, type Fact, factId, type FactKind } from './baseline.ts';
import type { CandidateReason } from './candidate.ts';
import { type Edge, isLookupOnly } from './edge.ts';
import { factLabelOfEdge, operationObject } from './lesson.ts';
import { isExternal } from './peer.ts';
import { isPopular } from './popular.ts';
import { isResolverBypass } from './resolvers.ts';
import { liveTogether, type Support, supportLimits } from './support.ts';
import { imageRepository, type Workload, workloadLabel } from './workload.ts';

/** Three distinct hours, or two pods alive together: the support that a fact must earn by the workload's own behaviour (DESIGN 6). */
export const merits = { hours: supportLimits.hours, pods: 2 } as const;

/** Lost share of a window's events above which the window teaches nothing. */
export const tolerableLoss = 0.001;

/** A workload of this age was not made for what it is about to do. */
export const settledMs = 7 * 86_400_000;

/** Loss never teaches (I12): a window counts only if nothing was folded and next to nothing dropped. */
export function windowTeaches(coverage: { seen: number; dropped: number; folded: number }): boolean {
  return coverage.folded === 0 && coverage.dropped <= coverage.seen * tolerableLoss;
}

/** What share of the events of a window was lost, in parts in a million. */
export function lostPpmOf({ seen, dropped }: { seen: number; dropped: number }): number {
  return dropped === 0 ? 0 : Math.min(1_000_000, Math.ceil((dropped / Math.max(seen, dropped)) * 1_000_000));
}

/** Old enough at a moment (milliseconds since 1970) for its word to count for others. */
export function isSettled(workload: Pick<Workload, 'createdAt'>, at: number): boolean {
  return at - Date.parse(workload.createdAt) >= settledMs;
}

/** What the learning rule looks at beside the edge. */
export interface Circumstances {
  readonly workload: Workload | undefined;
  /** A deviation that is judged in every mode was found on it. */
  readonly threatened: boolean;
  /** An incident of the workload is open. */
  readonly openIncident: boolean;
  /** Other settled workloads with other images that use the name of the destination. */
  readonly otherUsers: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** How many other users make a name known here: with the workload itself, if it is settled, two. */
function usersNeeded({ workload, now }: Circumstances): number {
  return workload !== undefined && isSettled(workload, now) ? 1 : 2;
}

/** Why the rule does not learn this edge, the gravest reason first; undefined where it does. */
export function whyNotLearned(edge: Edge, circumstances: Circumstances): CandidateReason | undefined {
  const { destination, support } = edge;
  if (circumstances.threatened) return 'threat';
  if (circumstances.openIncident) return 'open-incident';
  if (destination.kind === 'infrastructure' && destination.name === 'instance-metadata') return 'metadata-access';
  if (isResolverBypass(edge)) return 'resolver-bypass';
  // The baseline would hold an address that means another owner tomorrow.
  if (destination.kind === 'unresolved') return 'unresolved';
  if (destination.kind === 'address') return 'nameless';
  if (!hasMerits(support, !isExternal(destination))) return 'too-rare';
  if (needsRenown(edge) && circumstances.otherUsers < usersNeeded(circumstances)) return 'unpopular-name';
  return undefined;
}

/** East-west: three hours or two pods alive together. Egress: three hours, for replicas of one image say nothing of a name. */
export function hasMerits(support: Support, inside: boolean): boolean {
  return support.hours.length >= merits.hours || (inside && liveTogether(support.pods));
}

/** Whether somebody else has to know the destination: names outside that are not popular, and tenants of a cloud. */
export function needsRenown({ destination, addresses }: Pick<Edge, 'destination' | 'addresses'>): boolean {
  if (destination.kind !== 'name' && destination.kind !== 'cloud') return false;
  // A database of one's own has a name of the cloud and an address of the VPC, where no stranger lives.
  if (destination.kind === 'cloud' && addresses.length > 0 && addresses.every((address) => rangeOf(address) === 'private')) return false;
  if (destination.kind === 'cloud' && isEndpointItself(destination)) return false;
  return !isPopular(destination.name);
} // prettier-ignore

/** `sts.eu-west-1.amazonaws.com`, but not `bucket.s3.eu-west-1.amazonaws.com`, which is whoever took the name. */
function isEndpointItself({ service, region, name }: Extract<Edge['destination'], { kind: 'cloud' }>): boolean {
  return name === `${service}.${region === undefined ? '' : `${region}.`}amazonaws.com`;
}

/**
 * What learning adds for this edge now: nothing for lookups, nothing without merits of its own, nothing that the rule
 * forbids. Everything belongs to the source: what others do never teaches a peer (law 8).
 */
export function lessonsOf(edge: Edge, baseline: Baseline, circumstances: Circumstances): Fact[] {
  const { source } = edge;
  if (baseline.mode !== 'learning' || baseline.locked === true) return [];
  return source.kind === 'workload' ? lessonsFor(edge, source.lineage, baseline.version, circumstances) : [];
}

/** The same without asking for the mode: at the end of a probation the rule applies to the one who was on it. */
export function lessonsFor(edge: Edge, lineage: Fact['lineage'], version: number, circumstances: Circumstances): Fact[] {
  if (isLookupOnly(edge) || whyNotLearned(edge, circumstances) !== undefined) return [];
  const { hours, pods } = edge.support;
  const lesson = (kind: FactKind, object: string, label: string): Fact => ({
    id: factId(edge.cluster, lineage, kind, object),
    cluster: edge.cluster,
    lineage,
    kind,
    object,
    label,
    provenance: { by: 'learning', at: new Date(circumstances.now).toISOString(), hours, pods: pods.map(({ uid }) => uid) },
    since: version,
  });
  const operations = edge.operations.filter(({ app, lossy }) => app !== 'mining' && lossy !== true).map((operation) => operationObject(edge, operation));
  const facts = [lesson('edge', edge.id, factLabelOfEdge(edge)), ...operations.map((object) => lesson('operation', object, object))];
  const { workload } = circumstances;
  // Everyone asks the resolver: that alone makes nobody a member of the house.
  if (workload === undefined || edge.destination.kind === 'infrastructure') return facts;
  const images = new Set(workload.images.map(imageRepository));
  return [...facts, lesson('workload', lineage, workloadLabel(workload)), ...[...images].map((object) => lesson('image', object, object))];
} // prettier-ignore
