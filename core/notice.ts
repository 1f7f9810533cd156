import { cutEnd, cutMiddle, visible } from './defang.ts';
import { type DeviationKind, isAtLeast } from './deviation.ts';
import type { Finding } from './finding.ts';
import type { Incident } from './incident.ts';
import { workloadsIn } from './incident-spread.ts';
import type { Notice } from './message.ts';
import { deedOf } from './notice-deeds.ts';
import { normal } from './notice-normal.ts';
import { remedyOf } from './notice-remedy.ts';
import { headlineOf, kindWords, meaningOf, techniqueWords, timeWords } from './notice-words.ts';

export interface NoticeContext {
  /** Absolute URL under which people open incidents. */
  readonly dashboardUrl: string;
  readonly resent: boolean;
}

/** How many deviations are told one by one; the rest is counted by kind. */
const told = 6;

/**
 * What people are told of an incident at its present version, as data. Every string of telemetry in it is bounded and
 * visible (`visible`), so that a notice is ASCII and small whatever an attacker calls his things.
 */
export function noticeOf(incident: Incident, { dashboardUrl, resent }: NoticeContext): Notice {
  const findings = incident.findings.toSorted(worstFirst) as [Finding, ...Finding[]];
  const remedy = remedyOf(incident, findings);
  return {
    incident: incident.id,
    cluster: incident.cluster,
    version: incident.version,
    severity: incident.severity,
    classification: incident.classification,
    headline: headlineOf(incident, findings),
    sections: [
      { title: 'What happened (UTC)', lines: happened(incident, findings) },
      { title: 'What is normal here', lines: normal(incident, findings) },
      { title: 'Why it matters', lines: why(incident, findings) },
      { title: 'Evidence', lines: evidence(incident, findings) },
      { title: 'What to do', lines: remedy.lines },
    ],
    ...(remedy.command === undefined ? {} : { command: remedy.command }),
    link: `${dashboardUrl.replace(/\/+$/, '')}/incidents/${incident.id}`.slice(0, 500),
    techniques: incident.techniques.slice(0, 20),
    resent,
  };
}

/** What is sure before what is likely: severity, then a listed name that was reached, then the wire, then novelty. */
const weight = (finding: Finding) => (finding.kind === 'threat-contact' ? 0 : finding.kind === 'mining-protocol' ? 1 : finding.kind === 'new-workload' ? 3 : 2); // prettier-ignore

function worstFirst(one: Finding, other: Finding): number {
  if (one.severity !== other.severity) return isAtLeast(one.severity, other.severity) ? -1 : 1;
  return weight(one) - weight(other) || (one.firstSeen + one.id < other.firstSeen + other.id ? -1 : 1);
}

const chapters: Partial<Record<DeviationKind, number>> = {
  'new-workload': 0,
  'threat-contact': 2,
  'mining-protocol': 3,
};
const labelOf = ({ workload }: Pick<Finding, 'workload'>) => cutMiddle(visible(workload), 120);
const story = (finding: Finding) => `${finding.firstSeen} ${chapters[finding.kind] ?? 1} ${finding.id}`;

/**
 * In order of time, with what somebody did to it; what was seen at the same moment in the order of the story: it appears,
 * reaches out, is recognised, mines.
 */
function happened(incident: Incident, findings: readonly Finding[]): string[] {
  const spoken = withoutEchoes(findings);
  const shown = spoken.slice(0, told).toSorted((a, b) => (story(a) < story(b) ? -1 : 1));
  const seen = shown.map((finding, at) => ({ at: finding.firstSeen, text: `${finding.workload === shown[at - 1]?.workload ? 'it' : labelOf(finding)} ${deedOf(finding)}` }));
  const lines = [...deedsOf(incident), ...seen].toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)).map(({ at, text }) => `${timeWords(at)}: ${text}`);
  const reopened = incident.period > 0 ? incident.timeline.find(({ what }) => what === 'opened') : undefined;
  if (reopened) lines.push(`${timeWords(reopened.at)}: ${cutEnd(visible(reopened.text), 300)}`);
  const escalation = incident.timeline.findLast((entry) => entry.what === 'escalated');
  if (escalation) lines.push(`${timeWords(escalation.at)}: escalated, ${cutEnd(visible(escalation.text), 100)}`);
  const rest = spoken.slice(told);
  if (rest.length + incident.moreFindings > 0) lines.push(restOf(rest, incident.moreFindings));
  return lines.map((line) => cutEnd(line, 700));
} // prettier-ignore

/** What somebody did to the workload, the last four deeds. */
function deedsOf(incident: Incident): { at: string; text: string }[] {
  const { chain } = incident;
  const it = workloadsIn(incident) > 1 ? labelOf(incident) : 'it';
  const verbs = { entered: `went into ${it}`, changed: `changed ${it}`, exposed: `opened ${it}`, created: `made ${it}` } as const;
  const deeds = (chain?.links ?? []).filter(({ what }) => what !== 'exposed').slice(-4);
  return deeds.map(({ at, what, who, text }) => ({ at, text: `${cutMiddle(visible(who), 120)} ${verbs[what]} (${cutEnd(visible(text), 200)})` }));
} // prettier-ignore

/** "Reaches out" says nothing more where the same edge is told as a contact with a listed name, a look-alike, a newcomer's call; what came back was there before. */
function withoutEchoes(findings: readonly Finding[]): readonly Finding[] {
  const edgesOf = (...kinds: readonly DeviationKind[]) => new Set(findings.filter(({ kind }) => kinds.includes(kind)).map(({ edge }) => edge));
  const [contacts, clients] = [edgesOf('threat-contact', 'imitation'), edgesOf('new-client')];
  const cameBack = findings.some(({ kind }) => kind === 'lineage-break');
  return findings.filter(({ kind, edge }) => !(kind === 'new-egress' && contacts.has(edge)) && !(kind === 'new-connection' && clients.has(edge)) && !(kind === 'new-workload' && cameBack));
} // prettier-ignore

