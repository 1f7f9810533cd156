import type { Chain } from './chain.ts';
import { Finding } from './finding.ts';
import type * as ids from './ids.ts';
import { type Incident, incidentId, opensIncident } from './incident.ts';
import { bounded, joined, summed, unionOf, worstHundred } from './incident-content.ts';
import { breaksMute, isMining, isMuted } from './mute.ts';

export type IncidentDecision =
  | { readonly kind: 'open'; readonly incident: Incident; readonly reason: 'finding-opens' }
  | { readonly kind: 'grow'; readonly incident: Incident; readonly reason: 'finding-joined' | 'escalated' }
  | { readonly kind: 'nothing'; readonly reason: 'already-known' | 'below-threshold' };

export interface Situation {
  readonly cluster: ids.ClusterId;
  readonly root: string;
  /** The open incident of this root, if any, and how often one was closed before. */
  readonly open: Incident | undefined;
  readonly period: number;
  /** The incident of this root that was closed last: a mute of it outlives it. */
  readonly before?: Incident | undefined;
  /** What is known of who made and changed the workload. */
  readonly chain?: Chain | undefined;
  /** Which of the findings were never stored before: told once more, what does not fit is not counted again. @default not known: then only the most that came at once counts */
  readonly fresh?: ReadonlySet<ids.FindingId> | undefined;
  /** RFC 3339: when it is decided. */
  readonly now: string;
}

/** What these findings of one correlation root do: open an incident, make one grow, or nothing that is to be told. */
export function decideIncident(found: readonly Finding[], situation: Situation): IncidentDecision {
  const { open, now } = situation;
  // Findings are compared by their spelling: one that was stored and one just judged must have their fields in one order.
  const findings = found.map((finding) => Finding.parse(finding));
  if (open === undefined) {
    if (!findings.some(opensIncident)) return { kind: 'nothing', reason: 'below-threshold' };
    return { kind: 'open', reason: 'finding-opens', incident: mutedAsBefore(opened(findings, situation), situation) };
  }
  const incident = unmutedByMining(grown(open, findings, situation), open, situation);
  if (incident === undefined) return { kind: 'nothing', reason: 'already-known' };
  if (isEscalated(incident, open)) return { kind: 'grow', incident: told(incident), reason: 'escalated' };
  return { kind: 'grow', incident: untold(incident, open, now), reason: 'finding-joined' };
}

/** It became worse, or one more of its workloads mines. */
export function isEscalated(incident: Incident, before: Incident): boolean {
  if (incident.severity !== before.severity || incident.verdict !== before.verdict || incident.muted !== before.muted) return true; // prettier-ignore
  const mined = minersIn(before);
  return [...minersIn(incident)].some((miner) => !mined.has(miner));
}

const minersIn = ({ findings }: Incident) => new Set(findings.filter(isMining).map(({ lineage }) => lineage));

/** Everything in it is told with this version. */
export function told({ untoldSince: _none, ...incident }: Incident): Incident {
  return incident;
}

/** What changes neither severity nor class is kept inside, and wakes nobody by itself: it is told hours later, all at once. */
export function untold(incident: Incident, before: Incident, now: string): Incident {
  const known = new Set(before.findings.map(({ id }) => id));
  const news = incident.findings.some(({ id, verdict }) => verdict === 'alert' && !known.has(id));
  const since = before.untoldSince ?? (news ? now : undefined);
  return { ...incident, version: before.version, announcedVersion: before.announcedVersion, ...(since && { untoldSince: since }) }; // prettier-ignore
}

/** A root that is muted stays so when its incident was closed and opens again, but for mining that was not there. */
function mutedAsBefore(incident: Incident, { before, now }: Situation): Incident {
  const { muted } = before ?? {};
  if (before === undefined || muted === undefined || !isMuted(before, Date.parse(now))) return incident;
  if (breaksMute(incident.findings, before.findings)) return incident;
  return { ...incident, muted, timeline: bounded([...incident.timeline, { at: now, what: 'muted', text: `still muted by ${muted.by}: ${muted.reason}` }]) }; // prettier-ignore
}

