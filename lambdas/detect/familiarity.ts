import { type Baseline, factId } from '../../core/baseline.ts';
import { type Edge, edgeId } from '../../core/edge.ts';
import { type Familiarity, type Renown, unfamiliar, type WorkloadStanding } from '../../core/familiarity.ts';
import { widerThan } from '../../core/generalise.ts';
import type { FactId, Lineage } from '../../core/ids.ts';
import { operationObject } from '../../core/lesson.ts';
import { isSettled } from '../../core/learn.ts';
import { isPopular } from '../../core/popular.ts';
import type { EdgeStore, WorkloadStore } from '../../core/ports/graph.ts';
import type { BaselineStore, RenownStore } from '../../core/ports/judgement.ts';
import type { Clock } from '../../core/ports/runtime.ts';
import { probationMs } from '../../core/probation.ts';
import { type Renowned, renownedKey, renownLimits } from '../../core/renown.ts';
import type { Standing } from '../../core/standing.ts';
import { swarmOf } from '../../core/swarm.ts';
import { homeOf, imagePublisher, imageRepository, type Workload } from '../../core/workload.ts';

export interface FamiliarityDeps {
  readonly edges: Pick<EdgeStore, 'find'>;
  readonly baseline: Pick<BaselineStore, 'standing'>;
  readonly renown: Pick<RenownStore, 'users'>;
  readonly workloads: Pick<WorkloadStore, 'find'>;
  readonly now: Clock;
}

/** What is known of an edge, with what the learning rule needs of it. */
export interface Acquaintance {
  readonly familiarity: Familiarity;
  readonly standing: ReadonlyMap<FactId, Standing>;
  /** Other settled workloads with other images that use the name of the destination. */
  readonly otherUsers: number;
}

/** Looks up everything about one edge. Of an edge that is known, with nothing new about it, one read is all. */
export async function acquaintanceWith(edge: Edge, state: Baseline, workload: Workload | undefined, deps: FamiliarityDeps): Promise<Acquaintance> {
  const { source, cluster } = edge;
  if (source.kind !== 'workload') return { familiarity: unfamiliar, standing: new Map(), otherUsers: 0 };
  const { lineage } = source;
  const id = (kind: Parameters<typeof factId>[2], object: string) => factId(cluster, lineage, kind, object);
  const images = [...new Set((workload?.images ?? []).map(imageRepository))];
  const ids = {
    workload: id('workload', lineage),
    edge: id('edge', edge.id),
    wider: widerThan(edge).map(({ object }) => id('edge', object)),
    operations: edge.operations.map((operation) => id('operation', operationObject(edge, operation))),
    images: images.map((image) => id('image', image)),
  };
  const standing = await deps.baseline.standing(cluster, lineage, [ids.workload, ids.edge, ...ids.wider, ...ids.operations, ...ids.images]);
  const isKnown = (fact: FactId) => standing.get(fact)?.kind === 'known';
  const exact = standing.get(ids.edge)?.kind;
  const generalised = ids.wider.some(isKnown);
  const knownWorkload = isKnown(ids.workload);
  const told = {
    newOperations: exact === 'known' ? edge.operations.filter((_operation, at) => !isKnown(ids.operations[at]!)) : [],
    newImages: knownWorkload ? images.filter((_image, at) => !isKnown(ids.images[at]!)) : [],
  };
  const descent = workload?.descent ?? unfamiliar.descent;
  const edgeStanding = exact === 'known' ? 'known' : exact === 'rejected' ? 'rejected' : generalised ? 'generalised' : wasSeenWhileLearning(edge, state) ? 'candidate' : 'new';
  if (knownWorkload && (edgeStanding === 'known' || edgeStanding === 'generalised') && told.newImages.length === 0) {
    return { standing, otherUsers: 0, familiarity: { workload: 'known', edge: edgeStanding, ...told, destination: 'settled', descent } };
  }
  const circle = await circleOf(edge, lineage, workload, images, deps);
  return {
    standing,
    otherUsers: circle.otherUsers,
    familiarity: {
      ...standingOf(workload, knownWorkload, state, circle, deps.now()),
      edge: edgeStanding,
      ...told,
      ...circle.said,
      ...(await ancestryOf(edge, descent, state, deps)),
      destination: await destinationOf(edge, state, deps),
      descent,
    },
  };
} // prettier-ignore