function restOf(rest: readonly Finding[], uncounted: number): string {
  const counts = new Map<DeviationKind, number>();
  for (const finding of rest) counts.set(finding.kind, (counts.get(finding.kind) ?? 0) + 1);
  const kinds = [...counts].toSorted((a, b) => b[1] - a[1]).map(([kind, count]) => `${count} ${kindWords(kind)}`);
  if (uncounted > 0) kinds.push(`${uncounted} beyond the hundred kept with the incident`);
  return `And ${rest.length + uncounted} more: ${kinds.join(', ')}.`;
}

/** The techniques of what is worst stand first. */
function why(incident: Incident, findings: readonly [Finding, ...Finding[]]): string[] {
  const meaning = meaningOf(incident.classification, findings[0]);
  const ids = [...new Set([...findings.flatMap((finding) => finding.techniques), ...incident.techniques])].slice(0, 6);
  if (ids.length === 0) return [meaning];
  return [meaning, cutEnd(`ATT&CK: ${ids.map(techniqueWords).join('; ')}`, 700)];
}

function evidence(incident: Incident, findings: readonly [Finding, ...Finding[]]): string[] {
  const [first] = findings;
  const lines: string[] = [`Cluster ${incident.cluster}, ${cutMiddle(visible(incident.workload), 200)}`];
  lines.push(...company(incident));
  const image = findings.find((finding) => finding.kind === 'new-workload')?.label.split(', running ')[1];
  if (image !== undefined) lines.push(`Image: ${cutEnd(visible(image), 300)}`);
  for (const { match } of findings.slice(0, told)) {
    if (match === undefined) continue;
    const sources = match.sources.slice(0, 4).map((source) => cutEnd(visible(source), 60));
    const by = match.matched === match.indicator ? '' : ` by its ${match.how === 'alias' ? 'alias under' : 'parent'} ${cutMiddle(visible(match.indicator), 120)}`; // prettier-ignore
    lines.push(`Listed: ${cutMiddle(visible(match.matched), 120)}${by} (${sources.join('; ')})`);
  }
  const wire = findings.find((finding) => finding.mining !== undefined)?.mining;
  if (wire !== undefined) lines.push(`On the wire: ${visible(wire.dialect)} (${wire.evidence})`);
  const earliest = findings.reduce((one, other) => (other.firstSeen < one.firstSeen ? other : one));
  if (first.because !== undefined) lines.push(`Reasons: ${cutEnd(first.because.map(visible).join('; '), 500)}`);
  const where = witnesses[earliest.seenBy] ?? ` on node ${cutMiddle(visible(earliest.seenBy), 120)}`;
  lines.push(`First seen ${timeWords(earliest.firstSeen)} UTC${where}`);
  // A node is nobody's making, nor is silence.
  if (!incident.workload.startsWith('node ') && incident.classification !== 'telemetry-lost') lines.push(...creatorWords(incident.chain));
  const { baseline, intelligence } = first.judgedWith;
  lines.push(`Judged with baseline ${baseline}${intelligence === 'none' ? '' : `, intelligence ${visible(intelligence)}`}`);
  return lines.map((line) => cutEnd(line, 700));
} // prettier-ignore

/** Who else is in it, and where they meet. */
function company({ workload, findings }: Incident): string[] {
  const alerts = findings.filter(({ verdict }) => verdict === 'alert');
  const others = [...new Set(alerts.map((one) => one.workload))].filter((one) => one !== workload);
  if (others.length === 0) return [];
  const visitors = Map.groupBy(alerts, ({ destination }) => destination);
  const places = [...visitors].flatMap(([place, its]) => (place !== undefined && new Set(its.map(({ lineage }) => lineage)).size > 1 ? [cutMiddle(visible(place), 120)] : [])); // prettier-ignore
  const named = others.map((other) => cutMiddle(visible(other), 60));
  return [`With it: ${some(named, 5)}${places.length > 0 ? `; they meet at ${some(places, 3)}` : ''}`];
}

/** The first of them, and how many more there are. */
function some(labels: readonly string[], most: number): string {
  const more = labels.length - most;
  return more > 0 ? `${labels.slice(0, most).join(', ')} and ${more} more` : labels.join(', ');
}

/** What is seen by no node. */
const witnesses: Readonly<Record<string, string>> = { inventory: ' in the inventory', sweep: '' };

/** Who made it and opened it, and what nobody can tell. */
function creatorWords(chain: Incident['chain']): string[] {
  if (chain === undefined) return [];
  const { creator, links, gap, auditOff } = chain;
  const silence = auditOff
    ? ', no audit log of this cluster reaches Plumbline'
    : gap === undefined
      ? ''
      : `, audit gap ${timeWords(gap.from)} to ${gap.to === undefined ? 'now' : timeWords(gap.to)} (${gap.why})`;
  const made = creator === undefined ? `Creator: unknown${silence}` : `Creator: ${cutMiddle(visible(creator), 200)}`;
  const opened = links.filter(({ what }) => what === 'exposed').slice(-2);
  return [made, ...opened.map(({ at, who, text }) => `Opened ${timeWords(at)} by ${who === 'unknown' ? 'somebody whom no audit record names' : cutMiddle(visible(who), 120)}: ${cutEnd(visible(text), 200)}`)]; // prettier-ignore
}
