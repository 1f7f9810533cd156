import type { Baseline } from '../baseline.ts';
import { deviations, type DeviationKind, type Severity } from '../deviation.ts';
import { type Finding, findingId } from '../finding.ts';
import type { ClusterId } from '../ids.ts';
import type { Heard } from '../ports/graph.ts';
import { lineageFrom } from '../workload.ts';
import type { InventoryState, LookFault, NodeFacts } from './cluster-facts.ts';

// Who watches the watchers: what Plumbline itself no longer sees.

export interface Watch {
  readonly cluster: ClusterId;
  readonly baseline: Pick<Baseline, 'mode' | 'version'>;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** How long a sentinel may say nothing. */
  readonly silentAfterMs: number;
  /** How old the inventory may be for a node to count as ready. */
  readonly staleAfterMs: number;
  /** How long looks may fail before it is told. */
  readonly failingAfterMs: number;
}

/** The node of `node-2` is a subject of its own, as it is when nobody else can be named for what it does. */
const nodeLineage = (cluster: ClusterId, name: string) => lineageFrom(cluster, `node/${name}`);

/** A sentinel that should have spoken by now. Milliseconds, and milliseconds since 1970. */
export interface Overdue {
  readonly name: string;
  readonly since: number;
  /** How much longer than it may it has said nothing. */
  readonly overMs: number;
}

/** Which sentinels say nothing, of how many that are watched. */
export interface OverdueSentinels {
  readonly sentinels: readonly Overdue[];
  readonly watched: number;
}

/**
 * Sentinels that say nothing though their nodes are ready. A node whose readiness is not known for sure is left out: a
 * node that went is no silence.
 */
export function overdueSentinels(nodes: readonly NodeFacts[], heard: readonly Heard[], inventory: InventoryState | undefined, watch: Watch): OverdueSentinels {
  const { now, silentAfterMs, staleAfterMs } = watch;
  if (inventory === undefined || now - Date.parse(inventory.wholeAt ?? '1970-01-01T00:00:00Z') > staleAfterMs) return { sentinels: [], watched: 0 };
  const byNode = new Map(heard.map((one) => [one.node, one]));
  const watched = nodes.filter((node) => isWatched(node) && byNode.has(node.name));
  const sentinels = watched.map((node) => {
    const one = byNode.get(node.name)!;
    const since = Date.parse(one.heardAt);
    const from = Math.max(since, Date.parse(node.readySince ?? node.createdAt));
    return { name: node.name, since, overMs: now - from - tolerated(one, silentAfterMs) };
  });
  return { sentinels: sentinels.filter(({ overMs }) => overMs > 0), watched: watched.length };
} // prettier-ignore

/** Longer than this nobody waits for batches that may be under way. */
const latestMs = 10 * 60_000;

/** Whether it matters how late its batches come. */
export const isLateAtMost = ({ overMs }: Overdue) => overMs <= latestMs;

/**
 * What is told of them. Whose batches came late in the last hours, while others of it came in time, is called silent only
 * when the late ones should be there as well: until then a line of the digest says that its silence is told later. When
 * most are silent at once, the way to us is at fault, and one finding says so.
 * @param late milliseconds by node: `lateMs` of its sheets
 */
export function silentSentinels({ sentinels, watched }: OverdueSentinels, late: ReadonlyMap<string, number>, watch: Watch): Finding[] {
  const lateOf = ({ name }: Overdue) => Math.min(late.get(name) ?? 0, latestMs);
  const [waited, silent] = [sentinels.filter((one) => one.overMs <= lateOf(one)), sentinels.filter((one) => one.overMs > lateOf(one))];
  const patience = waited.map((one) => {
    const label = `what its sentinel sends comes up to ${Math.ceil(lateOf(one) / 60_000)} min late: it is called silent so much later than others`;
    return { ...report(watch, 'coverage-lost', 'low', 'late-batches', { subject: `node/${one.name}`, workload: `node ${one.name}`, object: 'sentinel/late-batches', label, since: one.since }), verdict: 'drift' as const };
  });
  if (areSilentAtOnce(silent.length, watched)) {
    const since = Math.min(...silent.map((one) => one.since));
    const label = `${silent.length} of ${watched} sentinels at once: ${silent.slice(0, 5).map(({ name }) => name).join(', ')}${silent.length > 5 ? ' and others' : ''}`;
    return [...patience, report(watch, 'coverage-lost', 'high', 'sentinels-silent-at-once', { subject: 'sentinels', workload: 'the sentinels', object: 'sentinels', label, since })];
  }
  const told = silent.map(({ name, since }) => {
    const label = `its sentinel was last heard at ${new Date(since).toISOString().slice(0, 19)}Z`;
    return report(watch, 'sentinel-silent', 'high', 'no-heartbeat', { subject: `node/${name}`, workload: `node ${name}`, object: 'sentinel', label, since });
  });
  return [...patience, ...told];
} // prettier-ignore

