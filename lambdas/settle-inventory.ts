import { eachOf } from '../adapters/each-of.ts';
import type { ClusterId, Lineage } from '../core/ids.ts';
import { ownerUid } from '../core/interval.ts';
import type { InventoryState, LookFault } from '../core/inventory/cluster-facts.ts';
import { holderChanges } from '../core/inventory/holders.ts';
import { changesBetween } from '../core/inventory/observed.ts';
import { type Exposure, exposureId, exposureObject } from '../core/inventory/exposure.ts';
import { couldSee, ownersKnown, type Sighting, sightingIn } from '../core/inventory/sighting.ts';
import type { ListName, Snapshot } from '../core/inventory/snapshot.ts';
import type {
  ClusterPartStore,
  ExposureStore,
  NamespaceStore,
  NodeStore,
  ObservedStore,
  RosterStore,
  TraitsStore,
} from '../core/ports/clusters.ts';
import type { IntervalStore, WorkloadStore } from '../core/ports/graph.ts';
import type { Clock, Log, Meter } from '../core/ports/runtime.ts';
import { type Workload, withImages } from '../core/workload.ts';
import { admitWorkload } from './admit-workload.ts';

/** Writes of one look under way at a time: a cluster of thousands of pods is settled within what a gateway waits. */
const atOnce = 16;

export interface SettleDeps {
  readonly workloads: WorkloadStore;
  readonly intervals: IntervalStore;
  readonly exposures: ExposureStore;
  readonly traits: TraitsStore;
  readonly namespaces: NamespaceStore;
  readonly nodes: NodeStore;
  readonly parts: ClusterPartStore;
  readonly rosters: RosterStore;
  /** Who made a workload, as far as the audit log has told. */
  readonly creatorOf: (workload: Workload) => Promise<string | undefined>;
  readonly now: Clock;
  readonly log: Log;
  readonly meter: Meter;
  /** Milliseconds since 1970: whoever waits for the end does so until then. @default as long as it takes */
  readonly until?: number;
}

/** Not all of a look was written in time. What was stays written, and the next look goes on from there. */
export class OutOfTime extends Error {
  override readonly name = 'OutOfTime';
}

function inTime({ now, until }: Pick<SettleDeps, 'now' | 'until'>): void {
  if (until !== undefined && now() > until) throw new OutOfTime('the look was larger than the time');
}

/**
 * Writes what a look at a cluster showed to be new, changed or gone. Safe to repeat, and looks may overtake each other:
 * each value carries the time of its look. What a look could not see is left as it was.
 */
export async function settleInventory(cluster: ClusterId, by: InventoryState['by'], snapshot: Snapshot, deps: SettleDeps): Promise<void> {
  const seen = sightingIn(cluster, snapshot);
  const { at } = snapshot;
  // The workloads first: who is told of what they are made of or how they are reached finds them.
  const lines = seen.workloads === undefined ? new Map<Lineage, Lineage>() : await admitted(cluster, snapshot, seen.workloads, deps);
  const sighting = underLines(seen, cluster, lines);
  await settleHolders(cluster, snapshot, sighting.intervals, deps);
  const { traits, exposures, namespaces, nodes } = sighting;
  if (traits !== undefined) await settle(cluster, 'workloads', deps.traits, traits, ({ lineage }) => lineage, at, () => ownersKnown(snapshot), deps);
  if (exposures !== undefined) await settle(cluster, 'exposures', deps.exposures, dashboardsFirst(exposures), ({ id }) => id, at, ({ kind }) => couldSee(snapshot, kind), deps, isSameWay);
  if (namespaces !== undefined) await settle(cluster, 'namespaces', deps.namespaces, namespaces, ({ name }) => name, at, () => true, deps);
  if (nodes !== undefined) await settle(cluster, 'nodes', deps.nodes, nodes, ({ name }) => name, at, () => true, deps);
  if (snapshot.odd > 0) deps.meter.count('discover.odd-objects', snapshot.odd);
  await keepState(cluster, by, snapshot, deps);
} // prettier-ignore

