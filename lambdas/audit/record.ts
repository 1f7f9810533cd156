import type { AuditCoverage, AuditEvent, AuditGap } from '../../core/inventory/audit-event.ts';
import { isControlPlane, succeeded } from '../../core/inventory/audit-event.ts';
import type { ClusterId } from '../../core/ids.ts';
import type { AuditEventStore, ClusterPartStore, TraitsStore } from '../../core/ports/clusters.ts';
import type { WorkloadStore } from '../../core/ports/graph.ts';
import type { Clock, Log, Meter } from '../../core/ports/runtime.ts';
import { lineageFrom } from '../../core/workload.ts';

export interface RecordDeps {
  readonly events: AuditEventStore;
  readonly parts: ClusterPartStore;
  readonly workloads: WorkloadStore;
  readonly traits: Pick<TraitsStore, 'find'>;
  /** A stretch of so many milliseconds without any record is a gap: Kubernetes writes all the time. @default 10 minutes */
  readonly gapAfterMs?: number;
  readonly now: Clock;
  readonly log: Log;
  readonly meter: Meter;
}

/**
 * Keeps what was done to a cluster's API, says who made the workloads that are known, and how whole the log is. Safe to
 * repeat: an event has Kubernetes' own id. `newestAt`: of all records that came, also of those that say nothing of interest.
 */
export async function recordAudit(cluster: ClusterId, events: readonly AuditEvent[], newestAt: string, deps: RecordDeps): Promise<void> {
  for (const event of events) {
    if ((await deps.events.append(await withAdded(event, deps))) === 'known') continue;
    deps.meter.count('audit.events', 1, event.subresource ?? event.verb);
    await nameCreator(event, deps);
  }
  await keepCoverage(cluster, newestAt, deps);
} // prettier-ignore

/** Which containers of a template are new, held against what was there at the last look. */
async function withAdded(event: AuditEvent, { traits }: RecordDeps): Promise<AuditEvent> {
  const { uid, cluster, change } = event;
  if (change?.containers === undefined || change.added !== undefined || uid === undefined || event.verb === 'create') return event;
  const known = await traits.find(cluster, lineageFrom(cluster, uid));
  // A look that is younger than the event has seen the new template already, and tells nothing of the old one.
  if (known === undefined || Date.parse(known.asOf) >= Date.parse(event.at)) return event;
  const before = new Set(known.containers.map(({ name, image }) => JSON.stringify([name, image])));
  const names = new Set(known.containers.map(({ name }) => name));
  const added = change.containers.filter(({ name, image }) => !names.has(name) && !before.has(JSON.stringify([name, image])));
  return { ...event, change: { ...change, added } };
} // prettier-ignore

/** Whoever created an object made the workload that it is. Controllers make what an object of somebody else says. */
async function nameCreator(event: AuditEvent, deps: RecordDeps): Promise<void> {
  const { cluster, uid, verb, actor, subresource } = event;
  if (verb !== 'create' || subresource !== undefined || uid === undefined || !succeeded(event) || isControlPlane(actor)) return; // prettier-ignore
  const named = await deps.workloads.nameCreator(cluster, lineageFrom(cluster, uid), event.as ?? actor, event.receivedAt); // prettier-ignore
  if (named === 'stored') deps.log.info('a creator is known now', { cluster, namespace: event.namespace, name: event.name }); // prettier-ignore
}

const gapMs = 10 * 60_000;

async function keepCoverage(
  cluster: ClusterId,
  newestAt: string,
  { parts, now, log, gapAfterMs }: RecordDeps,
): Promise<void> {
  const receivedAt = new Date(now()).toISOString();
  for (let attempt = 1; attempt <= 3; attempt++) {
    const stored = await parts.find(cluster, 'audit');
    const next = coverageAfter(stored?.value, cluster, newestAt, receivedAt, gapAfterMs);
    // Once a minute is enough: records come by the second.
    if (stored !== undefined && next.gaps.length === stored.value.gaps.length && Date.parse(receivedAt) - Date.parse(stored.value.receivedAt ?? '1970-01-01T00:00:00Z') < 60_000) return; // prettier-ignore
    if ((await parts.put('audit', next, stored?.revision)) === 'stored') return;
  }
  log.warn('how whole the audit log is could not be written', { cluster });
}

export function coverageAfter(before: AuditCoverage | undefined, cluster: ClusterId, newestAt: string, receivedAt: string, gapAfterMs = gapMs): AuditCoverage {
  const newest = [before?.newestAt, newestAt].filter((at) => at !== undefined).toSorted((a, b) => Date.parse(a) - Date.parse(b)).at(-1)!;
  const gaps: AuditGap[] = [...(before?.gaps ?? [])];
  const silence = before?.newestAt === undefined ? 0 : Date.parse(newestAt) - Date.parse(before.newestAt);
  if (before?.newestAt !== undefined && silence > gapAfterMs) gaps.push({ from: before.newestAt, to: newestAt, why: 'silent' });
  const late = Date.parse(receivedAt) - Date.parse(newestAt);
  if (late > gapAfterMs && gaps.at(-1)?.to !== newestAt) gaps.push({ from: newestAt, to: receivedAt, why: 'late' });
  return { cluster, state: 'on', newestAt: newest, receivedAt, gaps: gaps.slice(-100) };
} // prettier-ignore