/** All of them, or most of more than a few: then it is hardly each of them. */
const areSilentAtOnce = (silent: number, watched: number) => (silent >= 2 && silent === watched) || (silent >= 3 && silent * 2 > watched); // prettier-ignore

/** How long this one may say nothing: longer where it always speaks at long intervals, as in accelerated learning. */
function tolerated({ paceMs }: Heard, silentAfterMs: number): number {
  return Math.max(silentAfterMs, 1.5 * paceMs);
}

/** Ready nodes from which no sentinel was ever heard, old enough to have one by now. */
export function nodesWithoutSentinel(nodes: readonly NodeFacts[], heard: readonly Heard[], now: number, graceMs: number): NodeFacts[] {
  const names = new Set(heard.map(({ node }) => node));
  return nodes.filter((node) => isWatched(node) && !names.has(node.name) && now - Date.parse(node.createdAt) > graceMs);
} // prettier-ignore

/** One that a sentinel of ours can stand on, and that Kubernetes calls ready. */
export function isWatched({ ready, virtual, goneAt }: NodeFacts): boolean {
  return ready === 'ready' && !virtual && goneAt === undefined;
}

const nothingAtAll: ReadonlySet<LookFault> = new Set([
  'no-token',
  'unauthorized',
  'untrusted',
  'unreachable',
  'timeout',
]);

/** One finding for a Kubernetes API that does not answer, or not fully, whatever it is that it does not answer to. */
export function failingLook(inventory: InventoryState | undefined, watch: Watch): Finding[] {
  const failing = inventory?.failing;
  if (failing === undefined || watch.now - Date.parse(failing.since) < watch.failingAfterMs) return [];
  const { fault, missing, since } = failing;
  const severity: Severity = nothingAtAll.has(fault) ? 'medium' : 'low';
  const label = `Kubernetes is not seen whole since ${since}: ${missing.slice(0, 4).join(', ')}${missing.length > 4 ? ` and ${missing.length - 4} more lists` : ''}`;
  return [report(watch, 'coverage-lost', severity, `kubernetes-${fault}`, { subject: 'kubernetes-api', workload: 'the Kubernetes API', object: 'kubernetes-api', label, since: Date.parse(since) })];
} // prettier-ignore

/**
 * One finding for a cluster whose inventory was to be pushed and is not, or no more: nobody else tells of it, and silence is judged by it.
 * @param pushesSince RFC 3339: when a cluster was enrolled as one that pushes
 */
export function inventoryLost(inventory: InventoryState | undefined, pushesSince: string | undefined, watch: Watch): Finding[] {
  const last = inventory?.by === 'push' ? inventory.asOf : inventory === undefined ? pushesSince : undefined;
  if (last === undefined || watch.now - Date.parse(last) <= watch.staleAfterMs) return [];
  const when = inventory === undefined ? 'ever: it was enrolled at' : 'since';
  const label = `no inventory was pushed ${when} ${last.slice(0, 19)}Z: what is new has no owner, and which sentinels are silent is not known`;
  return [report(watch, 'coverage-lost', 'medium', 'inventory-not-pushed', { subject: 'inventory', workload: 'the inventory', object: 'inventory', label, since: Date.parse(last) })];
} // prettier-ignore

interface About {
  readonly subject: string;
  readonly workload: string;
  readonly object: string;
  readonly label: string;
  /** Milliseconds since 1970. */
  readonly since: number;
}

export function report(watch: Watch, kind: DeviationKind, severity: Severity, reason: string, about: About): Finding {
  const { cluster, baseline } = watch;
  const lineage = about.subject.startsWith('node/') ? nodeLineage(cluster, about.subject.slice(5)) : lineageFrom(cluster, about.subject); // prettier-ignore
  return {
    id: findingId(cluster, kind, lineage, about.object),
    cluster,
    kind,
    lineage,
    workload: about.workload.slice(0, 600),
    object: about.object,
    label: about.label.slice(0, 600),
    verdict: 'alert',
    severity,
    reason,
    techniques: [...deviations[kind].techniques],
    firstSeen: new Date(about.since).toISOString(),
    seenBy: 'sweep',
    judgedWith: { baseline: baseline.version, intelligence: 'none', mode: baseline.mode },
  };
}
