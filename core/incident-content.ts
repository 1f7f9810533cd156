import { deviations, isAtLeast, worst } from './deviation.ts';
import type { Finding } from './finding.ts';
import { classificationOf, type Incident, type TimelineEntry } from './incident.ts';
import { type Gravity, gravityOf } from './incident-gravity.ts';

const findingLimit = 100;
const timelineLimit = 200;

/** Each finding once, as bad as anyone saw it. Commutative, associative, idempotent but for `firstSeen` of what is known. */
export function unionOf(findings: readonly Finding[]): Map<string, Finding> {
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
export function worstHundred(findings: Iterable<Finding>): Finding[] {
  const rank = (finding: Finding) =>
    `${severityRank(finding)}${deviations[finding.kind].always ? 0 : 1}${finding.firstSeen}${finding.id}`;
  return [...findings].toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1)).slice(0, findingLimit);
}

/** The finding that says the most, an alert before any drift: whose it is, of that workload the incident speaks first. */
export function weightiest(findings: readonly Finding[]): Finding | undefined {
  const alerts = findings.filter(({ verdict }) => verdict === 'alert');
  return worstHundred(alerts.length > 0 ? alerts : findings)[0];
}

const severityRank = ({ severity }: Finding) => ['critical', 'high', 'medium', 'low'].indexOf(severity);

/** In order of time. Where the limit cuts, what was decided stays and the last that joined go. */
export function bounded(timeline: readonly TimelineEntry[]): TimelineEntry[] {
  const byTime = timeline.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const isDecided = ({ what }: TimelineEntry) => what !== 'joined' && what !== 'merged';
  let room = timelineLimit - byTime.filter(isDecided).length;
  return byTime.filter((entry) => isDecided(entry) || room-- > 0);
}

export const joined = (finding: Finding): TimelineEntry => ({
  at: finding.firstSeen,
  what: 'joined',
  text: `${finding.kind}: ${finding.label}`.slice(0, 700),
});

/** Derived from the findings alone, so that their order of arrival leaves no trace. */
export function summed(incident: Incident): Incident {
  const findings = incident.findings.toSorted((a, b) => (a.firstSeen + a.id < b.firstSeen + b.id ? -1 : 1));
  const { workload, lineage } = weightiest(findings) ?? incident;
  const { severity, verdict, together } = gravityOfAll({ ...incident, findings, lineage });
  const { together: _before, ...rest } = incident;
  return {
    ...rest,
    workload,
    lineage,
    findings,
    classification: classificationOf(findings.filter((finding) => finding.verdict === 'alert')),
    verdict,
    severity,
    ...(together.length > 0 && { together: [...together] }),
    techniques: [...new Set(findings.flatMap((finding) => finding.techniques))].toSorted(),
    timeline: bounded(incident.timeline),
  };
}

/** What one workload does explains what it does, not what another does; the chain is that of the workload it speaks of first. */
function gravityOfAll({ findings, lineage, chain }: Incident): Gravity {
  const gravities = [...Map.groupBy(findings, (finding) => finding.lineage)].map(([of, its]) =>
    of === lineage ? gravityOf(its, chain?.links, chain?.creator) : gravityOf(its),
  );
  return {
    severity: worst(gravities.map(({ severity }) => severity)),
    verdict: gravities.some(({ verdict }) => verdict === 'incident') ? 'incident' : 'alert',
    together: [...new Set(gravities.flatMap(({ together }) => together))].toSorted(),
  };
}
