import { type Baseline, baselineFor, initialBaseline } from '../../core/baseline.ts';
import { type Edge, isLookupOnly } from '../../core/edge.ts';
import type { Finding } from '../../core/finding.ts';
import { digest } from '../../core/hash.ts';
import type { ClusterId } from '../../core/ids.ts';
import type { Intelligence } from '../../core/intelligence.ts';
import { judgeEdge } from '../../core/judge.ts';
import type { EdgeStore, WorkloadStore } from '../../core/ports/graph.ts';
import type { BaselineStore, RenownStore } from '../../core/ports/judgement.ts';
import { swarmOf } from '../../core/swarm.ts';
import type { Workload } from '../../core/workload.ts';
import { readTogether } from '../read-together.ts';
import { type TellDeps, tellFindings } from '../tell-findings.ts';
import { type Acquaintance, acquaintanceWith, type FamiliarityDeps } from './familiarity.ts';
import { learnFrom } from './learning.ts';

export interface DetectDeps extends TellDeps {
  readonly workloads: Pick<WorkloadStore, 'find' | 'findAll'>;
  readonly baseline: BaselineStore;
  readonly edges: Pick<EdgeStore, 'find'>;
  readonly renown: RenownStore;
  readonly intelligence: Intelligence;
}

/**
 * Judges edges that are new or changed, teaches the baseline while it learns, and keeps incidents. Findings and facts
 * have ids of their content, so doing it twice changes nothing. Edges of one call are told in one notice.
 */
export async function detect(edges: readonly Edge[], given: DetectDeps): Promise<void> {
  const deps = readTogether(given);
  const states = await statesOf(edges, deps);
  await readAhead(edges, states, deps);
  const found: Finding[] = [];
  for (const edge of edges) found.push(...(await judge(edge, states(edge), deps)));
  await tellFindings(found, deps);
}

/** Gives the state of the cluster that something is of, one of those that were asked for. */
export type States = (of: { readonly cluster: ClusterId }) => Baseline;

/** A cluster without a state was never touched by a person: it learns. */
export async function statesOf(things: readonly { readonly cluster: ClusterId }[], { baseline, now }: DetectDeps): Promise<States> {
  const states = new Map<ClusterId, Baseline>();
  for (const cluster of new Set(things.map((thing) => thing.cluster))) states.set(cluster, (await baseline.state(cluster)) ?? initialBaseline(cluster, new Date(now()).toISOString(), 'plumbline'));
  return ({ cluster }) => states.get(cluster)!;
} // prettier-ignore

/** Asks about all of them in one moment, so that each, when its turn to be judged comes, finds its answers read. */
export async function readAhead(edges: readonly Edge[], states: States, deps: FamiliarityDeps): Promise<void> {
  await Promise.all(edges.map((edge) => meet(edge, states(edge), deps)));
}

export interface Met {
  readonly baseline: Baseline;
  readonly workload: Workload | undefined;
  readonly known: Acquaintance;
}

/** What is known of one edge: of its workload, and what judging and learning ask. */
export async function meet(edge: Edge, state: Baseline, deps: FamiliarityDeps): Promise<Met> {
  const source = edge.source.kind === 'workload' ? edge.source : undefined;
  const baseline = baselineFor(state, source);
  const workload = source && (await deps.workloads.find(edge.cluster, source.lineage));
  return { baseline, workload, known: await acquaintanceWith(edge, baseline, workload, deps) };
}

export async function judge(edge: Edge, state: Baseline, deps: DetectDeps): Promise<readonly Finding[]> {
  await rememberFront(edge, state, deps);
  const { baseline, workload, known } = await meet(edge, state, deps);
  await rememberSwarm(edge, baseline, deps);
  const { familiarity } = known;
  const judged = judgeEdge(edge, {
    baseline,
    intelligence: deps.intelligence,
    workload,
    familiarity,
    inherited: familiarity.ancestorKnows === true,
  });
  await learnFrom(edge, baseline, workload, judged, known, deps);
  return judged;
} // prettier-ignore

/** Addresses without a name are never learned; that there were many is remembered, so that the next of them wakes nobody. */
async function rememberSwarm(edge: Edge, baseline: Baseline, { renown }: DetectDeps): Promise<void> {
  const { cluster, source, destination, operations } = edge;
  if (source.kind !== 'workload' || destination.kind !== 'address' || isLookupOnly(edge)) return;
  if (!isWithinLearning(edge, baseline) || operations.some(({ app }) => app === 'mining')) return;
  for (const { thing, user } of swarmOf(edge, source.lineage, destination.address))
    await renown.use(cluster, thing, user);
}

/** Who is reached from the internet is asked for when he calls out, and when a way to him is opened. */
async function rememberFront(edge: Edge, baseline: Baseline, { renown }: DetectDeps): Promise<void> {
  const { cluster, source, destination } = edge;
  if (source.kind !== 'internet' || destination.kind !== 'workload') return;
  const object = destination.lineage;
  await renown.use(cluster, { kind: 'front', object }, digest('internet'));
  if (isWithinLearning(edge, baseline)) await renown.use(cluster, { kind: 'front-before', object }, digest('internet'));
} // prettier-ignore

function isWithinLearning({ firstSeen }: Edge, { mode, learnedUntil }: Baseline): boolean {
  return mode === 'learning' || (learnedUntil !== undefined && Date.parse(firstSeen) < Date.parse(learnedUntil));
}
