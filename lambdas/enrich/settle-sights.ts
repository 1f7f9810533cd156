import type { ArchiveRecord } from '../../core/archive.ts';
import { noCounters, rose } from '../../core/conversation.ts';
import { type CounterSheet, emptySheet, foldSheet, type SheetLine } from '../../core/counter-sheet.ts';
import { type Edge, edgeContent, mergeEdges } from '../../core/edge.ts';
import type { EdgeId } from '../../core/ids.ts';
import { lostPpmOf, windowTeaches } from '../../core/learn.ts';
import type { CounterStore, EdgeStore } from '../../core/ports/graph.ts';
import type { Meter } from '../../core/ports/runtime.ts';
import { hourOf } from '../../core/resolve.ts';
import type { NodeGuard } from './node-guard.ts';
import { type ResolvedSight, sheetLine } from './sights.ts';

/** How often a write is decided again because someone else wrote in between, before the message goes back to the queue. */
const attempts = 8;
/** Fewer than the connections that a client of AWS holds open. */
const writtenAtOnce = 32;

/** What settling has to know of the batch that sights came in: the batch says so, and its record in the archive. */
export type SightsAbout = Pick<
  ArchiveRecord,
  'cluster' | 'node' | 'bootId' | 'seq' | 'receivedAt' | 'clockOffsetMs' | 'window' | 'coverage'
> & {
  /** Milliseconds since 1970. @default when it was received */
  readonly settledAt?: number;
};

export interface SettleDeps {
  readonly edges: EdgeStore;
  readonly counters: CounterStore;
  readonly meter: Meter;
  /** Kept by the caller between batches. Without one, a node may add as much as it tells. */
  readonly guard?: NodeGuard;
}

export type Sight = Omit<ResolvedSight, 'workloads' | 'foreign'>;

/** Edges and counters of sights that are resolved, whether they just came or were archived. Gives the edges that the node may not add now. */
export async function settleSights(
  sights: readonly Sight[],
  about: SightsAbout,
  deps: SettleDeps,
): Promise<ReadonlySet<EdgeId>> {
  const refused = new Set<EdgeId>();
  const end = endingHour(about.window, about.clockOffsetMs);
  for (const [hour, ofHour] of byHour(sights, end))
    for (const edge of await settleHour(hour, ofHour, hour === end, about, deps)) refused.add(edge);
  return refused;
}

/** The hour that a window ends in, event time: one that ends as an hour begins lies in the hour before. */
export function endingHour({ to }: { readonly to: string }, clockOffsetMs = 0): string {
  return hourOf(Date.parse(to) + clockOffsetMs - 1);
}

/** The sights of a record, as they were when they came. */
export function sightsIn({ sights }: ArchiveRecord): Sight[] {
  return sights.map(({ key, generation, direction, edge, connections, bytesOut, bytesIn, lastSeen }) => {
    const counters = { connections, bytesOut, bytesIn, lastSeen };
    return { key, generation, edge, counters, line: sheetLine(key, generation, direction, edge, counters) };
  });
}

/**
 * The hour in which the window ends comes last, and always: it notes that the batch is in, which holds only once the other
 * hours have theirs, and a heartbeat without conversations shows there that the node is alive.
 */
function byHour(sights: readonly Sight[], end: string): [hour: string, sights: Sight[]][] {
  const hours = new Map<string, Sight[]>();
  for (const sight of sights) {
    const hour = hourOf(sight.counters.lastSeen);
    const there = hours.get(hour);
    if (there === undefined) hours.set(hour, [sight]);
    else there.push(sight);
  }
  const last = hours.get(end) ?? [];
  hours.delete(end);
  return [...hours, [end, last]];
}

/** Gives the edges that the node may not add now: nothing of them is kept, so that a later heartbeat tells them again. */
async function settleHour(
  hour: string,
  sights: readonly Sight[],
  whole: boolean,
  about: SightsAbout,
  deps: SettleDeps,
): Promise<ReadonlySet<EdgeId>> {
  const {
    cluster,
    node,
    bootId,
    receivedAt,
    seq,
    window,
    coverage,
    clockOffsetMs,
    settledAt = Date.parse(receivedAt),
  } = about;
  const sheetRef = { cluster, node, bootId, hour };
  const batch = {
    windowMs: Date.parse(window.to) - Date.parse(window.from),
    lostPpm: lostPpmOf(coverage),
    madeAt: Date.parse(window.to) + clockOffsetMs,
    settledAt,
    whole,
  };
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const stored = await deps.counters.read(sheetRef);
    const sheet = stored?.value ?? emptySheet;
    const known = new Map(sheet.lines.map((line) => [line.key, line]));
    const fresh = sights.filter((sight) => isNews(sight, known.get(sight.line.key)));
    const refused = await storeEdges(fresh, known, about, deps);
    const kept = sights.filter(({ edge }) => !refused.has(edge.id));
    const next = foldSheet(sheet, kept.map((sight) => sight.line), seq, receivedAt, batch); // prettier-ignore
    if (stored !== undefined && sameSheet(sheet, next)) return refused;
    if ((await deps.counters.write(sheetRef, next, stored?.revision)) === 'stored') return refused;
  }
  throw new Error(`the counters of ${node} changed ${attempts} times while they were being written`);
}

