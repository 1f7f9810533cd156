import type { Counters } from '../core/conversation.ts';
import { latestLines, type SheetLine, totalsByEdge, totalsOfLines } from '../core/counter-sheet.ts';
import type { ClusterId, EdgeId } from '../core/ids.ts';
import type { CounterStore } from '../core/ports/graph.ts';
import type { Clock } from '../core/ports/runtime.ts';
import { hourOf } from '../core/resolve.ts';
import { ranEvenly } from './remembered.ts';

/** @param withinMs gives what was read at most so long ago, without asking again */
export type Totals = (cluster: ClusterId, withinMs?: number) => Promise<ReadonlyMap<EdgeId, Counters>>;

/** Totals of each edge, from all sheets each time. */
export function totalsOf(counters: CounterStore): Totals {
  return async (cluster) => totalsByEdge((await counters.ofCluster(cluster)).map(({ sheet }) => sheet));
}

interface Folded {
  readonly lines: Map<string, SheetLine>;
  readonly totals: ReadonlyMap<EdgeId, Counters>;
  /** By the clock that hours are told by. */
  readonly asOf: number;
  /** By a clock that only runs. */
  readonly readAt: number;
  readonly wholeAt: number;
}

const wholeMs = 6 * 3_600_000;
/** What comes later than this is counted when all is read anew. */
const lateMs = 3_600_000;
const mostLines = 400_000;
const nodesAtOnce = 16;

/**
 * The same, kept between calls: counters fold by the larger, so that reading the last two hours again and folding them in
 * gives what folding everything would. docs/adr/0016.
 */
export function rememberedTotals(counters: CounterStore, now: Clock, elapsed: () => number = () => performance.now()): Totals {
  let kept: { readonly cluster: ClusterId; readonly folded: Folded } | undefined;

  async function sheetsSince(cluster: ClusterId, hour: string, at: number) {
    const nodes = (await counters.heard(cluster, at)).filter(({ heardAt }) => hourOf(Date.parse(heardAt)) >= hour);
    const sheets = [];
    for (let from = 0; from < nodes.length; from += nodesAtOnce) {
      const some = nodes.slice(from, from + nodesAtOnce);
      sheets.push(...(await Promise.all(some.map(({ node }) => counters.since(cluster, node, hour)))).flat());
    }
    return sheets;
  }

  return async (cluster, withinMs = 0) => {
    const before = kept?.cluster === cluster ? kept.folded : undefined;
    const at = { asOf: now(), readAt: elapsed() };
    if (before !== undefined && at.readAt - before.readAt < withinMs) return before.totals;
    const isOld = before === undefined || at.readAt - before.wholeAt >= wholeMs || !ranEvenly(before, at);
    const lines = isOld ? latestLines((await counters.ofCluster(cluster)).map(({ sheet }) => sheet)) : new Map(before.lines);
    if (!isOld) latestLines(await sheetsSince(cluster, hourOf(before.asOf - lateMs), at.asOf), lines);
    const totals = totalsOfLines(lines.values());
    kept = lines.size > mostLines ? undefined : { cluster, folded: { lines, totals, ...at, wholeAt: isOld ? at.readAt : before.wholeAt } };
    return totals;
  };
} // prettier-ignore
