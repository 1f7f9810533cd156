import type { Baseline } from '../core/baseline.ts';
import { EdgeIndex, notIn } from '../core/baseline-diff.ts';
import type { Candidate } from '../core/candidate.ts';
import { deviations } from '../core/deviation.ts';
import { type Edge, isLookupOnly } from '../core/edge.ts';
import type { Finding } from '../core/finding.ts';
import type { ClusterId, Lineage } from '../core/ids.ts';
import type { Intelligence } from '../core/intelligence.ts';
import { judgeEdge } from '../core/judge.ts';
import { whyNotLearned } from '../core/learn.ts';
import type { EdgeStore, WorkloadStore } from '../core/ports/graph.ts';
import type { BaselineStore } from '../core/ports/judgement.ts';
import { probationMs } from '../core/probation.ts';
import { candidateOf, type ReviewList, reviewListOf } from '../core/suspicion.ts';
import type { Workload } from '../core/workload.ts';
import { meet, readAhead } from './detect/detect.ts';
import type { Acquaintance, FamiliarityDeps } from './detect/familiarity.ts';
import { type LearningDeps, teach } from './detect/learning.ts';
import { readTogether } from './read-together.ts';

export interface SettleLearningDeps extends Omit<FamiliarityDeps, 'renown' | 'baseline'>, LearningDeps {
  readonly baseline: BaselineStore;
  readonly edges: Pick<EdgeStore, 'ofCluster' | 'find'>;
  readonly workloads: Pick<WorkloadStore, 'find' | 'findAll'>;
  readonly intelligence: Intelligence;
}

/** An edge that is in no baseline, with all that is known of it. */
interface Unlearned {
  readonly edge: Edge;
  readonly lineage: Lineage;
  readonly state: Baseline;
  readonly workload: Workload | undefined;
  readonly known: Acquaintance;
  /** What judging finds, as if learning had been over. */
  readonly findings: readonly Finding[];
  /** What it was read from, which teaching writes to. */
  readonly deps: SettleLearningDeps;
}

/**
 * What the stream cannot teach, because the edge itself does not change any more: a second workload came to use its name,
 * its incident was closed, its workload's probation is over. Run by sweep once a day, and when learning has just ended. Gives
 * how many facts were added; once more, none.
 */
export async function settleLearning(cluster: ClusterId, given: SettleLearningDeps): Promise<number> {
  let added = 0;
  for await (const { edge, lineage, state, workload, known, findings, deps } of unlearned(cluster, given)) {
    if (state.locked === true) continue;
    const open = state.mode === 'learning' || (hasJustEnded(state, deps.now()) && wasSeenWhileLearning(edge, state));
    if (!open && !hasPassedProbation(workload, state, known, deps.now())) continue;
    added += await teach(edge, lineage, state.version, { workload, findings, known }, deps);
  }
  return added;
}

/** For so long after learning has ended, what it saw is settled once more: whoever ended it (the API) does not. Milliseconds. */
const settlingMs = 20 * 60_000;

function hasJustEnded({ learnedUntil }: Pick<Baseline, 'learnedUntil'>, now: number): boolean {
  return learnedUntil !== undefined && now - Date.parse(learnedUntil) < settlingMs;
}

/** Born after learning by a creator and with images that are known here, a week ago, and never in an incident that is open. */
function hasPassedProbation(workload: Workload | undefined, { learnedUntil }: Baseline, { familiarity }: Acquaintance, now: number): boolean {
  if (workload === undefined || learnedUntil === undefined) return false;
  const born = Date.parse(workload.createdAt);
  const fromUsualPipeline = familiarity.creatorKnownHere === true && familiarity.imagesKnownHere === true;
  return born >= Date.parse(learnedUntil) && now >= born + probationMs && fromUsualPipeline;
} // prettier-ignore

/** What learning saw and did not learn: it pages nobody and waits for a person, the most suspicious first. */
export async function reviewList(cluster: ClusterId, deps: SettleLearningDeps): Promise<ReviewList> {
  const candidates: Candidate[] = [];
  for await (const { edge, state, workload, known, findings } of unlearned(cluster, deps)) {
    if (!wasSeenWhileLearning(edge, state) || known.familiarity.edge === 'rejected') continue;
    const threatened = findings.some(({ kind }) => deviations[kind].always);
    const reason = whyNotLearned(edge, { workload, threatened, openIncident: false, otherUsers: known.otherUsers, now: deps.now() });
    const finding = findings.find((one) => one.edge === edge.id && one.kind !== 'new-workload');
    // What is only missing because its incident was open, or because the list of domains was full, is said so.
    if (finding !== undefined) candidates.push(candidateOf(finding, edge, reason ?? 'too-many', known.familiarity, workload, deps.now()));
  }
  return reviewListOf(candidates);
} // prettier-ignore

function wasSeenWhileLearning(edge: Edge, { mode, learnedUntil }: Baseline): boolean {
  return mode === 'learning' || (learnedUntil !== undefined && Date.parse(edge.firstSeen) < Date.parse(learnedUntil));
}

/** So many edges are asked about together, and what was read of them is held no longer. */
const readAtOnce = 100;

async function* unlearned(cluster: ClusterId, given: SettleLearningDeps): AsyncGenerator<Unlearned> {
  const state = await given.baseline.state(cluster);
  if (state === undefined) return;
  const facts = (await given.baseline.facts(cluster)).filter(
    ({ kind, object }) => kind === 'edge' && /^[0-9a-f]{32}$/.test(object),
  );
  const index = new EdgeIndex(facts.length);
  // An edge's id holds its source, so that it is known to its own workload alone.
  for (const { object } of facts) index.add(object);
  const asked = [...notIn(index, await given.edges.ofCluster(cluster))].filter((edge) => edge.source.kind === 'workload' && !isLookupOnly(edge)); // prettier-ignore
  for (let at = 0; at < asked.length; at += readAtOnce) {
    const deps = readTogether(given);
    const edges = asked.slice(at, at + readAtOnce);
    await readAhead(edges, () => state, deps);
    for (const edge of edges) {
      const { baseline, workload, known } = await meet(edge, state, deps);
      if (edge.source.kind !== 'workload' || known.familiarity.edge === 'known' || known.familiarity.edge === 'generalised') continue; // prettier-ignore
      const findings = judgedAsNew(edge, baseline, workload, known, deps.intelligence);
      yield { edge, lineage: edge.source.lineage, state: baseline, workload, known, findings, deps };
    }
  }
}

/** Judged as if it came today, by a workload that was there all along: the same finding that it would be then. */
function judgedAsNew(edge: Edge, baseline: Baseline, workload: Workload | undefined, { familiarity }: Acquaintance, intelligence: Intelligence): Finding[] {
  const past = { ...baseline, mode: 'enforcing' as const, learnedUntil: '1970-01-01T00:00:00.000Z' };
  const findings = judgeEdge(edge, {
    baseline: past,
    intelligence,
    workload,
    familiarity: { ...familiarity, workload: 'known', edge: 'new' },
  });
  return findings.map((finding) => ({ ...finding, judgedWith: { ...finding.judgedWith, mode: baseline.mode } }));
} // prettier-ignore
