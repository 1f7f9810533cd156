import { acceptFinding, type Decision, rejectFinding } from '../core/accept.ts';
import { type Baseline, initialBaseline } from '../core/baseline.ts';
import type { Edge } from '../core/edge.ts';
import type { Finding } from '../core/finding.ts';
import type { ClusterId, EdgeId, Lineage } from '../core/ids.ts';
import type { AuditStore } from '../core/ports/clusters.ts';
import type { EdgeStore, WorkloadStore } from '../core/ports/graph.ts';
import type { BaselineStore } from '../core/ports/judgement.ts';
import type { Clock, Log } from '../core/ports/runtime.ts';

export interface ReviewDeps {
  readonly baselines: BaselineStore;
  readonly edges: Pick<EdgeStore, 'find'>;
  readonly workloads: Pick<WorkloadStore, 'find'>;
  readonly audit: AuditStore;
  readonly now: Clock;
  readonly log: Log;
}

export type Verb = 'accept' | 'reject';

/** Who decides, and why: shown for as long as what was decided holds. */
export interface Reviewer {
  readonly actor: string;
  readonly reason: string;
}

/** How often a decision is made again because someone else changed the baseline in between. */
const attempts = 8;

/**
 * What a person says of findings or candidates of one cluster: one version of the baseline, one entry of the audit. Accepted
 * is known from now on; rejected is never learned again, and no longer known where it was. The same decision twice is two
 * versions that hold the same.
 */
export async function review(cluster: ClusterId, verb: Verb, findings: readonly Finding[], by: Reviewer, deps: ReviewDeps): Promise<Baseline> {
  const at = new Date(deps.now()).toISOString();
  const contexts = await contextsOf(cluster, findings, deps);
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const stored = await deps.baselines.state(cluster);
    const before = stored ?? initialBaseline(cluster, at, by.actor);
    const version = before.version + 1;
    // Facts first: who reads the new version must find what it holds.
    const removed = await write(verb, findings, { ...by, at, version }, contexts, deps);
    const after = { ...before, version, changedBy: by.actor };
    if ((await deps.baselines.setState(after, stored?.version)) === 'stale') continue;
    const text = `${verb} ${findings.length === 1 ? findings[0]?.label : `${findings.length} findings`}: ${by.reason}`.slice(0, 700).toWellFormed();
    await deps.baselines.keepVersion({ cluster, version, at, by: by.actor, what: verb, text, removed });
    await deps.audit.append({ cluster, at, actor: by.actor, action: `finding-${verb}ed`, detail: text });
    deps.log.info('findings reviewed', { cluster, verb, actor: by.actor, findings: findings.length, version });
    return after;
  }
  throw new Error(`the baseline of ${cluster} changed ${attempts} times while a decision was being written`);
} // prettier-ignore

interface Contexts {
  readonly edges: ReadonlyMap<EdgeId, { readonly value: Edge }>;
  readonly workloads: ReadonlyMap<Lineage, Awaited<ReturnType<WorkloadStore['find']>>>;
}

async function contextsOf(cluster: ClusterId, findings: readonly Finding[], deps: ReviewDeps): Promise<Contexts> {
  const asked = findings.flatMap(({ edge, lineage }) =>
    edge === undefined
      ? []
      : [{ id: edge, cluster, source: { kind: 'workload' as const, lineage, namespace: '', workload: '', name: '' } }],
  );
  const lineages = [...new Set(findings.map(({ lineage }) => lineage))];
  const workloads = new Map<Lineage, Awaited<ReturnType<WorkloadStore['find']>>>();
  for (const lineage of lineages) workloads.set(lineage, await deps.workloads.find(cluster, lineage));
  return { edges: await deps.edges.find(asked), workloads };
}

/** The facts that held until now and do no longer. */
async function write(verb: Verb, findings: readonly Finding[], decision: Decision, { edges, workloads }: Contexts, { baselines }: ReviewDeps) {
  const removed = [];
  for (const finding of findings) {
    const context = { edge: finding.edge && edges.get(finding.edge)?.value, workload: workloads.get(finding.lineage) };
    const facts = verb === 'accept' ? acceptFinding(finding, decision, context) : [];
    const rejections = verb === 'reject' ? rejectFinding(finding, decision, context) : [];
    const standing = await baselines.standing(finding.cluster, finding.lineage, [...facts, ...rejections].map(({ id }) => id));
    for (const one of standing.values()) if (one.kind === 'known') removed.push(one.fact);
    for (const fact of facts) await baselines.accept(fact);
    for (const rejection of rejections) await baselines.reject(rejection);
  }
  return removed.slice(0, 200);
} // prettier-ignore