function unmutedByMining(incident: Incident | undefined, open: Incident, { now }: Situation): Incident | undefined {
  if (incident === undefined || !isMuted(open, Date.parse(now)) || !breaksMute(incident.findings, open.findings)) return incident;
  const { muted: _no, ...rest } = incident;
  return { ...rest, timeline: bounded([...incident.timeline, { at: now, what: 'unmuted', text: 'mining came after it was muted' }]) };
} // prettier-ignore

function opened(findings: readonly Finding[], { cluster, root, period, now, chain, before }: Situation): Incident {
  const all = unionOf(findings);
  const kept = worstHundred(all.values());
  const [first] = kept;
  if (first === undefined) throw new Error('an incident needs a finding');
  const start = { at: now, what: 'opened' as const, text: `opened by ${kept.find(opensIncident)?.kind}${again(before)}`.slice(0, 700) }; // prettier-ignore
  return summed({
    id: incidentId(cluster, root, period),
    cluster,
    root,
    period,
    state: 'open',
    verdict: 'alert',
    classification: 'deviation',
    severity: 'low',
    workload: first.workload,
    lineage: first.lineage,
    findings: kept,
    moreFindings: all.size - kept.length,
    techniques: [],
    ...(chain && { chain }),
    timeline: [...kept.map(joined), start],
    openedAt: now,
    updatedAt: now,
    version: 1,
    announcedVersion: 0,
  });
}

/** Somebody thought that it was over, and why. */
function again(before: Incident | undefined): string {
  const { closed, into } = before ?? {};
  if (into !== undefined) return ` again: before, it was part of incident ${into.id}`;
  return closed === undefined ? '' : ` again: closed at ${closed.at} by ${closed.by}, who said: ${closed.reason}`;
}

/** Undefined: there was nothing in it that the incident did not hold already. */
function grown(
  incident: Incident,
  findings: readonly Finding[],
  { now, chain = incident.chain, fresh }: Situation,
): Incident | undefined {
  const known = new Map(incident.findings.map((finding) => [finding.id, finding]));
  const all = unionOf([...incident.findings, ...findings]);
  const kept = worstHundred(all.values());
  const news = kept.filter((finding) => isNews(finding, known.get(finding.id)));
  const moreFindings = outside(incident, all, kept, fresh);
  const learned = JSON.stringify(chain) !== JSON.stringify(incident.chain);
  if (news.length === 0 && moreFindings === incident.moreFindings && !learned) return undefined;
  const evidence =
    learned && incident.chain !== undefined
      ? [{ at: now, what: 'evidence' as const, text: 'the audit log told more of who did what' }]
      : [];
  const next = summed({
    ...incident,
    findings: kept,
    moreFindings,
    ...(chain && { chain }),
    timeline: [...incident.timeline, ...news.filter(({ id }) => !known.has(id)).map(joined), ...evidence],
    updatedAt: now,
    version: incident.version + 1,
  });
  if (next.severity === incident.severity) return next;
  const text = `${incident.severity} became ${next.severity}`;
  return { ...next, timeline: bounded([...next.timeline, { at: now, what: 'escalated' as const, text }]) };
}

/** How many stand outside: those that were, and those that the worse ones have pushed out or that never got in. */
function outside({ findings, moreFindings }: Incident, all: ReadonlyMap<string, Finding>, kept: readonly Finding[], fresh: Situation['fresh']): number {
  if (fresh === undefined) return Math.max(moreFindings, all.size - kept.length);
  const inside = new Set(kept.map(({ id }) => id));
  const were = new Set(findings.map(({ id }) => id));
  return moreFindings + [...all.values()].filter(({ id }) => !inside.has(id) && (were.has(id) || fresh.has(id))).length;
} // prettier-ignore

function isNews(finding: Finding, before: Finding | undefined): boolean {
  if (before === undefined) return true;
  return JSON.stringify({ ...before, firstSeen: '' }) !== JSON.stringify({ ...finding, firstSeen: '' });
}
