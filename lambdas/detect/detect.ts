import { baselineFor, initialBaseline, factId, type Baseline } from '../../core/baseline.ts';
import { deviations, isAtLeast } from '../../core/deviation.ts';
import type { Edge } from '../../core/edge.ts';
import { unfamiliar } from '../../core/familiarity.ts';
import type { Finding } from '../../core/finding.ts';
import type { ClusterId, Lineage } from '../../core/ids.ts';
import { decideIncident } from '../../core/incident.ts';
import type { Intelligence } from '../../core/intelligence.ts';
import { judgeEdge } from '../../core/judge.ts';
import { lessonsOf } from '../../core/learn.ts';
import type { BaselineStore, Clock, FindingStore, IncidentStore, Log, Meter, WorkloadStore } from '../../core/ports.ts';

export interface DetectDeps {
  readonly workloads: WorkloadStore;
  readonly baseline: BaselineStore;
  readonly findings: FindingStore;
  readonly incidents: IncidentStore;
  readonly intelligence: Intelligence;
  readonly now: Clock;
  readonly log: Log;
  readonly meter: Meter;
}

/** How often an incident is decided again because someone else wrote in between. */
const attempts = 8;

/**
 * Judges edges that are new or changed, teaches the baseline while it learns, and keeps incidents. Findings and facts
 * have ids of their content, so doing it twice changes nothing. Edges of one call are told in one notice.
 */
export async function detect(edges: readonly Edge[], deps: DetectDeps): Promise<void> {
  const states = new Map<ClusterId, Baseline>();
  const byRoot = new Map<string, Finding[]>();
  for (const edge of edges) {
    const state = states.get(edge.cluster) ?? (await stateOf(edge.cluster, deps));
    states.set(edge.cluster, state);
    for (const finding of await judge(edge, state, deps)) {
      const root = JSON.stringify([finding.cluster, finding.lineage]);
      byRoot.set(root, [...(byRoot.get(root) ?? []), finding]);
    }
  }
  for (const findings of byRoot.values()) {
    const [{ cluster, lineage }] = findings as [Finding, ...Finding[]];
    await correlate(findings, cluster, lineage, deps);
  }
}

/** A cluster without a state was never touched by a person: it learns. */
async function stateOf(cluster: ClusterId, deps: DetectDeps): Promise<Baseline> {
  return (
    (await deps.baseline.state(cluster)) ?? initialBaseline(cluster, new Date(deps.now()).toISOString(), 'plumbline')
  );
}

async function judge(edge: Edge, state: Baseline, deps: DetectDeps): Promise<readonly Finding[]> {
  const { source, cluster } = edge;
  const lineage = source.kind === 'workload' ? source.lineage : undefined;
  const baseline = baselineFor(state, source.kind === 'workload' ? source : undefined);
  const workload = lineage && (await deps.workloads.find(cluster, lineage));
  const workloadFact = lineage && factId(cluster, lineage, 'workload', lineage);
  const edgeFact = lineage && factId(cluster, lineage, 'edge', edge.id);
  const asked = workloadFact && edgeFact ? [workloadFact, edgeFact] : [];
  const known = lineage && baseline.mode !== 'learning' ? await deps.baseline.known(cluster, lineage, asked) : new Set();
  const judged = judgeEdge(edge, {
    baseline,
    intelligence: deps.intelligence,
    workload,
    knownWorkload: workloadFact !== undefined && known.has(workloadFact),
    knownEdge: edgeFact !== undefined && known.has(edgeFact),
    familiarity: unfamiliar,
  });
  const findings = await notAccepted(judged, deps);
  for (const fact of lessonsOf(edge, workload, baseline, judged.length > 0, new Date(deps.now()).toISOString())) {
    if ((await deps.baseline.add(fact)) === 'stored') deps.meter.count('detect.learned', 1, fact.kind);
  }
  for (const finding of findings) await keep(finding, deps);
  return findings;
} // prettier-ignore

/** Without what a person accepted as it is, at the severity that it had then: a graver one is told again. */
async function notAccepted(findings: readonly Finding[], { baseline }: DetectDeps): Promise<readonly Finding[]> {
  const [first] = findings;
  if (first === undefined) return findings;
  const { cluster, lineage } = first;
  const exception = ({ id }: Finding) => factId(cluster, lineage, 'exception', id);
  const standing = await baseline.standing(cluster, lineage, findings.map(exception));
  return findings.filter((finding) => {
    const there = standing.get(exception(finding));
    return there?.kind !== 'known' || there.fact.upTo === undefined || !isAtLeast(there.fact.upTo, finding.severity);
  });
} // prettier-ignore

async function keep(finding: Finding, deps: DetectDeps): Promise<void> {
  const result = await deps.findings.put(finding, new Date(deps.now()).toISOString());
  if (result === 'known') return;
  const { id, cluster, kind, severity, reason } = finding;
  deps.log.info('deviation found', { finding: id, cluster, kind, severity, reason });
  deps.meter.count('detect.findings', 1, reason);
}

async function correlate(findings: readonly Finding[], cluster: ClusterId, root: Lineage, deps: DetectDeps): Promise<void> {
  // In learning and shadow only what is judged in every mode is told; the rest stays a record.
  if (!findings.some((finding) => finding.judgedWith.mode === 'enforcing' || deviations[finding.kind].always)) return;
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const latest = await deps.incidents.latest(cluster, root);
    const open = latest?.value.state === 'open' ? latest : undefined;
    const period = open?.value.period ?? (latest === undefined ? 0 : latest.value.period + 1);
    const now = new Date(deps.now()).toISOString();
    // What was too small to open one joins when it is opened, so that the order of arrival leaves no trace.
    const all = open === undefined ? [...(await deps.findings.ofLineage(cluster, root)), ...findings] : findings;
    const decision = decideIncident(all, { cluster, root, open: open?.value, period, now });
    if (decision.kind === 'nothing') return;
    if ((await deps.incidents.put(decision.incident, open?.revision)) === 'stale') continue;
    const { id, severity, classification } = decision.incident;
    deps.log.info('incident kept', { incident: id, cluster, severity, classification, reason: decision.reason });
    deps.meter.count('detect.incidents', 1, decision.reason);
    return;
  }
  throw new Error(`the incident of ${root} changed ${attempts} times while it was being written`);
} // prettier-ignore
