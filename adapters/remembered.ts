import type { ClusterId } from '../core/ids.ts';
import type { Clock } from '../core/ports/runtime.ts';
import { Recent } from './recent.ts';
import { sortedBy } from './sorted-by.ts';

/** Where things of a cluster come from, and by what each is known. */
export interface Source<Value> {
  all(cluster: ClusterId): Promise<readonly Value[]>;
  /** Those that were written at `since` (RFC 3339) or later. */
  changedSince(cluster: ClusterId, since: string): Promise<readonly Value[]>;
  keyOf(value: Value): string;
}

/** All times in milliseconds. */
export interface Bounds {
  /** How much longer than the moment that it names a write may take until it can be read. */
  readonly lateMs: number;
  /** After this everything is read anew: what was deleted is forgotten then, and what came later than `lateMs` is found. */
  readonly wholeMs: number;
  /** Values kept, of all clusters together; a cluster with more is read each time. */
  readonly most: number;
}

interface Kept<Value> {
  /** In order of their keys. The same list as long as nothing changed. */
  readonly values: readonly Value[];
  /** By the clock that writers name moments with. */
  readonly asOf: number;
  /** By a clock that nobody sets. */
  readonly readAt: number;
  readonly wholeAt: number;
}

/** @param withinMs gives what was read at most so long ago, without asking again */
export type Remembered<Value> = (cluster: ClusterId, withinMs?: number) => Promise<readonly Value[]>;

/**
 * What was read of each cluster, kept between calls and brought up to date with what changed since. docs/adr/0016.
 * @param now the clock that writers name moments with, which a scenario may set
 * @param elapsed milliseconds on a clock that only runs
 */
export function remembered<Value>(source: Source<Value>, bounds: Bounds, now: Clock, elapsed: () => number = () => performance.now()): Remembered<Value> {
  const kept = new Recent<Kept<Value>>(bounds.most, ({ values }) => values.length + 1);
  return async (cluster, withinMs = 0) => {
    const before = kept.get(cluster);
    const at = { asOf: now(), readAt: elapsed() };
    if (before !== undefined && at.readAt - before.readAt < withinMs) return before.values;
    const isOld = before === undefined || at.readAt - before.wholeAt >= bounds.wholeMs || !ranEvenly(before, at);
    const values = isOld ? await source.all(cluster) : joined(before.values, await source.changedSince(cluster, new Date(before.asOf - bounds.lateMs).toISOString()), source.keyOf);
    if (values.length < bounds.most) kept.set(cluster, { values, ...at, wholeAt: isOld ? at.readAt : before.wholeAt });
    else kept.delete(cluster);
    return values;
  };
} // prettier-ignore

/** By the clock of writers, and by one that only runs. */
interface Look {
  readonly asOf: number;
  readonly readAt: number;
}

/** A clock that was set, or that a scenario lets run faster, names moments of which nobody can say how long they take until they can be read. */
export function ranEvenly(before: Look, now: Look): boolean {
  const passed = now.asOf - before.asOf;
  return passed >= 0 && passed <= 2 * (now.readAt - before.readAt) + 60_000;
}

function joined<Value>(values: readonly Value[], changed: readonly Value[], keyOf: (value: Value) => string): readonly Value[] {
  if (changed.length === 0) return values;
  const byKey = new Map(values.map((value) => [keyOf(value), value]));
  for (const value of changed) byKey.set(keyOf(value), value);
  return sortedBy([...byKey.values()], keyOf);
} // prettier-ignore
