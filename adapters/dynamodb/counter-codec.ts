import type { SheetLine } from '../../core/counter-sheet.ts';
import type { EdgeId } from '../../core/ids.ts';
import { BitReader, BitWriter } from './bits.ts';
import { readColumn, writeColumn } from './number-column.ts';

// Lines of a sheet as bits, exactly. A base holds lines by themselves; a tail holds what became of the lines of a base.
// Ids are kept whole: the fold compares them with those of the next batch.

const idBytes = 16;

/** Beyond this no difference of two counters is sure to be exact in a double: such a line is written by itself. */
const exact = 2 ** 50;

/** Lines sorted by key, none twice. Throws RangeError where a number or id is none that a sheet can hold. */
export function encodeBase(lines: readonly SheetLine[]): Uint8Array {
  const to = new BitWriter();
  writeLines(to, lines);
  return to.done();
}

export function decodeBase(bytes: Uint8Array): SheetLine[] {
  return readLines(new BitReader(bytes));
}

export interface Tail {
  readonly bytes: Uint8Array;
  /** How many lines stand whole in it, because the base does not hold them or they say something else now. */
  readonly whole: number;
}

/** What became of each line of the base, and the lines that it does not hold. Both sorted by key, none twice. */
export function encodeTail(base: readonly SheetLine[], lines: readonly SheetLine[]): Tail {
  const byKey = new Map(lines.map((line) => [line.key, line]));
  const known = new Set<string>();
  const states = base.map((before) => {
    const line = byKey.get(before.key);
    if (line === undefined || !isMove(before, line)) return 'absent';
    known.add(line.key);
    return sameCounters(before, line) ? 'idle' : 'moved';
  });
  const to = new BitWriter();
  const still = states.every((state) => state === 'idle');
  to.bits(still ? 1 : 0, 1);
  if (!still) {
    for (const state of states) to.bits(state === 'moved' ? 1 : state === 'idle' ? 1 : 0, state === 'moved' ? 1 : 2);
    const moved = base.filter((_, at) => states[at] === 'moved');
    writeMoves(to, moved, moved.map(({ key }) => byKey.get(key) as SheetLine)); // prettier-ignore
  }
  const others = lines.filter(({ key }) => !known.has(key));
  writeLines(to, others);
  return { bytes: to.done(), whole: others.length };
}

export function decodeTail(base: readonly SheetLine[], bytes: Uint8Array): SheetLine[] {
  const from = new BitReader(bytes);
  const still = from.bits(1) === 1;
  const states = base.map(() => (still || from.bits(1) === 0 ? (still || from.bits(1) === 1 ? 'idle' : 'absent') : 'moved'));
  const idle = base.filter((_, at) => states[at] === 'idle');
  const moved = still ? [] : readMoves(from, base.filter((_, at) => states[at] === 'moved'));
  return [...idle, ...moved, ...readLines(from)].toSorted((a, b) => (a.key < b.key ? -1 : 1));
} // prettier-ignore

/** Only the counters differ, by no more than can be told exactly. */
function isMove(before: SheetLine, line: SheetLine): boolean {
  const same = before.edge === line.edge && before.content === line.content && before.direction === line.direction;
  return same && isSmall(before) && isSmall(line);
}

function isSmall({ counters }: SheetLine): boolean {
  return counters.connections < exact && counters.bytesOut < exact && counters.bytesIn < exact;
}

function sameCounters({ counters: one }: SheetLine, { counters: other }: SheetLine): boolean {
  return one.connections === other.connections && one.bytesOut === other.bytesOut && one.bytesIn === other.bytesIn && one.lastSeen === other.lastSeen; // prettier-ignore
}

/** Bytes that so many connections more would bring, if they are like those before: only what differs from that is written. */
function expectedBytes(bytes: number, connections: number, more: number): number {
  const expected = connections === 0 ? 0 : Math.round((bytes / connections) * more);
  return Math.abs(expected) < exact ? expected + 0 : 0;
}

function writeMoves(to: BitWriter, before: readonly SheetLine[], after: readonly SheetLine[]): void {
  const pairs = before.map((line, at) => ({ was: line.counters, is: (after[at] as SheetLine).counters }));
  writeColumn(to, pairs.map(({ was, is }) => is.connections - was.connections)); // prettier-ignore
  for (const which of ['bytesOut', 'bytesIn'] as const) {
    const surprises = pairs.map(({ was, is }) => {
      const more = is.connections - was.connections;
      return is[which] - was[which] - expectedBytes(was[which], was.connections, more);
    });
    writeColumn(to, surprises);
  }
  writeTimes(to, after);
}

