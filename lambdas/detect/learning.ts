import { type Baseline, type Fact, factId } from '../../core/baseline.ts';
import type { Edge } from '../../core/edge.ts';
import type { Finding } from '../../core/finding.ts';
import { deviations } from '../../core/deviation.ts';
import { widerThan } from '../../core/generalise.ts';
import { digest } from '../../core/hash.ts';
import type { Lineage } from '../../core/ids.ts';
import { rootOfCreator } from '../../core/incident-root.ts';
import { type Circumstances, hasMerits, isSettled, lessonsFor, needsRenown } from '../../core/learn.ts';
import { isExternal } from '../../core/peer.ts';
import { registrableDomain } from '../../core/popular.ts';
import type { BaselineStore, IncidentStore, RenownStore } from '../../core/ports/judgement.ts';
import type { Clock, Meter } from '../../core/ports/runtime.ts';
import { renownedKey, renownLimits } from '../../core/renown.ts';
import { openIncidentOf } from '../open-incident.ts';
import { imagePublisher, imageRepository, type Workload } from '../../core/workload.ts';
import { type Acquaintance, creatorIn } from './familiarity.ts';

export interface LearningDeps {
  readonly baseline: Pick<BaselineStore, 'add'>;
  readonly renown: RenownStore;
  readonly incidents: Pick<IncidentStore, 'latest'>;
  readonly now: Clock;
  readonly meter: Meter;
}

/**
 * What the baseline learns from one edge now. Writes only what is not there: an edge is learned once, so that a
 * heartbeat costs nothing.
 */
export async function learnFrom(edge: Edge, state: Baseline, workload: Workload | undefined, findings: readonly Finding[], known: Acquaintance, deps: LearningDeps): Promise<void> {
  if (state.mode !== 'learning' || state.locked === true || edge.source.kind !== 'workload') return;
  await teach(edge, edge.source.lineage, state.version, { workload, findings, known }, deps);
} // prettier-ignore

export interface Pupil {
  readonly workload: Workload | undefined;
  readonly findings: readonly Finding[];
  readonly known: Acquaintance;
}

/** The rule for one edge, whatever the mode. Gives how many facts were added. */
export async function teach(edge: Edge, lineage: Lineage, version: number, { workload, findings, known }: Pupil, deps: LearningDeps): Promise<number> {
  const now = deps.now();
  const external = isExternal(edge.destination);
  if (!hasMerits(edge.support, !external)) return 0;
  const threatened = findings.some(({ kind }) => deviations[kind].always);
  const circumstances: Circumstances = { workload, threatened, openIncident: false, otherUsers: known.otherUsers, now };
  if (!threatened && external) await claimName(edge, lineage, workload, now, deps);
  const lessons = lessonsFor(edge, lineage, version, circumstances).filter(({ id }) => known.standing.get(id) === undefined);
  if (lessons.length === 0 || (await hasOpenIncident(edge, lineage, workload?.creator, deps))) return 0;
  if (isCovered(edge, lineage, known)) return addAll(lessons.filter(({ kind, object }) => kind !== 'edge' || object !== edge.id), workload, deps);
  if (!(await hasRoom(edge, lineage, deps))) return 0;
  return (await addAll(lessons, workload, deps)) + (await generalise(edge, lineage, version, lessons, known, deps));
} // prettier-ignore

async function hasOpenIncident(
  { cluster }: Edge,
  lineage: Lineage,
  creator: string | undefined,
  deps: LearningDeps,
): Promise<boolean> {
  const roots = [lineage, ...(creator === undefined ? [] : [rootOfCreator(cluster, creator)])];
  const incidents = await Promise.all(roots.map((root) => openIncidentOf(cluster, root, deps.incidents)));
  return incidents.some(({ open }) => open !== undefined);
}

/** A wider fact holds already: the edge itself needs none, so that a maker of names costs no more. */
function isCovered(edge: Edge, lineage: Lineage, { standing }: Acquaintance): boolean {
  return widerThan(edge).some(({ object }) => standing.get(factId(edge.cluster, lineage, 'edge', object))?.kind === 'known');
} // prettier-ignore

/** A settled workload speaks for a name that the world does not know, once it has earned it for itself. */
async function claimName(edge: Edge, lineage: Lineage, workload: Workload | undefined, now: number, deps: LearningDeps): Promise<void> {
  const { destination, cluster } = edge;
  if (!('name' in destination) || workload === undefined || !isSettled(workload, now)) return;
  if (!hasMerits(edge.support, false) || !(await hasRoom(edge, lineage, deps))) return;
  await deps.renown.use(cluster, { kind: 'name', object: destination.name }, lineage);
} // prettier-ignore

/** Whether this workload may know one more registrable domain outside. */
async function hasRoom({ destination, cluster, addresses }: Edge, lineage: Lineage, deps: LearningDeps): Promise<boolean> {
  if (destination.kind !== 'name' && !(destination.kind === 'cloud' && needsRenown({ destination, addresses }))) return true;
  const domain = registrableDomain(destination.name) ?? destination.name;
  return (await deps.renown.use(cluster, { kind: 'domains', object: lineage }, digest(domain))) !== 'full';
} // prettier-ignore

async function addAll(facts: readonly Fact[], workload: Workload | undefined, deps: LearningDeps): Promise<number> {
  let added = 0;
  for (const fact of facts) {
    const result = await deps.baseline.add(fact);
    if (result === 'stored') {
      added += 1;
      deps.meter.count('detect.learned', 1, fact.kind);
    }
    if (fact.kind === 'workload' && result !== 'rejected' && workload !== undefined) await speakFor(workload, fact, deps);
  }
  return added;
} // prettier-ignore

/** A workload of the house makes its images and its creator known here. */
async function speakFor(workload: Workload, { cluster, lineage }: Fact, { renown }: LearningDeps): Promise<void> {
  const repositories = workload.images.map(imageRepository);
  const publishers = repositories.flatMap((repository) => imagePublisher(repository) ?? []);
  for (const object of new Set([...repositories, ...publishers])) await renown.use(cluster, { kind: 'image', object }, lineage); // prettier-ignore
  if (workload.creator === undefined) return;
  await renown.use(cluster, { kind: 'creator', object: workload.creator }, lineage);
  await renown.use(cluster, { kind: 'creator-namespaces', object: workload.creator }, workload.namespace);
  await renown.use(cluster, { kind: 'creator-in-namespace', object: creatorIn(workload.creator, workload.namespace) }, lineage); // prettier-ignore
}

/** Enough hosts of one domain, or ports of one server, become one fact. */
async function generalise(edge: Edge, lineage: Lineage, version: number, lessons: readonly Fact[], known: Acquaintance, deps: LearningDeps): Promise<number> {
  const { cluster } = edge;
  let added = 0;
  for (const wider of widerThan(edge)) {
    const id = factId(cluster, lineage, wider.kind, wider.object);
    if (known.standing.get(id) !== undefined) continue;
    const thing = { kind: wider.counts, object: JSON.stringify([lineage, wider.object]) };
    await deps.renown.use(cluster, thing, edge.id);
    const users = (await deps.renown.users(cluster, [thing])).get(renownedKey(thing)) ?? [];
    if (users.length < Math.min(wider.enough, renownLimits[thing.kind])) continue;
    const [first] = lessons;
    if (first === undefined) continue;
    added += await addAll([{ ...first, id, kind: wider.kind, object: wider.object, label: wider.label, since: version }], undefined, deps);
  }
  return added;
} // prettier-ignore
