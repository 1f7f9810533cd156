import * as z from 'zod';
import { Chain } from './chain.ts';
import { deviations, isAtLeast, Severity } from './deviation.ts';
import { textUpTo } from './fields.ts';
import { Finding, Verdict } from './finding.ts';
import { digest } from './hash.ts';
import * as ids from './ids.ts';
import { gravityOf, isToldAlways } from './incident-gravity.ts';
import { Instant } from './instant.ts';
import { breaksMute, isMining, isMuted, Mute } from './mute.ts';

export const Classification = z.enum([
  'cryptojacking', 'suspicious-newcomer', 'exposed-dashboard', 'unsanctioned-egress', 'lateral-movement', 'telemetry-lost', 'deviation',
]); // prettier-ignore
export type Classification = z.infer<typeof Classification>;

export const TimelineEntry = z.object({
  at: Instant,
  what: z.enum([
    'opened',
    'joined',
    'escalated',
    'closed',
    'acknowledged',
    'muted',
    'unmuted',
    'accepted',
    'rejected',
    'evidence',
  ]),
  text: textUpTo(700),
});
export type TimelineEntry = z.infer<typeof TimelineEntry>;

/** Findings that belong together, with a verdict, a timeline and evidence. `version` rises with each change that is to be told. */
export const Incident = z.object({
  id: ids.IncidentId,
  cluster: ids.ClusterId,
  root: textUpTo(64),
  /** How often this root was closed before. */
  period: z.int().min(0),
  state: z.enum(['open', 'closed']),
  verdict: Verdict,
  classification: Classification,
  severity: Severity,
  workload: textUpTo(600),
  lineage: ids.Lineage,
  findings: z.array(Finding).max(100),
  /** So many findings stand beyond the hundred that are kept inside, each counted once; all stay readable by themselves. */
  moreFindings: z.int().min(0),
  techniques: z.array(z.string()),
  /** Reason words of what makes the findings worse together than each is. */
  together: z.array(textUpTo(64)).max(8).optional(),
  /** Who made and changed the workload, as far as it is known, and what is not known. */
  chain: Chain.optional(),
  acknowledged: z.object({ by: textUpTo(253), at: Instant, reason: textUpTo(500) }).optional(),
  /** Who wants nobody to be told of it, and until when. */
  muted: Mute.optional(),
  closed: z.object({ by: textUpTo(253), at: Instant, reason: textUpTo(500) }).optional(),
  timeline: z.array(TimelineEntry).max(200),
  openedAt: Instant,
  updatedAt: Instant,
  version: z.int().min(1),
  announcedVersion: z.int().min(0),
});
export type Incident = z.infer<typeof Incident>;

export function incidentId(cluster: ids.ClusterId, root: string, period: number): ids.IncidentId {
  return digest('incident', cluster, root, String(period)) as ids.IncidentId;
}

/** The findings that make a case worth telling: drift alone never opens one, but joins one that is open. */
export function opensIncident(finding: Finding): boolean {
  return finding.verdict === 'alert' && (finding.judgedWith.mode === 'enforcing' || isToldAlways(finding));
}

export function classificationOf(findings: readonly Finding[]): Classification {
  const kinds = new Set(findings.map((finding) => finding.kind));
  if (findings.some(isMining)) return 'cryptojacking';
  if (kinds.has('new-exposure')) return 'exposed-dashboard';
  if (kinds.has('sentinel-silent') || kinds.has('coverage-lost')) return 'telemetry-lost';
  if (kinds.has('new-workload') || kinds.has('lineage-break') || findings.some(imitatesWorkload))
    return 'suspicious-newcomer';
  if (kinds.has('new-egress') || kinds.has('nameless-egress') || kinds.has('threat-contact') || kinds.has('resolver-bypass') || kinds.has('imitation')) return 'unsanctioned-egress'; // prettier-ignore
  if (kinds.has('new-connection') || kinds.has('new-client')) return 'lateral-movement';
  return 'deviation';
}

