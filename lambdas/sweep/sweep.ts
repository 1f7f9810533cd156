import { type Baseline, hasEndedSince, initialBaseline } from '../../core/baseline.ts';
import { isSteadyBeat, type Reading } from '../../core/beacon.ts';
import type { CounterSheet } from '../../core/counter-sheet.ts';
import type { Change } from '../../core/change.ts';
import type { Finding } from '../../core/finding.ts';
import { beaconOn, edgesInQuestion, volumeOn } from '../../core/judge-beacon.ts';
import type { ClusterId } from '../../core/ids.ts';
import type { InventoryState, SweepState } from '../../core/inventory/cluster-facts.ts';
import { contradicted, sightlessNodes } from '../../core/inventory/sightless.ts';
import {
  failingLook,
  inventoryLost,
  isLateAtMost,
  overdueSentinels,
  silentSentinels,
  type Watch,
} from '../../core/inventory/watch.ts';
import type { ClusterPartStore, ClusterStore, ExposureStore, NodeStore } from '../../core/ports/clusters.ts';
import type { CounterStore, EdgeStore } from '../../core/ports/graph.ts';
import type { BaselineStore, IncidentStore } from '../../core/ports/judgement.ts';
import { hourOf } from '../../core/resolve.ts';
import { tolerableSilence } from '../../core/tolerable-silence.ts';
import { isLargeVolume } from '../../core/volume.ts';
import { reviewDue } from '../published-review.ts';
import { type TellDeps, tellFindings } from '../tell-findings.ts';
import { type RiskDeps, trackRisks } from './risks.ts';
import { tellUntold } from './untold.ts';

export interface SweepDeps extends TellDeps, RiskDeps {
  readonly clusters: Pick<ClusterStore, 'all'>;
  readonly baseline: BaselineStore;
  readonly incidents: IncidentStore;
  readonly edges: EdgeStore;
  readonly counters: CounterStore;
  readonly exposures: ExposureStore;
  readonly nodes: NodeStore;
  readonly parts: ClusterPartStore;
  /** How long a sentinel may say nothing, how old an inventory may be to be believed, how long looks may fail; milliseconds. */
  readonly silentAfterMs: number;
  readonly staleAfterMs: number;
  readonly failingAfterMs: number;
  /** Judges as detect does; what is known already changes nothing. */
  readonly judge: (changes: readonly Change[]) => Promise<void>;
  /** Teaches what the stream cannot, because the edge itself does not change any more. */
  readonly settleLearning: (cluster: ClusterId) => Promise<unknown>;
  /** Makes the review list that people see. */
  readonly publishReview: (cluster: ClusterId, at: string) => Promise<void>;
}

export interface WholeSweepDeps extends SweepDeps {
  readonly tellDigest: (cluster: ClusterId) => Promise<void>;
  readonly tellStaleFeeds: () => Promise<void>;
}

/** What a sweep does: who is silent, what changed lately, or everything. Each includes those before it. */
export type SweepReach = 'silence' | 'changed' | 'all';

/** Without a scenario: sentinels speak each minute, discover looks each minute. */
export const sweepTimes = {
  silentAfterMs: tolerableSilence(60_000),
  staleAfterMs: 10 * 60_000,
  failingAfterMs: 5 * 60_000,
} as const;

/** How long after the last sweep of its kind the next one is due. */
const changedEveryMs = 5 * 60_000;
const allEveryMs = 24 * 60 * 60_000;
/** On a cluster's first day its first sweep saw next to nothing, and nobody waits a day for the risks in what it says. */
const tracedEveryMs = 60 * 60_000;

/** How far a sweep goes now. One that was missed is made up for by the next. */
export function reachAt(state: SweepState | undefined, at: number): SweepReach {
  if (state === undefined || at - Date.parse(state.allAt) >= allEveryMs) return 'all';
  return at - Date.parse(state.changedAt) >= changedEveryMs ? 'changed' : 'silence';
}

/** Whether the risk trackers see all conversations now, beyond those of the daily sweep. */
export function tracesAt({ firstAt, tracedAt }: SweepState, at: number): boolean {
  if (firstAt === undefined || at - Date.parse(firstAt) >= allEveryMs) return false;
  return tracedAt === undefined || at - Date.parse(tracedAt) >= tracedEveryMs;
}

