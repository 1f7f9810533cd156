import { type Baseline, baselineFor, factId } from '../../core/baseline.ts';
import { deedBehind } from '../../core/chain.ts';
import type { Finding } from '../../core/finding.ts';
import type { Intelligence } from '../../core/intelligence.ts';
import type { AuditEvent } from '../../core/inventory/audit-event.ts';
import { type Exposure, exposureObject } from '../../core/inventory/exposure.ts';
import { type ExposureContext, judgeExposure, lineageOfExposure } from '../../core/judge-exposure.ts';
import type { AuditEventStore, ClusterPartStore, ExposureStore } from '../../core/ports/clusters.ts';
import type { WorkloadStore } from '../../core/ports/graph.ts';
import type { BaselineStore, RenownStore } from '../../core/ports/judgement.ts';
import type { Clock } from '../../core/ports/runtime.ts';
import { renownedKey } from '../../core/renown.ts';

export interface ExposureDeps {
  readonly workloads: Pick<WorkloadStore, 'find'>;
  readonly baseline: Pick<BaselineStore, 'standing'>;
  readonly renown: Pick<RenownStore, 'users'>;
  readonly events: Pick<AuditEventStore, 'ofNamespace'>;
  readonly parts: Pick<ClusterPartStore, 'find'>;
  readonly exposures: Pick<ExposureStore, 'ofCluster'>;
  readonly intelligence: Intelligence;
  readonly now: Clock;
}

/** The audit log comes within this. Until then nobody can say that nobody of the house opened a way; sweep asks again. */
const auditWithinMs = 5 * 60_000;

/** The deviations of one way in from outside. */
export async function judgeWayIn(exposure: Exposure, state: Baseline, deps: ExposureDeps): Promise<readonly Finding[]> {
  if (exposure.goneAt !== undefined) return [];
  const { cluster, object } = exposure;
  const lineage = lineageOfExposure(exposure);
  const baseline = baselineFor(state, { lineage, namespace: exposure.workload?.namespace ?? object.namespace });
  const standing = await standingOf(exposure, baseline, deps);
  if (standing === 'known') return [];
  const context: ExposureContext = {
    baseline,
    intelligence: deps.intelligence,
    workload: await deps.workloads.find(cluster, lineage),
    standing,
    ...(await doerOf(exposure, deps)),
    ...(await pastOf(exposure, deps)),
  };
  const findings = judgeExposure(exposure, context);
  if (context.doer !== undefined || !(await isAuditOnItsWay(exposure, deps))) return findings;
  return findings.filter(({ reason }) => reason.startsWith('dashboard-'));
} // prettier-ignore

/** Whether the workload belongs here, whether the internet reached it before, and whether it was opened with a dashboard. */
async function pastOf(exposure: Exposure, deps: ExposureDeps): Promise<Pick<ExposureContext, 'openBefore' | 'leadsToDashboard' | 'settled'>> {
  const { cluster, id, workload, firstSeen } = exposure;
  const others = (await deps.exposures.ofCluster(cluster)).filter((other) => other.id !== id && other.goneAt === undefined && other.reach === 'internet');
  const leadsToDashboard = others.some((other) => other.dashboard !== undefined && other.firstSeen === firstSeen);
  if (workload === undefined) return { openBefore: false, leadsToDashboard, settled: false };
  const { lineage } = workload;
  const fact = factId(cluster, lineage, 'workload', lineage);
  const settled = (await deps.baseline.standing(cluster, lineage, [fact])).get(fact)?.kind === 'known';
  const front = { kind: 'front-before' as const, object: lineage };
  const reached = ((await deps.renown.users(cluster, [front])).get(renownedKey(front)) ?? []).length > 0;
  return { openBefore: reached || others.some((other) => other.workload?.lineage === lineage && other.firstSeen < firstSeen), leadsToDashboard, settled };
} // prettier-ignore

async function standingOf(exposure: Exposure, { learnedUntil }: Baseline, { baseline }: ExposureDeps): Promise<ExposureContext['standing']> {
  const { cluster, firstSeen } = exposure;
  const lineage = lineageOfExposure(exposure);
  const fact = factId(cluster, lineage, 'exposure', exposureObject(exposure));
  const there = (await baseline.standing(cluster, lineage, [fact])).get(fact)?.kind;
  if (there !== undefined) return there;
  return learnedUntil !== undefined && Date.parse(firstSeen) < Date.parse(learnedUntil) ? 'candidate' : 'new';
} // prettier-ignore

async function doerOf(exposure: Exposure, { events, renown }: ExposureDeps): Promise<Pick<ExposureContext, 'doer'>> {
  const { cluster, object, firstSeen } = exposure;
  const text = (at: number) => new Date(at).toISOString();
  const seen = Date.parse(firstSeen);
  const around = await events.ofNamespace(cluster, object.namespace, text(seen - 600_000), text(seen + 60_000));
  const deed: AuditEvent | undefined = deedBehind(exposure, around);
  if (deed === undefined) return {};
  const name = deed.as ?? deed.actor;
  const thing = { kind: 'creator' as const, object: name };
  const users = (await renown.users(cluster, [thing])).get(renownedKey(thing)) ?? [];
  return { doer: { name, knownHere: users.length > 0 } };
}

async function isAuditOnItsWay({ cluster, firstSeen }: Exposure, { parts, now }: ExposureDeps): Promise<boolean> {
  const audit = (await parts.find(cluster, 'audit'))?.value;
  if (audit?.state !== 'on' || now() - Date.parse(firstSeen) >= auditWithinMs) return false;
  return audit.newestAt === undefined || Date.parse(audit.newestAt) < Date.parse(firstSeen);
}