/** The same of a workload that has said nothing yet. */
export async function acquaintanceWithWorkload(workload: Workload, state: Baseline, deps: FamiliarityDeps): Promise<Familiarity> {
  const { cluster, lineage } = workload;
  const images = [...new Set(workload.images.map(imageRepository))];
  const fact = factId(cluster, lineage, 'workload', lineage);
  const known = (await deps.baseline.standing(cluster, lineage, [fact])).get(fact)?.kind === 'known';
  const circle = await circleOf({ cluster }, lineage, workload, images, deps);
  return { ...unfamiliar, ...standingOf(workload, known, state, circle, deps.now()), ...circle.said, descent: workload.descent ?? unfamiliar.descent };
} // prettier-ignore

/** It was there while learning went on, without earning a place: it waits for review. */
function wasSeenWhileLearning(edge: Edge, { learnedUntil }: Baseline): boolean {
  return learnedUntil !== undefined && Date.parse(edge.firstSeen) < Date.parse(learnedUntil);
}

interface Circle {
  readonly said: Pick<
    Familiarity,
    'name' | 'imagesKnownHere' | 'creatorKnownHere' | 'creatorKnownInNamespace' | 'creatorDeploys' | 'front' | 'swarm'
  >;
  readonly otherUsers: number;
}

/** Who else has to do with the name, the images and the creator. */
async function circleOf(edge: Pick<Edge, 'cluster'> & Partial<Pick<Edge, 'destination'>>, lineage: Lineage, workload: Workload | undefined, images: readonly string[], deps: FamiliarityDeps): Promise<Circle> {
  const { destination, cluster } = edge;
  const name = destination?.kind === 'name' || destination?.kind === 'cloud' || destination?.kind === 'private' ? destination.name : undefined;
  const creator = workload?.creator;
  const front: Renowned = { kind: 'front', object: lineage };
  const swarm = isWhole(edge) && edge.destination.kind === 'address' ? swarmOf(edge, lineage, edge.destination.address) : [];
  const things: Renowned[] = [
    front,
    ...images.map((object) => ({ kind: 'image' as const, object })),
    ...images.flatMap((image) => imagePublisher(image) ?? []).map((object) => ({ kind: 'image' as const, object })),
    ...(name === undefined ? [] : [{ kind: 'name' as const, object: name }]),
    ...swarm.map(({ thing }) => thing),
    ...(creator === undefined ? [] : [{ kind: 'creator' as const, object: creator }, { kind: 'creator-namespaces' as const, object: creator }, { kind: 'creator-in-namespace' as const, object: creatorIn(creator, workload!.namespace) }]),
  ];
  const users = await deps.renown.users(cluster, things);
  const others = (thing: Renowned) => (users.get(renownedKey(thing)) ?? []).filter((user) => user !== lineage);
  const ofName = name === undefined ? [] : others({ kind: 'name', object: name });
  const said: { -readonly [Key in keyof Circle['said']]: Circle['said'][Key] } = {};
  if (name !== undefined) said.name = { users: ofName.length, popular: isPopular(name) } satisfies Renown;
  if ((users.get(renownedKey(front)) ?? []).length > 0) said.front = true;
  if (swarm.some(({ thing }) => (users.get(renownedKey(thing)) ?? []).length >= renownLimits[thing.kind])) said.swarm = true;
  const known = (object: string | undefined) => object !== undefined && others({ kind: 'image', object }).length > 0;
  if (images.length > 0) said.imagesKnownHere = images.every(known);
  if (creator !== undefined) {
    said.creatorKnownHere = others({ kind: 'creator', object: creator }).length > 0;
    // The usual pipeline brings a new service in a new repository beside the old ones.
    if (said.creatorKnownHere && images.every((image) => known(image) || known(imagePublisher(image)))) said.imagesKnownHere = images.length > 0 ? true : said.imagesKnownHere;
    said.creatorKnownInNamespace = others({ kind: 'creator-in-namespace', object: creatorIn(creator, workload!.namespace) }).length > 0;
    said.creatorDeploys = others({ kind: 'creator-namespaces', object: creator }).filter((namespace) => namespace !== homeOf(creator)).length >= enoughNamespaces;
  }
  return { said, otherUsers: await withOtherImages(ofName, images, edge, deps) };
} // prettier-ignore

