import { looking, stopping } from './containment.ts';
import { cutEnd, cutMiddle, visible } from './defang.ts';
import { type DeviationKind, isAtLeast, type Severity } from './deviation.ts';
import type { Finding } from './finding.ts';
import type { Incident } from './incident.ts';
import type { Notice } from './message.ts';
import { deedOf, hasFailed, headlineOf, kindWords, meaningOf, techniqueWords, timeWords } from './notice-words.ts';

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
const story = (finding: Finding) => `${finding.firstSeen} ${chapters[finding.kind] ?? 1} ${finding.id}`;

/** In order of time; what was seen at the same moment in the order of the story: it appears, reaches out, is recognised, mines. */
function happened(incident: Incident, findings: readonly Finding[]): string[] {
  const spoken = withoutEchoes(findings);
  const shown = spoken.slice(0, told).toSorted((a, b) => (story(a) < story(b) ? -1 : 1));
  const who = cutMiddle(visible(incident.workload), 120);
  const lines = shown.map((finding, at) => `${timeWords(finding.firstSeen)}: ${at === 0 ? who : 'it'} ${deedOf(finding)}`);
  const escalation = incident.timeline.findLast((entry) => entry.what === 'escalated');
  if (escalation) lines.push(`${timeWords(escalation.at)}: escalated, ${cutEnd(visible(escalation.text), 100)}`);
  const rest = spoken.slice(told);
  if (rest.length + incident.moreFindings > 0) lines.push(restOf(rest, incident.moreFindings));
  return lines.map((line) => cutEnd(line, 700));
} // prettier-ignore

/** A new egress says nothing more where the same edge is told as a contact with a listed name, and "reaches out" less. */
function withoutEchoes(findings: readonly Finding[]): readonly Finding[] {
  const contacts = new Set(findings.filter((finding) => finding.kind === 'threat-contact').map(({ edge }) => edge));
  return findings.filter((finding) => finding.kind !== 'new-egress' || !contacts.has(finding.edge));
}

function restOf(rest: readonly Finding[], uncounted: number): string {
  const counts = new Map<DeviationKind, number>();
  for (const finding of rest) counts.set(finding.kind, (counts.get(finding.kind) ?? 0) + 1);
  const kinds = [...counts].toSorted((a, b) => b[1] - a[1]).map(([kind, count]) => `${count} ${kindWords(kind)}`);
  if (uncounted > 0) kinds.push(`${uncounted} beyond the hundred kept with the incident`);
  return `And ${rest.length + uncounted} more: ${kinds.join(', ')}.`;
}

function normal(incident: Incident, findings: readonly [Finding, ...Finding[]]): string[] {
  const { mode, baseline } = findings[0].judgedWith;
  const who = cutMiddle(visible(incident.workload), 120);
  if (mode === 'learning') return [`Not known yet: ${incident.cluster} is still learning (baseline version ${baseline}). Threat lists and mining protocols are judged all the same.`]; // prettier-ignore
  const shadow = mode === 'shadow' ? ['The cluster is in shadow mode: other deviations are recorded, and wake nobody.'] : [];
  if (isNewcomer(findings)) return [`Nothing is: ${who} was created after learning ended and is not in the baseline (version ${baseline}).`, ...shadow]; // prettier-ignore
  if (findings.some((finding) => finding.reason === 'edge-not-in-baseline')) return [`${who} is known, this way of talking is not: it is not in the baseline (version ${baseline}).`, ...shadow]; // prettier-ignore
  if (findings[0].match ?? findings[0].mining) return [`Listed names and mining protocols are never learned, so that no baseline excuses them (version ${baseline}).`, ...shadow]; // prettier-ignore
  return [`Judged against baseline version ${baseline} in mode ${mode}.`, ...shadow];
} // prettier-ignore

const isNewcomer = (findings: readonly Finding[]) => findings.some((finding) => finding.kind === 'new-workload');

/** The techniques of what is worst stand first. */
function why(incident: Incident, findings: readonly [Finding, ...Finding[]]): string[] {
  const meaning = meaningOf(incident.classification, hasFailed(findings[0]));
  const ids = [...new Set([...findings.flatMap((finding) => finding.techniques), ...incident.techniques])].slice(0, 6);
  if (ids.length === 0) return [meaning];
  return [meaning, cutEnd(`ATT&CK: ${ids.map(techniqueWords).join('; ')}`, 700)];
}

function evidence(incident: Incident, findings: readonly [Finding, ...Finding[]]): string[] {
  const [first] = findings;
  const lines: string[] = [`Cluster ${incident.cluster}, ${cutMiddle(visible(incident.workload), 200)}`];
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
  lines.push(`First seen ${timeWords(earliest.firstSeen)} UTC on node ${cutMiddle(visible(earliest.seenBy), 120)}`);
  lines.push(...chainWords(incident.chain));
  lines.push(`Judged with baseline ${first.judgedWith.baseline}, intelligence ${visible(first.judgedWith.intelligence)}`);
  return lines.map((line) => cutEnd(line, 700));
} // prettier-ignore

/** Who made it and laid hands on it, and what nobody can tell. */
function chainWords(chain: Incident['chain']): string[] {
  if (chain === undefined) return [];
  const { creator, links, gap, auditOff } = chain;
  const silence = auditOff
    ? ', no audit log of this cluster reaches Plumbline'
    : gap === undefined
      ? ''
      : `, audit gap ${timeWords(gap.from)} to ${gap.to === undefined ? 'now' : timeWords(gap.to)} (${gap.why})`;
  const made = creator === undefined ? `Creator: unknown${silence}` : `Creator: ${cutMiddle(visible(creator), 200)}`;
  const deeds = links.filter(({ what }) => what !== 'created').slice(-4);
  return [made, ...deeds.map(({ at, what, who, text }) => `${timeWords(at)}: ${what} by ${cutMiddle(visible(who), 120)} (${cutEnd(visible(text), 200)})`)]; // prettier-ignore
}

/** Below this a person looks first; from it on, stopping is the first thing to weigh. */
const stopFrom: Severity = 'high';

function remedyOf(incident: Incident, findings: readonly [Finding, ...Finding[]]): { lines: string[]; command?: string } {
  const newcomer = isNewcomer(findings);
  // What is part of the system and got nowhere is looked at before anyone stops it.
  const stops = isAtLeast(incident.severity, stopFrom) && (newcomer || !hasFailed(findings[0]));
  const { command, words } = stops ? stopping(incident.workload) : looking(incident.workload);
  const lines: string[] = [];
  if (stops && newcomer) lines.push('Nothing in the baseline depends on it. Keep its logs, then stop it.');
  else if (stops && command !== undefined && !incident.workload.startsWith('node ')) lines.push('It is part of your system: stopping it is an outage of its own. Where you cannot afford that, deny its egress with a NetworkPolicy.'); // prettier-ignore
  else if (!stops) lines.push(advice(incident, findings[0]));
  lines.push(command === undefined ? words : `${words} (in cluster ${incident.cluster}):`);
  return { lines, ...(command === undefined ? {} : { command }) };
} // prettier-ignore

/** What settles the matter where nobody needs to act at once. */
function advice({ classification }: Incident, first: Finding): string {
  if (first.match ?? first.mining) return 'If this is a scanner or a resolver for others, it does its work. If not, somebody got in: stop it.';
  if (classification === 'suspicious-newcomer') return 'If nobody of yours started it, stop it. If the usual pipeline did, there is nothing to do tonight.';
  return 'If its last release explains this, there is nothing to do tonight. If nobody can explain it, stop it.';
} // prettier-ignore
