import { type BatchNumbers, withNumber } from './batch-numbers.ts';
import { type Counters, foldCounters, noCounters } from './conversation.ts';
import type { EdgeId } from './ids.ts';
import { tolerableSilence } from './tolerable-silence.ts';

/** One line: a conversation of one boot of one node, the edge that it speaks for, what that edge was last known to say. */
export interface SheetLine {
  /** 32 hex digits: digest of key, generation and edge. */
  readonly key: string;
  readonly edge: EdgeId;
  readonly direction: 'in' | 'out';
  /** `edgeContent` of what this conversation contributed, so that a known one costs no read of the edge. */
  readonly content: string;
  readonly counters: Counters;
}

/** The counters of one (cluster, node, boot, hour). Sheets fold by max, line by line. */
export interface CounterSheet {
  readonly lines: readonly SheetLine[];
  /** The highest batch number folded in, and when the last was received (RFC 3339). */
  readonly seq: number;
  readonly receivedAt: string;
  /** Milliseconds: the longest window of a batch folded in. A sentinel's heartbeats tell of all since the one before. */
  readonly paceMs: number;
  /** Parts in a million: of the events of the batch that lost most. */
  readonly lostPpm: number;
  /** Which batches whose windows end in this hour are in with all that they told. */
  readonly received: BatchNumbers;
  /** Milliseconds since 1970: since when batches came in without a break. */
  readonly heardSince: number;
  /** Milliseconds: the longest that a batch was overtaken for by later ones, while the sentinel was heard. */
  readonly lateMs: number;
}

export const emptySheet: CounterSheet = {
  lines: [],
  seq: 0,
  receivedAt: '1970-01-01T00:00:00.000Z',
  paceMs: 0,
  lostPpm: 0,
  received: [],
  heardSince: 0,
  lateMs: 0,
};

/** What a fold has to know of the batch besides its lines. */
export interface FoldedBatch {
  readonly windowMs?: number;
  readonly lostPpm?: number;
  /** Milliseconds since 1970: the end of the window, event time, and when the batch is settled. */
  readonly madeAt?: number;
  readonly settledAt?: number;
  /** False for the hours of a batch that are written before the one that its window ends in. */
  readonly whole?: boolean;
}

/** The sheet with these lines folded in. A line whose content grew takes the later content (by batch number). */
export function foldSheet(sheet: CounterSheet, lines: readonly SheetLine[], seq: number, receivedAt: string, batch: FoldedBatch = {}): CounterSheet {
  const { windowMs = 0, lostPpm = 0, whole = true } = batch;
  const heardSince = heardSinceOf(sheet, receivedAt);
  const byKey = new Map(sheet.lines.map((line) => [line.key, line]));
  for (const line of lines) {
    const before = byKey.get(line.key);
    const counters = foldCounters(before?.counters ?? noCounters, line.counters);
    const content = before === undefined || seq >= sheet.seq ? line.content : before.content;
    byKey.set(line.key, { ...line, content, counters });
  }
  return {
    lines: [...byKey.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1)),
    seq: Math.max(sheet.seq, seq),
    receivedAt: sheet.receivedAt > receivedAt ? sheet.receivedAt : receivedAt,
    paceMs: Math.max(sheet.paceMs, windowMs),
    lostPpm: Math.max(sheet.lostPpm, lostPpm),
    received: whole ? withNumber(sheet.received, seq) : sheet.received,
    heardSince,
    lateMs: Math.max(sheet.lateMs, lateMsOf(sheet, seq, heardSince, batch)),
  };
} // prettier-ignore

/** After a break everything begins anew: what was spooled meanwhile is no sign of how this sentinel is heard otherwise. */
function heardSinceOf({ receivedAt: before, heardSince, paceMs }: CounterSheet, receivedAt: string): number {
  return Date.parse(receivedAt) - Date.parse(before) > tolerableSilence(paceMs) ? Date.parse(receivedAt) : heardSince;
}

function lateMsOf(sheet: CounterSheet, seq: number, heardSince: number, { madeAt, settledAt }: FoldedBatch): number {
  if (madeAt === undefined || settledAt === undefined) return 0;
  return seq < sheet.seq && madeAt >= heardSince ? Math.max(0, settledAt - madeAt) : 0;
}

/** Totals of each edge over the sheets of a cluster: per boot and line the latest, summed; the client's side where it was seen, else the server's. */
export function totalsByEdge(sheets: readonly CounterSheet[]): Map<EdgeId, Counters> {
  return totalsOfLines(latestLines(sheets).values());
}

/** The latest of each line over these sheets, and over those that went `into` it before. */
export function latestLines(sheets: readonly CounterSheet[], into = new Map<string, SheetLine>()): Map<string, SheetLine> {
  for (const sheet of sheets) {
    for (const line of sheet.lines) {
      const before = into.get(line.key);
      into.set(line.key, before ? { ...line, counters: foldCounters(before.counters, line.counters) } : line);
    }
  }
  return into;
} // prettier-ignore

/** @param latest each line once */
export function totalsOfLines(latest: Iterable<SheetLine>): Map<EdgeId, Counters> {
  const sides = new Map<EdgeId, Record<'in' | 'out', Counters | undefined>>();
  for (const line of latest) {
    const side = sides.get(line.edge) ?? { in: undefined, out: undefined };
    sides.set(line.edge, { ...side, [line.direction]: sum(side[line.direction] ?? noCounters, line.counters) });
  }
  return new Map([...sides].map(([edge, side]) => [edge, side.out ?? side.in ?? noCounters]));
}

function sum(one: Counters, other: Counters): Counters {
  return {
    connections: one.connections + other.connections,
    bytesOut: one.bytesOut + other.bytesOut,
    bytesIn: one.bytesIn + other.bytesIn,
    lastSeen: Math.max(one.lastSeen, other.lastSeen),
  };
}
