import type { Mode } from './baseline.ts';
import { cutEnd, cutMiddle, visible } from './defang.ts';
import type { Severity } from './deviation.ts';
import type { Finding } from './finding.ts';
import { digest } from './hash.ts';
import type { ClusterId, IncidentId } from './ids.ts';
import type { Incident } from './incident.ts';
import type { InventoryState } from './inventory/cluster-facts.ts';
import { digestClassification, type Notice } from './message.ts';
import { deedOf } from './notice-deeds.ts';
import type { Risk } from './risks/risk.ts';

/** What a day of a cluster is told from. Times are RFC 3339; `to` is when the digest was due. */
export interface DigestScene {
  readonly cluster: ClusterId;
  readonly from: string;
  readonly to: string;
  readonly mode: Mode;
  readonly findings: readonly Finding[];
  readonly incidents: readonly Incident[];
  readonly risks: readonly Risk[];
  /** Nodes that Kubernetes calls ready, and those of them whose sentinel was heard lately. */
  readonly nodes: { readonly ready: number; readonly heard: number };
  readonly inventory: InventoryState | undefined;
  readonly dashboardUrl: string;
}

const dayMs = 86_400_000;
/** As many as anybody reads with his coffee; the rest is in the dashboard. */
const most = { drift: 10, names: 3, incidents: 6, risks: 4 } as const;

/** When the digest of a cluster was due last. @param hour 0 to 23, UTC */
export function digestDue(now: number, hour: number): number {
  const due = Math.floor(now / dayMs) * dayMs + hour * 3_600_000;
  return due <= now ? due : due - dayMs;
}

/** One digest of a cluster and a day, whoever sends it and how often. */
export function digestId(cluster: ClusterId, due: string): IncidentId {
  return digest('daily-digest', cluster, due) as IncidentId;
}

/**
 * What drifted in a day without waking anybody, and how the cluster stands. A quiet day is one line: that somebody looked, and
 * how much was seen, since "nothing" from who sees nothing is no news.
 */
export function dailyDigest(scene: DigestScene): Notice {
  const { cluster, to, dashboardUrl } = scene;
  const sections = [drifted(scene), happened(scene), shadowed(scene), invited(scene)].flatMap((one) => one ?? []);
  const isQuiet = sections.length === 0;
  return {
    incident: digestId(cluster, to),
    cluster,
    version: 1,
    severity: 'low',
    classification: digestClassification,
    headline: isQuiet ? `Quiet day in ${cluster}: nothing new` : `Daily digest of ${cluster}: ${counted(scene)}`.slice(0, 300),
    sections: [...sections, { title: isQuiet ? 'Seen' : 'How much was seen', lines: seen(scene) }],
    link: `${dashboardUrl.replace(/\/+$/, '')}/clusters/${cluster}`.slice(0, 500),
    techniques: [],
    resent: false,
  };
} // prettier-ignore

type Section = Notice['sections'][number];

const within = ({ from, to }: DigestScene, at: string) => at >= from && at < to;
const driftOf = (scene: DigestScene) => scene.findings.filter(({ verdict, firstSeen }) => verdict === 'drift' && within(scene, firstSeen)); // prettier-ignore
const openedIn = (scene: DigestScene) => scene.incidents.filter(({ openedAt }) => within(scene, openedAt));
const openOf = ({ incidents }: DigestScene) => incidents.filter(({ state }) => state === 'open');
const newRisks = (scene: DigestScene) => scene.risks.filter(({ openSince, fixedAt }) => fixedAt === undefined && within(scene, openSince)); // prettier-ignore
const mendedRisks = (scene: DigestScene) => scene.risks.filter(({ fixedAt }) => fixedAt !== undefined && within(scene, fixedAt)); // prettier-ignore
const shadowOf = (scene: DigestScene) =>
  scene.findings.filter(({ verdict, firstSeen, judgedWith }) => judgedWith.mode === 'shadow' && (verdict === 'alert' || verdict === 'incident') && within(scene, firstSeen)); // prettier-ignore

function counted(scene: DigestScene): string {
  const parts = [
    some(driftOf(scene).length, 'new thing that woke nobody', 'new things that woke nobody'),
    some(openedIn(scene).length, 'incident opened', 'incidents opened'),
    some(openOf(scene).length, 'still open', 'still open'),
    some(shadowOf(scene).length, 'recorded in shadow', 'recorded in shadow'),
    some(newRisks(scene).length, 'new risk', 'new risks'),
    some(mendedRisks(scene).length, 'risk mended', 'risks mended'),
  ];
  return parts.flatMap((part) => part ?? []).join(', ');
}

