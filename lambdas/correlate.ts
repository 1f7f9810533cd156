import { decideIncident } from '../core/decide-incident.ts';
import type { Finding } from '../core/finding.ts';
import type { ClusterId, FindingId, Lineage } from '../core/ids.ts';
import { type Incident, opensIncident } from '../core/incident.ts';
import { weightiest } from '../core/incident-content.ts';
import { isToldAlways } from '../core/incident-gravity.ts';
import { rootOfCreator } from '../core/incident-root.ts';
import { merge } from '../core/merge-incidents.ts';
import { isMuted } from '../core/mute.ts';
import type { FindingStore, IncidentStore, RenownStore } from '../core/ports/judgement.ts';
import type { Clock, Log, Meter } from '../core/ports/runtime.ts';
import type { Stored } from '../core/ports/stored.ts';
import { type Renowned, renownedKey } from '../core/renown.ts';
import { chainAround, type EvidenceDeps } from './chain-around.ts';
import { openIncidentOf } from './open-incident.ts';

export interface CorrelateDeps extends EvidenceDeps {
  readonly findings: FindingStore;
  readonly incidents: IncidentStore;
  readonly renown: Pick<RenownStore, 'users' | 'use'>;
  readonly now: Clock;
  readonly log: Log;
  readonly meter: Meter;
}

/** How often an incident is decided again because someone else wrote in between. */
const attempts = 8;

/**
 * The incident that findings of one lineage make, or make grow: with what else its lineage did, with what else a stranger
 * made, and with what others did at the same unpopular destination. `fresh`: those that were never stored before.
 */
export async function correlate(findings: readonly Finding[], fresh: ReadonlySet<FindingId>, cluster: ClusterId, lineage: Lineage, deps: CorrelateDeps): Promise<void> {
  // In learning and shadow only what is judged in every mode is told; the rest stays a record.
  if (!findings.some((finding) => finding.judgedWith.mode === 'enforcing' || isToldAlways(finding))) return;
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const root = await rootFor(findings, cluster, lineage, deps);
    const { latest, open } = await openIncidentOf(cluster, root, deps.incidents);
    const period = open?.value.period ?? (latest === undefined ? 0 : latest.value.period + 1);
    const now = new Date(deps.now()).toISOString();
    // What was too small to open one joins when it is opened, so that the order of arrival leaves no trace.
    const all = open === undefined ? [...(await deps.findings.ofLineage(cluster, lineage)), ...findings] : findings;
    const chain = await chainOfWorst([...(open?.value.findings ?? []), ...all], cluster, deps);
    const decision = decideIncident(all, { cluster, root, open: open?.value, period, before: latest?.value, chain, fresh, now });
    const incident = decision.kind === 'nothing' ? open?.value : decision.incident;
    if (incident === undefined) return;
    const meeting = await meetingOf(incident, all, deps);
    if (meeting.others.length > 0) {
      if ((await mergeAll({ value: incident, revision: open?.revision }, meeting, deps)) === 'stored') return;
      continue;
    }
    if (decision.kind !== 'nothing') {
      if ((await deps.incidents.put(incident, open?.revision)) === 'stale') continue;
      kept(incident, decision.reason, deps);
    }
    if ((await holdAll(meeting.free, incident, deps)) === 'stored') return;
  }
  throw new Error(`the incident of ${lineage} changed ${attempts} times while it was being written`);
} // prettier-ignore

function kept(
  { id, cluster, severity, classification }: Incident,
  reason: string,
  { log, meter }: CorrelateDeps,
): void {
  log.info('incident kept', { incident: id, cluster, severity, classification, reason });
  meter.count('detect.incidents', 1, reason);
}

/** The chain of an incident is that of its worst workload, so that it does not change with whoever spoke last. */
async function chainOfWorst(findings: readonly Finding[], cluster: ClusterId, deps: CorrelateDeps) {
  const subject = findings.some(opensIncident) ? weightiest(findings.filter(opensIncident)) : undefined;
  return subject && chainAround(findings, cluster, subject.lineage, deps);
}