function readMoves(from: BitReader, before: readonly SheetLine[]): SheetLine[] {
  const more = readColumn(from, before.length);
  const bytes = (['bytesOut', 'bytesIn'] as const).map((which) =>
    readColumn(from, before.length).map((surprise, at) => {
      const was = (before[at] as SheetLine).counters;
      return was[which] + expectedBytes(was[which], was.connections, more[at] as number) + surprise;
    }),
  );
  const lastSeen = readTimes(from, before.length);
  return before.map((line, at) => ({
    ...line,
    counters: {
      connections: line.counters.connections + (more[at] as number),
      bytesOut: bytes[0]?.[at] as number,
      bytesIn: bytes[1]?.[at] as number,
      lastSeen: lastSeen[at] as number,
    },
  }));
}

/** What was seen in one window was seen last shortly before its end: times are written as distances from the latest. */
function writeTimes(to: BitWriter, lines: readonly SheetLine[]): void {
  const times = lines.map(({ counters }) => counters.lastSeen);
  const latest = times.reduce((one, other) => Math.max(one, other), times[0] ?? 0);
  to.bits(latest < 0 ? 1 : 0, 1);
  to.count(Math.abs(latest));
  writeColumn(to, times.map((time) => latest - time)); // prettier-ignore
}

function readTimes(from: BitReader, length: number): number[] {
  const negative = from.bits(1) === 1;
  const latest = from.count() * (negative ? -1 : 1);
  return readColumn(from, length).map((gap) => latest - gap);
}

function writeLines(to: BitWriter, lines: readonly SheetLine[]): void {
  for (const line of lines) check(line);
  to.count(lines.length);
  if (lines.length === 0) return;
  to.bytes(Buffer.concat(lines.map(({ key }) => idOf(key))));
  writeIds(to, lines.map(({ edge }) => edge)); // prettier-ignore
  writeIds(to, lines.map(({ content }) => content)); // prettier-ignore
  for (const { direction } of lines) to.bits(direction === 'out' ? 1 : 0, 1);
  for (const which of ['connections', 'bytesOut', 'bytesIn'] as const) {
    writeColumn(to, lines.map(({ counters }) => counters[which])); // prettier-ignore
  }
  writeTimes(to, lines);
}

function readLines(from: BitReader): SheetLine[] {
  const length = from.count();
  if (length === 0) return [];
  const keys = idsIn(from.bytes(length * idBytes));
  const edges = readIds(from, length);
  const contents = readIds(from, length);
  const directions = keys.map(() => (from.bits(1) === 1 ? ('out' as const) : ('in' as const)));
  const [connections, bytesOut, bytesIn] = [0, 1, 2].map(() => readColumn(from, length)) as [number[], number[], number[]]; // prettier-ignore
  const lastSeen = readTimes(from, length);
  return keys.map((key, at) => ({
    key,
    edge: edges[at] as EdgeId,
    direction: directions[at] as 'in' | 'out',
    content: contents[at] as string,
    counters: {
      connections: connections[at] as number,
      bytesOut: bytesOut[at] as number,
      bytesIn: bytesIn[at] as number,
      lastSeen: lastSeen[at] as number,
    },
  }));
}

/** Each id once, in order of appearance; a line says 0 for the next new one, else how far back its id lies. */
function writeIds(to: BitWriter, ids: readonly string[]): void {
  const places = new Map<string, number>();
  const steps = ids.map((id) => {
    const place = places.get(id);
    if (place !== undefined) return places.size - place;
    places.set(id, places.size);
    return 0;
  });
  to.count(places.size);
  to.bytes(Buffer.concat([...places.keys()].map(idOf)));
  for (const step of steps) to.count(step);
}

function readIds(from: BitReader, length: number): string[] {
  const ids = idsIn(from.bytes(from.count() * idBytes));
  let used = 0;
  return Array.from({ length }, () => {
    const step = from.count();
    if (step === 0) used += 1;
    const id = ids[step === 0 ? used - 1 : used - step];
    if (id === undefined) throw new RangeError('the packed counters refer to an id that is not there');
    return id;
  });
}

function idOf(id: string): Uint8Array {
  return Buffer.from(id, 'hex');
}

function idsIn(bytes: Uint8Array): string[] {
  const hex = Buffer.from(bytes).toString('hex');
  return Array.from({ length: bytes.length / idBytes }, (_, at) => hex.slice(at * 32, (at + 1) * 32));
}

function check({ key, edge, content, counters }: SheetLine): void {
  const ids = [key, edge, content];
  if (!ids.every((id) => /^[0-9a-f]{32}$/.test(id))) throw new RangeError('ids of counters are 32 hex digits');
  const { connections, bytesOut, bytesIn, lastSeen } = counters;
  const whole = [connections, bytesOut, bytesIn].every((count) => Number.isSafeInteger(count) && count >= 0);
  if (!whole || !Number.isSafeInteger(lastSeen) || Math.abs(lastSeen) > exact) {
    throw new RangeError('counters are whole numbers of 0 to 2^53 - 1, times are milliseconds since 1970');
  }
}