/** `imitation` is of a workload or of a name outside: the one is a newcomer in disguise, the other a way out. */
const imitatesWorkload = ({ kind, reason }: Finding) => kind === 'imitation' && reason.startsWith('imitates-');

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
  const { open } = situation;
  // Findings are compared by their spelling: one that was stored and one just judged must have their fields in one order.
  const findings = found.map((finding) => Finding.parse(finding));
  if (open === undefined) {
    if (!findings.some(opensIncident)) return { kind: 'nothing', reason: 'below-threshold' };
    return { kind: 'open', reason: 'finding-opens', incident: mutedAsBefore(opened(findings, situation), situation) };
  }
  const incident = unmutedByMining(grown(open, findings, situation), open, situation);
  if (incident === undefined) return { kind: 'nothing', reason: 'already-known' };
  const escalated = incident.severity !== open.severity || incident.verdict !== open.verdict || incident.muted !== open.muted;
  // A finding that changes neither severity nor class is kept inside, but wakes nobody again.
  return { kind: 'grow', incident: escalated ? incident : { ...incident, version: open.version, announcedVersion: open.announcedVersion }, reason: escalated ? 'escalated' : 'finding-joined' };
} // prettier-ignore

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

const findingLimit = 100;
const timelineLimit = 200;

/** Each finding once, as bad as anyone saw it. Commutative, associative, idempotent but for `firstSeen` of what is known. */
function unionOf(findings: readonly Finding[]): Map<string, Finding> {
  const byId = new Map<string, Finding>();
  for (const finding of findings) {
    const before = byId.get(finding.id);
    byId.set(finding.id, before === undefined ? finding : stronger(before, finding));
  }
  return byId;
}

function stronger(one: Finding, other: Finding): Finding {
  const firstSeen = one.firstSeen < other.firstSeen ? one.firstSeen : other.firstSeen;
  const said = (finding: Finding) => JSON.stringify({ ...finding, firstSeen: '' });
  const better = one.severity === other.severity ? said(one) <= said(other) : isAtLeast(one.severity, other.severity);
  return { ...(better ? one : other), firstSeen };
}

/** The worst hundred: what is noise can never push out what is not (an attacker chooses the order). */
function worstHundred(findings: Iterable<Finding>): Finding[] {
  const rank = (finding: Finding) =>
    `${severityRank(finding)}${deviations[finding.kind].always ? 0 : 1}${finding.firstSeen}${finding.id}`;
  return [...findings].toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1)).slice(0, findingLimit);
}

const severityRank = ({ severity }: Finding) => ['critical', 'high', 'medium', 'low'].indexOf(severity);

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
  const { closed } = before ?? {};
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

/** In order of time. Where the limit cuts, what was decided stays and the last that joined go. */
function bounded(timeline: readonly TimelineEntry[]): TimelineEntry[] {
  const byTime = timeline.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const decided = byTime.filter((entry) => entry.what !== 'joined').length;
  let room = timelineLimit - decided;
  return byTime.filter((entry) => entry.what !== 'joined' || room-- > 0);
}

const joined = (finding: Finding): TimelineEntry => ({
  at: finding.firstSeen,
  what: 'joined',
  text: `${finding.kind}: ${finding.label}`.slice(0, 700),
});

/** Derived from the findings alone, so that their order of arrival leaves no trace. */
function summed(incident: Incident): Incident {
  const findings = incident.findings.toSorted((a, b) => (a.firstSeen + a.id < b.firstSeen + b.id ? -1 : 1));
  const { severity, verdict, together } = gravityOf(findings, incident.chain?.links, incident.chain?.creator);
  const { together: _before, ...rest } = incident;
  return {
    ...rest,
    findings,
    classification: classificationOf(findings.filter((finding) => finding.verdict === 'alert')),
    verdict,
    severity,
    ...(together.length > 0 && { together: [...together] }),
    techniques: [...new Set(findings.flatMap((finding) => finding.techniques))].toSorted(),
    timeline: bounded(incident.timeline),
  };
}