const some = (count: number, one: string, several: string) => count === 0 ? undefined : `${count} ${count === 1 ? one : several}`; // prettier-ignore

/** What several did alike (a mesh that came to all of them) is one line. */
function drifted(scene: DigestScene): Section | undefined {
  const drift = driftOf(scene).toSorted((a, b) => (a.firstSeen + a.id < b.firstSeen + b.id ? -1 : 1));
  const alike = new Map<string, Set<string>>();
  for (const finding of drift) alike.set(deedOf(finding), (alike.get(deedOf(finding)) ?? new Set()).add(finding.workload));
  const things = [...alike].map(([deed, workloads]) => ({ deed, workloads: [...workloads].map(who) }));
  return listed('New, and nothing that has to wake anybody', things, most.drift, ({ deed, workloads }) => `${everyone(workloads)} ${deed}`);
} // prettier-ignore

/** The beginning of a sentence that tells what one of them did, or each. */
function everyone(workloads: readonly string[]): string {
  if (workloads.length === 1) return workloads[0]!;
  const rest = workloads.length - most.names;
  const names = workloads.slice(0, most.names).join(', ');
  return `${workloads.length} workloads (${names}${rest > 0 ? ` and ${rest} more` : ''}): each`;
}

function happened(scene: DigestScene): Section | undefined {
  const opened = new Set(openedIn(scene).map(({ id }) => id));
  const told = scene.incidents.filter(({ id, state }) => opened.has(id) || state === 'open');
  const sorted = told.toSorted((a, b) => grave(b.severity) - grave(a.severity) || (a.openedAt + a.id < b.openedAt + b.id ? -1 : 1));
  return listed('Incidents, the gravest first', sorted, most.incidents, ({ id, state, severity, classification, workload, openedAt }) => `${severity}, ${state}${opened.has(id) ? '' : ` since ${openedAt.slice(0, 10)}`}: ${classification} of ${who(workload)}`);
} // prettier-ignore

function shadowed(scene: DigestScene): Section | undefined {
  const recorded = shadowOf(scene).toSorted((a, b) => grave(b.severity) - grave(a.severity) || (a.firstSeen + a.id < b.firstSeen + b.id ? -1 : 1));
  return listed('Recorded in shadow mode; enforcing would have told of it', recorded, most.incidents, (finding) => `${finding.severity}: ${who(finding.workload)} ${deedOf(finding)}`);
} // prettier-ignore

function invited(scene: DigestScene): Section | undefined {
  const gravest = (risks: readonly Risk[]) => risks.toSorted((a, b) => grave(b.severity) - grave(a.severity) || (a.id < b.id ? -1 : 1));
  const risks = [...gravest(newRisks(scene)), ...gravest(mendedRisks(scene))];
  return listed('Risks', risks, most.risks, ({ severity, label, fixedAt }) => `${fixedAt === undefined ? `new, ${severity}` : 'mended'}: ${cutEnd(visible(label), 400)}`);
} // prettier-ignore

function listed<Item>(title: string, items: readonly Item[], limit: number, lineOf: (item: Item) => string): Section | undefined {
  if (items.length === 0) return undefined;
  const rest = items.length - limit;
  const lines = items.slice(0, limit).map((item) => cutEnd(lineOf(item), 700));
  return { title, lines: rest > 0 ? [...lines, `And ${rest} more: the dashboard has all of them.`] : lines };
} // prettier-ignore

function seen({ mode, nodes: { ready, heard }, inventory, from, to }: DigestScene): string[] {
  const nodes = ready === 0 ? 'Kubernetes told of no ready node' : `${heard} of ${ready} ready nodes are heard`;
  const failing = inventory?.failing;
  const lines = [`From ${minuteOf(from)} to ${minuteOf(to)} UTC, mode ${mode}: ${nodes}.`];
  if (inventory === undefined) lines.push('Nobody told yet what runs in this cluster.');
  if (failing !== undefined) lines.push(`Kubernetes is not seen whole since ${minuteOf(failing.since)} (${failing.fault}).`); // prettier-ignore
  return lines;
}

const minuteOf = (at: string) => at.slice(0, 16).replace('T', ' ');
const who = (workload: string) => cutMiddle(visible(workload), 120);
const grave = (severity: Severity) => ['low', 'medium', 'high', 'critical'].indexOf(severity);