/** A conversation that this hour has not seen yet, or that says something it did not say before. */
function isNews(sight: Sight, known: SheetLine | undefined): boolean {
  return known === undefined || known.content !== sight.line.content || (rose(noCounters, sight.counters) && !rose(noCounters, known.counters)); // prettier-ignore
}

function sameSheet(one: CounterSheet, other: CounterSheet): boolean {
  const { lines, ...rest } = one;
  const { lines: others, ...otherRest } = other;
  return lines.length === others.length && lines.every((line, at) => sameLine(line, others[at]!)) && JSON.stringify(rest) === JSON.stringify(otherRest);
} // prettier-ignore

function sameLine(one: SheetLine, other: SheetLine): boolean {
  if (one === other) return true;
  const [a, b] = [one.counters, other.counters];
  const counted = a.connections === b.connections && a.bytesOut === b.bytesOut && a.bytesIn === b.bytesIn && a.lastSeen === b.lastSeen; // prettier-ignore
  return counted && one.key === other.key && one.edge === other.edge && one.content === other.content && one.direction === other.direction; // prettier-ignore
}

async function storeEdges(
  sights: readonly Sight[],
  known: ReadonlyMap<string, SheetLine>,
  about: SightsAbout,
  deps: SettleDeps,
): Promise<ReadonlySet<EdgeId>> {
  const { coverage, receivedAt, settledAt = Date.parse(receivedAt) } = about;
  const changedAt = new Date(settledAt).toISOString();
  const teaches = windowTeaches(coverage);
  const wanted = new Map<EdgeId, Edge>();
  for (const sight of sights) {
    const before = known.get(sight.line.key)?.counters ?? noCounters;
    const edge = teaches && rose(before, sight.counters) ? sight.edge : withoutSupport(sight.edge, teaches);
    const twin = wanted.get(edge.id);
    wanted.set(edge.id, twin === undefined ? edge : mergeEdges(twin, edge));
  }
  const refused = new Set<EdgeId>();
  for (let attempt = 1; wanted.size > 0; attempt++) {
    if (attempt > attempts) throw new Error(`${wanted.size} edges changed ${attempts} times while being written`);
    const stored = await deps.edges.find([...wanted.values()]);
    const fresh = attempt > 1 ? [] : [...wanted.values()].filter(({ id }) => !stored.has(id));
    for (const { id } of overflow(fresh, about, deps)) {
      refused.add(id);
      wanted.delete(id);
    }
    const store = async (edge: Edge) => {
      const before = stored.get(edge.id);
      const merged = before === undefined ? edge : mergeEdges(before.value, edge);
      const unchanged = before !== undefined && sameEdge(before.value, merged);
      if (!unchanged && (await deps.edges.put(merged, before?.revision, changedAt)) !== 'stored') return;
      wanted.delete(edge.id);
      if (before === undefined) deps.meter.count('enrich.edges', 1, 'new');
    };
    const all = [...wanted.values()];
    for (let at = 0; at < all.length; at += writtenAtOnce) await Promise.all(all.slice(at, at + writtenAtOnce).map(store));
  }
  return refused;
} // prettier-ignore

/** Of edges that nobody told of before, those beyond what the node may add. A flood must not hide a miner: what speaks of mining goes first. */
function overflow(fresh: readonly Edge[], { cluster, node }: SightsAbout, { guard }: SettleDeps): readonly Edge[] {
  if (guard === undefined || fresh.length === 0) return [];
  const mines = ({ operations }: Edge) => (operations.some(({ app }) => app === 'mining') ? 0 : 1);
  return fresh.toSorted((a, b) => mines(a) - mines(b)).slice(guard.grant(cluster, node, fresh.length));
}

/** An edge that earns nothing here; what a window with loss said is marked, so that it is never learned. */
function withoutSupport(edge: Edge, teaches: boolean): Edge {
  const operations = teaches ? edge.operations : edge.operations.map((one) => ({ ...one, lossy: true as const }));
  return { ...edge, support: { hours: [], pods: [] }, operations };
}

function sameEdge(one: Edge, other: Edge): boolean {
  const support = (edge: Edge) =>
    JSON.stringify([
      edge.support,
      edge.firstSeen,
      edge.oddSince,
      edge.seenBy,
      edge.operations.map((operation) => operation.lossy === true),
    ]);
  return edgeContent(one) === edgeContent(other) && support(one) === support(other);
}
