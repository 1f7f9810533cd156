import type { Finding } from '../../core/finding.ts';
import type { Incident } from '../../core/incident.ts';
import type { Expectation, ExpectedFinding, ExpectedIncident } from '../../core/scenario-expect.ts';
import { durationText } from '../../core/scenario-units.ts';
import { overallOf } from './overall.ts';
import { plural } from './plural.ts';

/** One expectation, whether it held, and what was there instead. */
export interface Checked {
  readonly expected: string;
  readonly held: boolean;
  /** Empty where it held. */
  readonly got: string;
}

export interface Outcome {
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly findings: readonly Finding[];
  readonly incidents: readonly Incident[];
  readonly slack: readonly unknown[];
  readonly email: readonly unknown[];
  readonly clusters: readonly { readonly review: readonly { readonly finding: Finding }[] }[];
}

/** Every expectation of a scenario held against what came of it, in the order of the file. */
export function checkedAgainst(expect: Expectation, outcome: Outcome): Checked[] {
  const { findings, incidents, start } = outcome;
  const checks: Checked[] = [];
  const check = (expected: string, held: boolean, got: string) => void checks.push({ expected, held, got: held ? '' : got });
  const matchCount = (expected: string, found: number, count: number | undefined, there: () => string) =>
    check(count === undefined ? expected : `${expected}, ${count === 0 ? 'never' : `exactly ${count}`}`, count === undefined ? found > 0 : found === count, found === 0 || count !== undefined ? `${found} like that; there are: ${there()}` : '');

  const overall = overallOf(outcome);
  if (expect.verdict) check(`verdict ${expect.verdict.join(' or ')}`, expect.verdict.includes(overall.verdict), overall.verdict);
  if (expect.severity) check(`severity ${expect.severity.join(' or ')}`, overall.severity !== undefined && expect.severity.includes(overall.severity), overall.severity ?? 'none');
  if (typeof expect.findings === 'number') check(plural(expect.findings, 'finding'), findings.length === expect.findings, `${findings.length}: ${listed(findings.map(findingText))}`);
  else if (expect.findings?.length === 0) check('no finding', findings.length === 0, listed(findings.map(findingText)));
  else for (const wanted of expect.findings ?? []) matchCount(`finding ${wantedFinding(wanted)}`, findings.filter((finding) => isFinding(finding, wanted)).length, wanted.count, () => listed(findings.map(findingText)));

  if (typeof expect.incidents === 'number') check(plural(expect.incidents, 'incident'), incidents.length === expect.incidents, `${incidents.length}: ${listed(incidents.map(incidentText))}`);
  else if (expect.incidents?.length === 0) check('no incident', incidents.length === 0, listed(incidents.map(incidentText)));
  else for (const wanted of expect.incidents ?? []) matchCount(`incident ${wantedIncident(wanted)}`, incidents.filter((incident) => isIncident(incident, wanted, start)).length, wanted.count, () => listed(incidents.map(incidentText)));

  if (expect.notices !== undefined) {
    const told = (wanted: number | undefined, texts: readonly unknown[], noun: string) => void (wanted === undefined || check(plural(wanted, noun), texts.length === wanted, `${texts.length}`));
    told(expect.notices.slack, outcome.slack, 'Slack text');
    told(expect.notices.email, outcome.email, 'e-mail');
  }
  for (const workload of expect.nothingFor) {
    const about = findings.filter((finding) => isNamed(finding.workload, workload));
    check(`nothing for ${workload}`, about.length === 0, listed(about.map(findingText)));
  }
  for (const wanted of expect.notLearned) {
    const waiting = outcome.clusters.flatMap(({ review }) => review.map(({ finding }) => finding));
    check(`${wanted.object}${wanted.workload ? ` of ${wanted.workload}` : ''} waits on the review list`, waiting.some((finding) => mentions(finding, wanted)), listed(waiting.map(findingText)));
  }
  if (expect.nothingElse) {
    const wantedFindings = Array.isArray(expect.findings) ? expect.findings : [];
    const wantedIncidents = Array.isArray(expect.incidents) ? expect.incidents : [];
    const others = findings.filter((finding) => !wantedFindings.some((wanted) => isFinding(finding, wanted)));
    const otherIncidents = incidents.filter((incident) => !wantedIncidents.some((wanted) => isIncident(incident, wanted, start)));
    check('no finding beyond these', typeof expect.findings === 'number' || others.length === 0, listed(others.map(findingText)));
    check('no incident beyond these', typeof expect.incidents === 'number' || otherIncidents.length === 0, listed(otherIncidents.map(incidentText)));
  }
  return checks;
} // prettier-ignore