/** An incident as it is to be written over what was read; without a revision where nothing was. */
interface Draft {
  readonly value: Incident;
  readonly revision: number | undefined;
}

/** Who else is found at the destinations of an incident. */
interface Meeting {
  readonly others: readonly { readonly destination: string; readonly incident: Stored<Incident> }[];
  /** Destinations that no open incident holds, with the revision of who held them last. */
  readonly free: readonly { readonly destination: string; readonly revision: number | undefined }[];
}

/** A muted incident takes nothing in: whoever muted it spoke of what was there. */
async function meetingOf(incident: Incident, findings: readonly Finding[], deps: CorrelateDeps): Promise<Meeting> {
  const { cluster, id } = incident;
  const isOpen = (one: Incident) => one.state === 'open' && !isMuted(one, deps.now());
  const others: Meeting['others'][number][] = [];
  const free: Meeting['free'][number][] = [];
  if (!isOpen(incident)) return { others, free };
  for (const destination of new Set(findings.flatMap((finding) => finding.destination ?? []))) {
    const holder = await deps.incidents.holder(cluster, destination);
    const there = holder && (await openIncidentOf(cluster, holder.value, deps.incidents)).open;
    if (there?.value.id === id) continue;
    if (there !== undefined && isOpen(there.value)) others.push({ destination, incident: there });
    else free.push({ destination, revision: holder?.revision });
  }
  return { others, free };
}

/** 'stale': somebody else held one of them meanwhile, who is to be met. */
async function holdAll(free: Meeting['free'], { cluster, root }: Incident, { incidents }: CorrelateDeps): Promise<'stored' | 'stale'> {
  for (const { destination, revision } of free) {
    if ((await incidents.hold(cluster, destination, root, revision)) === 'stale') return 'stale';
  }
  return 'stored';
} // prettier-ignore

/**
 * Makes one incident of those that meet. The whole is written first: whoever is cut short leaves what the parts hold in two
 * places, never in none, and the next try goes on.
 */
async function mergeAll(draft: Draft, { others, free }: Meeting, deps: CorrelateDeps): Promise<'stored' | 'stale'> {
  const drafts = new Map([draft, ...others.map(({ incident }): Draft => incident)].map((one) => [one.value.id, one]));
  const incidents = [...drafts.values()].map(({ value }) => value) as [Incident, ...Incident[]];
  const { destination } = others[0]!;
  const chain = await chainOfWorst(incidents.flatMap(({ findings }) => findings), draft.value.cluster, deps);
  const merging = { destination, chain, now: new Date(deps.now()).toISOString() };
  const { whole, parts } = merge(incidents, merging, draft.revision === undefined ? draft.value : undefined);
  for (const incident of [whole, ...parts]) {
    if ((await deps.incidents.put(incident, drafts.get(incident.id)?.revision)) === 'stale') return 'stale';
  }
  kept(whole, 'met-at-destination', deps);
  return holdAll(free, whole, deps);
} // prettier-ignore

/** The workload itself, or the stranger who made it and a few others; an incident of its own that is open stays what it is. */
async function rootFor(findings: readonly Finding[], cluster: ClusterId, lineage: Lineage, deps: CorrelateDeps): Promise<string> {
  const { creator } = (await deps.workloads.find(cluster, lineage)) ?? {};
  if (creator === undefined || (await openIncidentOf(cluster, lineage, deps.incidents)).open !== undefined) return lineage;
  const known: Renowned = { kind: 'creator', object: creator };
  const made: Renowned = { kind: 'made', object: creator };
  const users = await deps.renown.users(cluster, [known, made]);
  if ((users.get(renownedKey(known)) ?? []).length > 0) return lineage;
  const joined = (users.get(renownedKey(made)) ?? []).includes(lineage);
  if (!joined && !findings.some(({ kind }) => kind === 'new-workload')) return lineage;
  if (!joined && (await deps.renown.use(cluster, made, lineage)) === 'full') return lineage;
  return rootOfCreator(cluster, creator);
} // prettier-ignore
