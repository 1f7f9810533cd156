import * as z from 'zod';
import { Chain } from './chain.ts';
import { Severity } from './deviation.ts';
import { textUpTo } from './fields.ts';
import { Finding, Verdict } from './finding.ts';
import { digest } from './hash.ts';
import * as ids from './ids.ts';
import { isToldAlways } from './incident-gravity.ts';
import { Instant } from './instant.ts';
import { isMining, Mute } from './mute.ts';

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
    'merged',
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
  /** The incident that it became a part of, for both tell of the same unpopular destination. It is closed, and in no list. */
  into: z.object({ id: ids.IncidentId, root: textUpTo(64) }).optional(),
  timeline: z.array(TimelineEntry).max(200),
  openedAt: Instant,
  updatedAt: Instant,
  /** Since when there is something in it that nobody was told of, for it made nothing worse. */
  untoldSince: Instant.optional(),
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