async function settle<Value extends Parameters<typeof changesBetween>[0][number], Id extends string>(
  cluster: ClusterId,
  what: string,
  store: ObservedStore<Value, Id>,
  seen: readonly Value[],
  idOf: (value: Value) => Id,
  at: string,
  mayEnd: (value: Value) => boolean,
  deps: SettleDeps,
  goesOn?: (old: Value, next: Value) => boolean,
): Promise<Value[]> {
  const { now, meter } = deps;
  const changes = changesBetween(await store.ofCluster(cluster), seen, idOf, at, mayEnd, goesOn);
  const changedAt = new Date(now()).toISOString();
  // Dashboards come before the ways to them.
  await eachOf(changes, what === 'exposures' ? 1 : atOnce, async (value) => {
    inTime(deps);
    await store.put(value, changedAt);
  });
  if (changes.length > 0) meter.count('discover.changes', changes.length, what);
  return changes;
}

/** Whoever judges the way to a dashboard finds the dashboard open already. */
const dashboardsFirst = (exposures: readonly Exposure[]) => exposures.toSorted((one, other) => Number(other.dashboard !== undefined) - Number(one.dashboard !== undefined)); // prettier-ignore

/** A way in that was narrow and became open is another one, which is open since now. */
const isSameWay = (one: Exposure, other: Exposure) => exposureObject(one) === exposureObject(other);

/** The lineage under which each workload of a look is known: the older one where it goes one on. */
type Lines = ReadonlyMap<Lineage, Lineage>;

async function admitted(cluster: ClusterId, snapshot: Snapshot, workloads: readonly Workload[], deps: SettleDeps): Promise<Lines> {
  const before = new Map((await deps.workloads.ofCluster(cluster)).map((workload) => [workload.lineage, workload]));
  const changedAt = new Date(deps.now()).toISOString();
  const lines = new Map<Lineage, Lineage>();
  for (const workload of workloads) {
    inTime(deps);
    const known = before.get(workload.lineage);
    const goesOn = known?.descent?.kind === 'continues' ? known.descent.from : workload.lineage;
    lines.set(workload.lineage, goesOn);
    const settled = known !== undefined && withImages(before.get(goesOn)?.images ?? known.images, workload.images) === (before.get(goesOn)?.images ?? known.images);
    if (!settled) {
      const creator = known?.creator ?? (await deps.creatorOf(workload));
      lines.set(workload.lineage, (await admitWorkload({ ...workload, ...(creator === undefined ? {} : { creator }) }, changedAt, deps)).lineage);
    } else if (known.creator === undefined && isYoung(known, snapshot)) {
      const creator = await deps.creatorOf(known);
      if (creator !== undefined) await deps.workloads.nameCreator(cluster, known.lineage, creator, changedAt);
    }
  }
  return lines;
} // prettier-ignore

/** The sighting with every workload under the lineage by which it is known. */
function underLines(sighting: Sighting, cluster: ClusterId, lines: Lines): Sighting {
  const lineOf = (lineage: Lineage) => lines.get(lineage) ?? lineage;
  return {
    ...sighting,
    intervals: sighting.intervals.map((interval) => {
      const { owner } = interval;
      return owner.kind === 'pod' ? { ...interval, owner: { ...owner, workload: { ...owner.workload, lineage: lineOf(owner.workload.lineage) } } } : interval;
    }),
    traits: sighting.traits?.map((one) => ({ ...one, lineage: lineOf(one.lineage) })),
    exposures: sighting.exposures?.map((one) => {
      if (one.workload === undefined || lineOf(one.workload.lineage) === one.workload.lineage) return one;
      const moved = { ...one, workload: { ...one.workload, lineage: lineOf(one.workload.lineage) } };
      return { ...moved, id: exposureId(cluster, moved) };
    }),
  };
} // prettier-ignore

/** Records of the audit log come late, but not later than that. */
const auditWaitMs = 86_400_000;