const isWhole = (edge: Pick<Edge, 'cluster'> & Partial<Edge>): edge is Edge => edge.destination !== undefined;

/** Two deployments of one image speak with one voice: an attacker makes as many as it takes. */
async function withOtherImages(users: readonly string[], images: readonly string[], { cluster }: Pick<Edge, 'cluster'>, deps: FamiliarityDeps): Promise<number> {
  const own = images.toSorted().join(' ');
  let others = 0;
  for (const user of users.slice(0, 3)) {
    const workload = await deps.workloads.find(cluster, user as Lineage);
    const theirs = [...new Set(workload?.images.map(imageRepository))].toSorted().join(' ');
    if (workload !== undefined && theirs !== own) others += 1;
  }
  return others;
} // prettier-ignore

/** A controller serves its own namespace, and perhaps the one of whom it works for. */
const enoughNamespaces = 2;

export function creatorIn(creator: string, namespace: string): string {
  return JSON.stringify([creator, namespace]);
}

function standingOf(workload: Workload | undefined, known: boolean, { learnedUntil }: Baseline, { said }: Circle, now: number): { workload: WorkloadStanding; probationUntil?: string } {
  if (known) return { workload: 'known' };
  if (workload === undefined || learnedUntil === undefined) return { workload: 'newcomer' };
  const born = Date.parse(workload.createdAt);
  if (born < Date.parse(learnedUntil)) return { workload: 'there-before' };
  const until = born + probationMs;
  const fromUsualPipeline = said.creatorKnownHere === true && said.imagesKnownHere === true;
  if (!fromUsualPipeline || now >= until) return { workload: 'newcomer' };
  return { workload: 'probation', probationUntil: new Date(until).toISOString() };
} // prettier-ignore

/** Whether the one that it may inherit from talks the same way: by its baseline, or as a candidate that waits for review. */
async function ancestryOf(edge: Edge, descent: Familiarity['descent'], state: Baseline, deps: FamiliarityDeps): Promise<Pick<Familiarity, 'ancestorKnows'>> {
  const { source, cluster } = edge;
  if (descent.kind !== 'proposes' || source.kind !== 'workload') return {};
  const { from } = descent;
  const ends = { ...edge, source: { ...source, lineage: from } };
  const its = { ...ends, id: edgeId(ends) };
  const facts = [its.id, ...widerThan(its).map(({ object }) => object)];
  const standing = await deps.baseline.standing(cluster, from, facts.map((object) => factId(cluster, from, 'edge', object)));
  const kinds = [...standing.values()].map(({ kind }) => kind);
  if (kinds.includes('known') || kinds.includes('rejected')) return { ancestorKnows: kinds.includes('known') };
  const before = (await deps.edges.find([its])).get(its.id)?.value;
  return { ancestorKnows: before !== undefined && wasSeenWhileLearning(before, state) };
} // prettier-ignore

async function destinationOf({ cluster, destination }: Edge, { learnedUntil }: Baseline, deps: FamiliarityDeps): Promise<Familiarity['destination']> {
  if (destination.kind !== 'workload') return destination.kind === 'service' || destination.kind === 'node' ? 'settled' : 'outside';
  const { lineage } = destination;
  const fact = factId(cluster, lineage, 'workload', lineage);
  if ((await deps.baseline.standing(cluster, lineage, [fact])).get(fact)?.kind === 'known') return 'settled';
  const workload = await deps.workloads.find(cluster, lineage);
  if (workload === undefined) return 'newcomer';
  const bornBefore = learnedUntil !== undefined && Date.parse(workload.createdAt) < Date.parse(learnedUntil);
  return bornBefore || isSettled(workload, deps.now()) ? 'settled' : 'newcomer';
} // prettier-ignore
