import { type Baseline, withLock, withMode, withOverride } from '../../core/baseline.ts';
import type { Finding } from '../../core/finding.ts';
import type { ClusterId } from '../../core/ids.ts';
import type { WorkloadStore } from '../../core/ports/graph.ts';
import type { FindingStore, IncidentStore } from '../../core/ports/judgement.ts';
import type { About, Act } from '../../core/scenario.ts';
import { workloadLabel } from '../../core/workload.ts';
import { mute } from '../../lambdas/api/incident-acts.ts';
import { review, type ReviewDeps } from '../../lambdas/review.ts';
import { isNamed, mentions } from './expectations.ts';

export interface ActDeps extends ReviewDeps {
  readonly findings: Pick<FindingStore, 'ofCluster'>;
  readonly incidents: IncidentStore;
  readonly workloads: WorkloadStore;
  /** What waits on the review list, as the findings that it would have been. */
  readonly candidates: (cluster: ClusterId) => Promise<readonly Finding[]>;
}

/** Carries out what a person does in a scenario. Undefined, or why nothing came of it. */
export async function carryOut(act: Act, cluster: ClusterId, deps: ActDeps): Promise<string | undefined> {
  const { baselines } = deps;
  if (act.mute !== undefined) return muteAll(act.mute, act, cluster, deps);
  const verb = act.accept ? 'accept' : act.reject ? 'reject' : undefined;
  const about = act.accept ?? act.reject;
  if (verb !== undefined && about !== undefined) {
    const meant = await meantBy(about, cluster, deps);
    if (meant.length === 0) return `there is nothing like that to ${verb}`;
    await review(cluster, verb, meant, { actor: act.by, reason: act.reason ?? 'as the scenario says' }, deps);
    return undefined;
  }
  const before = await baselines.state(cluster);
  if (before === undefined) throw new Error(`the cluster ${cluster} is not enrolled`);
  const after = await changed(before, act, new Date(deps.now()).toISOString(), deps);
  if (typeof after === 'string') return after;
  if (after !== before) await baselines.setState(after, before.version);
  return undefined;
}

async function muteAll(about: About, act: Act, cluster: ClusterId, deps: ActDeps): Promise<string | undefined> {
  const meant = (await deps.incidents.ofCluster(cluster)).filter(({ state, findings }) => state === 'open' && findings.some((finding) => mentions(finding, about)));
  if (meant.length === 0) return 'no open incident is like that';
  const until = new Date(deps.now() + (act.for ?? 0)).toISOString();
  for (const incident of meant) await mute(incident, until, { actor: act.by, reason: act.reason ?? 'as the scenario says' }, deps);
  return undefined;
} // prettier-ignore

async function changed(before: Baseline, act: Act, at: string, deps: ActDeps): Promise<Baseline | string> {
  if (act.lock !== undefined) return withLock(before, act.lock, act.by);
  const mode = act.mode === 'inherit' ? undefined : act.mode;
  if (act.namespace === undefined && act.workload === undefined) return mode === undefined ? before : withMode(before, mode, at, act.by);
  const workload = act.workload === undefined ? undefined : (await deps.workloads.ofCluster(before.cluster)).find((one) => isNamed(workloadLabel(one), act.workload!));
  if (act.workload !== undefined && workload === undefined) return `nobody has seen ${act.workload} yet`;
  const scope = workload === undefined ? { namespace: act.namespace } : { lineage: workload.lineage };
  const after = withOverride(before, scope, mode, at, act.by);
  return after === 'too-many' ? 'there are too many modes of their own' : after;
} // prettier-ignore

async function meantBy(about: About, cluster: ClusterId, deps: ActDeps): Promise<Finding[]> {
  const candidates = about.candidates ? await deps.candidates(cluster) : [];
  const all = [...(await deps.findings.ofCluster(cluster)), ...candidates];
  return [...new Map(all.filter((finding) => mentions(finding, about)).map((finding) => [finding.id, finding])).values()];
} // prettier-ignore