function isYoung({ createdAt }: Workload, { at }: Snapshot): boolean {
  return Date.parse(at) - Date.parse(createdAt) < auditWaitMs;
}

async function settleHolders(cluster: ClusterId, snapshot: Snapshot, intervals: Parameters<typeof holderChanges>[1], deps: SettleDeps): Promise<void> {
  const roster = (await deps.rosters.read(cluster)) ?? [];
  const changes = holderChanges(roster, intervals, snapshot);
  if (changes.began.length + changes.ended.length === 0) return;
  await eachOf(changes.ended, atOnce, async ({ address, uid, to }) => {
    const stored = (await deps.intervals.of(cluster, address)).find(({ owner }) => ownerUid(owner) === uid);
    // Who asked Kubernetes at once may have closed it already, and knew better.
    if (stored !== undefined && stored.to === undefined) await deps.intervals.put(cluster, { ...stored, to: Math.max(to, stored.from) });
  });
  const undone = new Map(changes.began.map((interval) => [`${interval.address} ${ownerUid(interval.owner)}`, interval]));
  try {
    await eachOf([...undone], atOnce, async ([key, interval]) => {
      inTime(deps);
      const known = (await deps.intervals.of(cluster, interval.address)).some(({ owner }) => ownerUid(owner) === ownerUid(interval.owner));
      if (!known) await deps.intervals.put(cluster, interval);
      undone.delete(key);
    });
  } catch (error) {
    // So that the next look begins with those that are left.
    if (error instanceof OutOfTime) await deps.rosters.write(cluster, changes.roster.filter(({ address, uid }) => !undone.has(`${address} ${uid}`)));
    throw error;
  }
  // Last, so that a run that broke off in the middle is made up for by the next.
  await deps.rosters.write(cluster, changes.roster);
  deps.meter.count('discover.changes', changes.began.length + changes.ended.length, 'addresses');
} // prettier-ignore

/** The gravest fault stands for all: what denies everything comes before what denies one list. */
const gravity: readonly LookFault[] = ['no-token', 'unauthorized', 'untrusted', 'unreachable', 'timeout', 'throttled', 'error', 'expired', 'forbidden', 'too-large', 'not-understood']; // prettier-ignore

async function keepState(cluster: ClusterId, by: InventoryState['by'], snapshot: Snapshot, { parts, log, meter }: SettleDeps): Promise<void> {
  const missing = Object.entries(snapshot.missing) as [ListName, LookFault][];
  const [fault] = missing.map(([, reason]) => reason).toSorted((a, b) => gravity.indexOf(a) - gravity.indexOf(b));
  for (let attempt = 1; attempt <= 3; attempt++) {
    const stored = await parts.find(cluster, 'inventory');
    const before = stored?.value;
    if (before !== undefined && Date.parse(before.asOf) > Date.parse(snapshot.at)) return;
    const failing = fault === undefined ? {} : { failing: { since: before?.failing?.since ?? snapshot.at, fault, missing: missing.map(([name, reason]) => `${name}: ${reason}`).slice(0, 32) } };
    const counts = Object.fromEntries(Object.entries(snapshot.items).map(([name, items]) => [name, items.length]));
    const whole = fault === undefined ? { wholeAt: snapshot.at, counts } : { ...(before?.wholeAt === undefined ? {} : { wholeAt: before.wholeAt }), ...(before?.counts === undefined ? {} : { counts: before.counts }) };
    const version = snapshot.version ?? before?.version;
    const state: InventoryState = { cluster, by, ...whole, ...(version === undefined ? {} : { version }), ...failing, asOf: snapshot.at };
    if ((await parts.put('inventory', state, stored?.revision)) === 'stale') continue;
    if (fault !== undefined) {
      log.warn('the inventory is not whole', { cluster, reason: fault, missing: failing.failing?.missing });
      meter.count('discover.not-whole', 1, fault);
    }
    return;
  }
  throw new Error(`the inventory state of ${cluster} changed three times while it was being written`);
} // prettier-ignore