/** As many as a batch of the stream holds. */
const judgedAtOnce = 100;

/** Looked back beyond the last sweep, for writes that were on their way: judging twice changes nothing. */
const lookBackMs = 2 * changedEveryMs;

/**
 * The baseline diff without the stream: finds who is silent, what the stream missed, whom nobody was told of, and what
 * invites the next attack. One cluster that fails holds up no other.
 */
export async function sweep(deps: WholeSweepDeps): Promise<void> {
  const failed: string[] = [];
  for (const { id, pushes, enrolledAt } of await deps.clusters.all()) {
    const works = [() => sweepCluster(id, deps, pushes === true ? enrolledAt : undefined), () => deps.tellDigest(id)];
    for (const work of works) {
      const error = await work().then(
        () => undefined,
        (thrown: Error) => thrown,
      );
      if (error === undefined) continue;
      failed.push(id);
      deps.log.error('a cluster could not be swept', { cluster: id, error: error.message });
      deps.meter.count('sweep.failed', 1);
    }
  }
  await deps.tellStaleFeeds();
  const ids = [...new Set(failed)];
  if (ids.length > 0) throw new Error(`${ids.length} clusters could not be swept: ${ids.slice(0, 5).join(', ')}`);
} // prettier-ignore

/** @param pushesSince since when it is enrolled as a cluster that pushes its inventory */
export async function sweepCluster(cluster: ClusterId, deps: SweepDeps, pushesSince?: string): Promise<void> {
  const now = deps.now();
  const last = await deps.parts.find(cluster, 'sweep');
  const reach = reachAt(last?.value, now);
  const state = (await deps.baseline.state(cluster)) ?? initialBaseline(cluster, new Date(now).toISOString(), 'plumbline'); // prettier-ignore
  const inventory = (await deps.parts.find(cluster, 'inventory'))?.value;
  const lost = inventoryLost(inventory, pushesSince, watchOf(cluster, state, deps));
  await tellFindings([...(await watched(cluster, state, inventory, deps)), ...lost], deps);
  if (reach === 'silence') return;
  const since = new Date(Date.parse(last?.value.changedAt ?? new Date(now).toISOString()) - lookBackMs).toISOString();
  const edges = reach === 'all' ? await deps.edges.ofCluster(cluster) : await deps.edges.changedSince(cluster, since);
  await judgeAll(
    edges.map((value) => ({ kind: 'edge', value })),
    deps,
  );
  await judgeAll(await openedLately(cluster, reach, deps), deps);
  if (isNewHour(last?.value.changedAt, now)) await tellFindings(await beacons(cluster, deps), deps);
  // Ten minutes into the hour: what the hour before holds is then nothing that is still on its way from somewhere.
  if (isNewHour(last?.value.changedAt, now, 10 * 60_000)) await tellFindings(await sightless(cluster, state, deps), deps); // prettier-ignore
  if (reach === 'all' || hasEndedSince(state, Date.parse(since))) await deps.settleLearning(cluster);
  await tellUntold(cluster, deps);
  const tracing = reach === 'all' || (last !== undefined && tracesAt(last.value, now));
  await trackRisks(cluster, tracing, inventory, deps);
  const at = new Date(now).toISOString();
  const reviewing = reach === 'all' || reviewDue(last?.value.reviewedAt, state, now);
  if (reviewing) await deps.publishReview(cluster, at);
  // Last, so that a sweep that broke off is begun again.
  await deps.parts.put(
    'sweep',
    {
      cluster,
      changedAt: at,
      allAt: reach === 'all' ? at : (last?.value.allAt ?? at),
      reviewedAt: reviewing ? at : last?.value.reviewedAt,
      firstAt: last === undefined ? at : last.value.firstAt,
      tracedAt: tracing ? at : last?.value.tracedAt,
    },
    last?.revision,
  );
  deps.meter.count('sweep.runs', 1, reach);
}

async function judgeAll(changes: readonly Change[], { judge }: SweepDeps): Promise<void> {
  for (let at = 0; at < changes.length; at += judgedAtOnce) await judge(changes.slice(at, at + judgedAtOnce));
}