/** Whether a finding is one of those that are spoken of by kind, workload, and text of their label or object. */
export function mentions(finding: Finding, { kind, workload, object }: { readonly kind?: string | undefined; readonly workload?: string | undefined; readonly object?: string | undefined }): boolean {
  return (
    (kind === undefined || finding.kind === kind) &&
    (workload === undefined || isNamed(finding.workload, workload)) &&
    (object === undefined || finding.label.includes(object) || finding.object.includes(object))
  );
} // prettier-ignore

function isFinding(finding: Finding, expected: ExpectedFinding): boolean {
  const { cluster, severity, reason } = expected;
  return (
    mentions(finding, expected) &&
    (cluster === undefined || finding.cluster === cluster) &&
    (severity === undefined || finding.severity === severity) &&
    (reason === undefined || finding.reason === reason)
  );
}

function isIncident(incident: Incident, wanted: ExpectedIncident, start: number): boolean {
  const kinds = new Set<string>(incident.findings.map(({ kind }) => kind));
  return (
    (wanted.cluster === undefined || incident.cluster === wanted.cluster) &&
    (wanted.workload === undefined || workloadsOf(incident).some((label) => isNamed(label, wanted.workload!))) &&
    (wanted.classification === undefined || incident.classification === wanted.classification) &&
    (wanted.severity === undefined || incident.severity === wanted.severity) &&
    (wanted.verdict === undefined || incident.verdict === wanted.verdict) &&
    (wanted.deviations ?? []).every((kind) => kinds.has(kind)) &&
    (wanted.techniques ?? []).every((technique) => incident.techniques.includes(technique)) &&
    (wanted.by === undefined || Date.parse(incident.openedAt) <= start + wanted.by)
  );
}

/** Labels carry the kind where it is no Deployment; people need not write it. */
export function isNamed(label: string, wanted: string): boolean {
  return label === wanted || label.replace(/ \([A-Za-z0-9]+\)$/, '') === wanted;
}

function findingText({ kind, severity, workload, label }: Finding): string {
  return `${kind} (${severity}) of ${workload}: ${label}`;
}

/** Those that did something that is told, the one that it is called by first. */
const workloadsOf = ({ workload, findings }: Incident) => [workload, ...findings.filter(({ verdict }) => verdict === 'alert').map((finding) => finding.workload)]; // prettier-ignore

function incidentText({ workload, classification, severity, verdict, openedAt }: Incident): string {
  return `${classification} (${severity}, ${verdict}) of ${workload}, opened ${openedAt}`;
}

function wantedFinding({ kind, cluster, workload, object, severity, reason }: ExpectedFinding): string {
  const parts = [kind as string, severity && `(${severity})`, workload && `of ${workload}`, object && `about ${object}`, reason && `because ${reason}`, cluster && `in ${cluster}`];
  return parts.filter((part) => part !== undefined).join(' ');
} // prettier-ignore

function wantedIncident(wanted: ExpectedIncident): string {
  const entries = Object.entries(wanted).filter(([key, value]) => value !== undefined && key !== 'count');
  return entries.map(([key, value]) => `${key} ${key === 'by' ? durationText(value as number) : [value].flat().join('+')}`).join(', ') || 'of any sort'; // prettier-ignore
}

const shown = 8;

function listed(texts: readonly string[]): string {
  if (texts.length === 0) return 'none';
  return texts.slice(0, shown).join('; ') + (texts.length > shown ? `; and ${texts.length - shown} more` : '');
}
