import { type Baseline, baselineFor, initialBaseline } from '../../core/baseline.ts';
import type { Edge } from '../../core/edge.ts';
import type { Finding } from '../../core/finding.ts';
import { digest } from '../../core/hash.ts';
import type { ClusterId } from '../../core/ids.ts';
import type { Intelligence } from '../../core/intelligence.ts';
import { judgeEdge } from '../../core/judge.ts';
import type { BaselineStore, EdgeStore, RenownStore, WorkloadStore } from '../../core/ports.ts';
import { type TellDeps, tellFindings } from '../tell-findings.ts';
import { acquaintanceWith } from './familiarity.ts';
import { learnFrom } from './learning.ts';

export interface DetectDeps extends TellDeps {
  readonly workloads: Pick<WorkloadStore, 'find'>;
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
  const deps = { ...given, workloads: readOnce(given.workloads) };
  const states = new Map<ClusterId, Baseline>();
  const found: Finding[] = [];
  for (const edge of edges) {
    const state = states.get(edge.cluster) ?? (await stateOf(edge.cluster, deps));
    states.set(edge.cluster, state);
    found.push(...(await judge(edge, state, deps)));
  }
  await tellFindings(found, deps);
}

/** The edges of one call begin and end at few workloads, which judging does not change. */
function readOnce(workloads: DetectDeps['workloads']): DetectDeps['workloads'] {
  const read = new Map<string, ReturnType<WorkloadStore['find']>>();
  return {
    find(cluster, lineage) {
      const key = `${cluster} ${lineage}`;
      const known = read.get(key) ?? workloads.find(cluster, lineage);
      read.set(key, known);
      return known;
    },
  };
}

/** A cluster without a state was never touched by a person: it learns. */
export async function stateOf(cluster: ClusterId, deps: DetectDeps): Promise<Baseline> {
  return (
    (await deps.baseline.state(cluster)) ?? initialBaseline(cluster, new Date(deps.now()).toISOString(), 'plumbline')
  );
}

export async function judge(edge: Edge, state: Baseline, deps: DetectDeps): Promise<readonly Finding[]> {
  const { source, cluster } = edge;
  await rememberFront(edge, state, deps);
  const lineage = source.kind === 'workload' ? source.lineage : undefined;
  const baseline = baselineFor(state, source.kind === 'workload' ? source : undefined);
  const workload = lineage && (await deps.workloads.find(cluster, lineage));
  const known = await acquaintanceWith(edge, baseline, workload, deps);
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

/** Who is reached from the internet is asked for when he calls out, and when a way to him is opened. */
async function rememberFront({ cluster, source, destination, firstSeen }: Edge, { mode, learnedUntil }: Baseline, { renown }: DetectDeps): Promise<void> {
  if (source.kind !== 'internet' || destination.kind !== 'workload') return;
  const object = destination.lineage;
  await renown.use(cluster, { kind: 'front', object }, digest('internet'));
  const before = mode === 'learning' || (learnedUntil !== undefined && Date.parse(firstSeen) < Date.parse(learnedUntil));
  if (before) await renown.use(cluster, { kind: 'front-before', object }, digest('internet'));
} // prettier-ignore
