import type { BatchNumbers } from '../../core/batch-numbers.ts';
import type { CounterSheet, SheetLine } from '../../core/counter-sheet.ts';
import { digest } from '../../core/hash.ts';
import { decodeTail, encodeBase, encodeTail, type Tail } from './counter-codec.ts';
import { encodeHead, type Head } from './counter-head.ts';

// Write units are what counters cost. A base is dear (56 bytes a line) and written rarely; a tail is cheap and written
// with each heartbeat. Bases never change and are named by their content, so that only the head is raced for, and so
// that all hours of a boot share them.

const idBytesOfLine = 48;
const bytesOfLine = 56;

/** Some 220 KB; at most 330 KB where counters are as large as can be. */
const linesPerBase = 4_000;

const daySeconds = 24 * 3_600;

/** The bases that a head refers to, with what makes them still worth it. */
export type Footing = Pick<Head, 'basesExpire' | 'atFirst' | 'paid'> & { readonly bases: readonly Base[] };

export interface Base {
  readonly id: string;
  readonly lines: readonly SheetLine[];
}

export interface Layout {
  readonly head: Head;
  readonly bytes: Uint8Array;
  readonly footing: Footing;
  /** Bases that have to be written before the head: none, or all. */
  readonly fresh: readonly (Base & { readonly bytes: Uint8Array })[];
}

/**
 * How a sheet is written: as tails of the bases that are there, or with new bases where there are none, where they would
 * expire before the tails, or where growing tails have cost as much as new bases do.
 * @param expires epoch seconds at which the sheet may go
 * @param overhead bytes of the head's item beside its packed bytes
 */
export function layoutOf(sheet: CounterSheet, footing: Footing | undefined, expires: number, overhead: number): Layout {
  for (const [at, { key }] of sheet.lines.entries()) {
    if (at > 0 && key <= (sheet.lines[at - 1]?.key ?? '')) throw new RangeError('the lines of a sheet are sorted by key, none twice'); // prettier-ignore
  }
  if (footing === undefined || footing.bases.length === 0) return newLayout(sheet, expires);
  if (footing.basesExpire < expires + daySeconds) return newLayout(sheet, expires);
  const { bases, basesExpire } = footing;
  const runs = runsAlong(sheet.lines, bases);
  const tails = bases.map(({ lines }, at) => encodeTail(lines, runs[at] ?? []));
  const segments = bases.map(({ id }, at) => ({ base: id, tail: (tails[at] as Tail).bytes }));
  const { lines: _lines, received: _received, ...front } = sheet;
  const draft: Head = {
    ...front,
    segments,
    basesExpire,
    atFirst: footing.atFirst,
    paid: footing.paid,
  };
  const bytes = encodeHead(draft).length + overhead;
  // A boot begins with a few conversations and then has many: what only new bases make cheap is not what tails cost at first.
  const moves = bytes - tails.reduce((sum, { whole }) => sum + whole, 0) * idBytesOfLine;
  const atFirst = footing.atFirst === 0 ? unitsOf(moves) : footing.atFirst;
  const paid = footing.paid + Math.max(0, unitsOf(bytes) - atFirst);
  const dearness = runs.reduce((sum, run) => sum + unitsOf(run.length * bytesOfLine), 0);
  if (paid > 0 && paid >= dearness) return newLayout(sheet, expires);
  const head = { ...draft, atFirst, paid };
  return { head, bytes: encodeHead(head), footing: { ...footing, atFirst, paid }, fresh: [] };
}

function newLayout(sheet: CounterSheet, expires: number): Layout {
  const chunks = Array.from({ length: Math.ceil(sheet.lines.length / linesPerBase) }, (_, at) => sheet.lines.slice(at * linesPerBase, (at + 1) * linesPerBase)); // prettier-ignore
  const fresh = chunks.map((lines) => {
    const bytes = encodeBase(lines);
    return { id: digest('base', Buffer.from(bytes).toString('latin1')), lines, bytes };
  });
  const footing = { basesExpire: expires + 2 * daySeconds, atFirst: 0, paid: 0, bases: fresh };
  const segments = fresh.map(({ id, lines }) => ({ base: id, tail: encodeTail(lines, lines).bytes }));
  const { lines: _lines, received: _received, ...front } = sheet;
  const head: Head = {
    ...front,
    segments,
    basesExpire: footing.basesExpire,
    atFirst: 0,
    paid: 0,
  };
  return { head, bytes: encodeHead(head), footing, fresh };
}

/** The lines that a head and its bases hold. */
export function sheetIn(head: Head, received: BatchNumbers, bases: ReadonlyMap<string, readonly SheetLine[]>): CounterSheet {
  const lines = head.segments.flatMap(({ base, tail }) => {
    const before = bases.get(base);
    if (before === undefined) throw new Error('the base of a counter sheet is gone, though it expires after the sheet');
    return decodeTail(before, tail);
  });
  const { seq, receivedAt, paceMs, lostPpm, heardSince, lateMs } = head;
  return { lines, seq, receivedAt, paceMs, lostPpm, heardSince, lateMs, received };
} // prettier-ignore

/** Cuts sorted lines where the bases begin; what comes before the first belongs to it. */
function runsAlong(lines: readonly SheetLine[], bases: readonly Base[]): SheetLine[][] {
  const runs: SheetLine[][] = bases.map(() => []);
  let at = 0;
  for (const line of lines) {
    while (at + 1 < bases.length && line.key >= (bases[at + 1]?.lines[0]?.key ?? '')) at += 1;
    runs[at]?.push(line);
  }
  return runs;
}

/** DynamoDB counts each started KiB of an item. */
export function unitsOf(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / 1024));
}
