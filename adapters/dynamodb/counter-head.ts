import { BitReader, BitWriter } from './bits.ts';

/** A run of lines in order of their keys: what was, in a base that never changes, and what became of it. */
export interface Segment {
  /** Digest of the base's bytes, 32 hex digits. */
  readonly base: string;
  readonly tail: Uint8Array;
}

/** The one item of a sheet that is rewritten. Bases are shared by the hours of a boot. */
export interface Head {
  readonly seq: number;
  readonly receivedAt: string;
  readonly paceMs: number;
  readonly lostPpm: number;
  readonly heardSince: number;
  readonly lateMs: number;
  readonly segments: readonly Segment[];
  /** Epoch seconds when the bases expire. */
  readonly basesExpire: number;
  /** Write units of the first tail after the bases were written, without the lines that stood whole in it; 0 until then. */
  readonly atFirst: number;
  /** Write units paid since then because the tails grew. */
  readonly paid: number;
}

const format = 4;

export function encodeHead(head: Head): Uint8Array {
  const to = new BitWriter();
  const receivedAt = Buffer.from(head.receivedAt);
  for (const count of [
    format,
    head.seq,
    head.basesExpire,
    head.atFirst,
    head.paid,
    head.paceMs,
    head.lostPpm,
    head.heardSince,
    head.lateMs,
    receivedAt.length,
  ])
    to.count(count);
  to.bytes(receivedAt);
  to.count(head.segments.length);
  for (const { base, tail } of head.segments) {
    to.count(tail.length);
    to.bytes(Buffer.from(base, 'hex'));
    to.bytes(tail);
  }
  return to.done();
}

/** What of a head is not about its lines. Reads its first bytes alone. */
export function decodeFront(bytes: Uint8Array): Omit<Head, 'segments'> {
  return frontOf(new BitReader(bytes));
}

function frontOf(from: BitReader): Omit<Head, 'segments'> {
  const found = from.count();
  if (found !== format) throw new RangeError(`packed counters of format ${found}; this version reads format ${format}`);
  const [seq, basesExpire, atFirst, paid, paceMs, lostPpm, heardSince, lateMs, length] = Array.from({ length: 9 }, () => from.count()) as [number, number, number, number, number, number, number, number, number]; // prettier-ignore
  const receivedAt = Buffer.from(from.bytes(length)).toString();
  return { seq, receivedAt, paceMs, lostPpm, heardSince, lateMs, basesExpire, atFirst, paid };
}

/** Throws RangeError where the bytes are no head. */
export function decodeHead(bytes: Uint8Array): Head {
  const from = new BitReader(bytes);
  const front = frontOf(from);
  const segments = Array.from({ length: from.count() }, () => {
    const tailLength = from.count();
    const base = Buffer.from(from.bytes(16)).toString('hex');
    return { base, tail: from.bytes(tailLength) };
  });
  return { ...front, segments };
}