/** Ways in that were opened within the day, once more: who opened them may have been told since. All, once a day. */
async function openedLately(cluster: ClusterId, reach: SweepReach, { exposures, now }: SweepDeps): Promise<Change[]> {
  const from = now() - 24 * 3_600_000;
  const open = (await exposures.ofCluster(cluster)).filter(({ goneAt, firstSeen }) => goneAt === undefined && (reach === 'all' || Date.parse(firstSeen) >= from)); // prettier-ignore
  return open.map((value) => ({ kind: 'exposure', value }));
}

function watchOf(cluster: ClusterId, { mode, version }: Baseline, { silentAfterMs, staleAfterMs, failingAfterMs, now }: SweepDeps): Watch {
  return { cluster, baseline: { mode, version }, now: now(), silentAfterMs, staleAfterMs, failingAfterMs };
} // prettier-ignore

/** Sentinels that claim to see nothing, against what others saw. All edges are read only where one does. */
async function sightless(cluster: ClusterId, baseline: Baseline, deps: SweepDeps): Promise<Finding[]> {
  const watch = watchOf(cluster, baseline, deps);
  const [nodes, heard] = await Promise.all([deps.nodes.ofCluster(cluster), deps.counters.heard(cluster, watch.now)]);
  const recent = new Map<string, readonly CounterSheet[]>();
  for (const { node } of heard) recent.set(node, await deps.counters.since(cluster, node, hourOf(watch.now - 3_600_000))); // prettier-ignore
  const names = sightlessNodes(nodes, recent, watch);
  if (names.size === 0) return [];
  const [edges, traits] = await Promise.all([deps.edges.ofCluster(cluster), deps.traits.ofCluster(cluster)]);
  return contradicted(names, recent, edges, traits, watch);
}

async function watched(cluster: ClusterId, baseline: Baseline, inventory: InventoryState | undefined, deps: SweepDeps): Promise<Finding[]> {
  const watch = watchOf(cluster, baseline, deps);
  const [nodes, heard] = await Promise.all([deps.nodes.ofCluster(cluster), deps.counters.heard(cluster, deps.now())]);
  const overdue = overdueSentinels(nodes, heard, inventory, watch);
  const late = new Map<string, number>();
  for (const { name } of overdue.sentinels.filter(isLateAtMost)) {
    const sheets = await deps.counters.since(cluster, name, hourOf(watch.now - 3_600_000));
    late.set(name, Math.max(0, ...sheets.map(({ lateMs }) => lateMs)));
  }
  return [...silentSentinels(overdue, late, watch), ...failingLook(inventory, watch)];
} // prettier-ignore

/** All counters of a cluster are read for it, so once an hour, and only where a way out is in question. */
function isNewHour(lastAt: string | undefined, now: number, after = 0): boolean {
  const hour = (at: number) => Math.floor((at - after) / 3_600_000);
  return lastAt === undefined || hour(Date.parse(lastAt)) !== hour(now);
}

/** Whether what goes out where it should not goes out at a steady beat, or in bulk. */
async function beacons(cluster: ClusterId, { incidents, counters }: SweepDeps): Promise<Finding[]> {
  const edges = edgesInQuestion(await incidents.ofCluster(cluster));
  if (edges.size === 0) return [];
  const readings = new Map<string, Reading[]>();
  for (const { node, bootId, hour, sheet } of await counters.ofCluster(cluster)) {
    for (const { edge, key, direction, counters: its } of sheet.lines) {
      if (direction !== 'out' || !edges.has(edge)) continue;
      const reading = { counter: JSON.stringify([node, bootId, key]), hour, connections: its.connections, bytesOut: its.bytesOut, bytesIn: its.bytesIn };
      readings.set(edge, [...(readings.get(edge) ?? []), reading]);
    }
  }
  return [...edges].flatMap(([edge, finding]) => {
    const its = readings.get(edge) ?? [];
    return [...(isSteadyBeat(its) ? [beaconOn(finding)] : []), ...(isLargeVolume(its) ? [volumeOn(finding)] : [])];
  });
} // prettier-ignore
