import { closeSync, existsSync, fsyncSync, ftruncateSync, lstatSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs'; // prettier-ignore
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Counters } from '../counters.ts';
import type { Lane, Sealed } from './sealed.ts';

/** A record: length of what follows, its CRC-32, then sequence number, count of observations, and the body. */
const HEAD = 8;
const FIELDS = 8;
const LONGEST_RECORD = 1024 * 1024;
const SEGMENT_BYTES = 4 * 1024 * 1024;
/** The last record of one may go beyond it. */
const LONGEST_SEGMENT = SEGMENT_BYTES + HEAD + LONGEST_RECORD;
const FULL = new Set(['ENOSPC', 'EDQUOT']);
const NAME = /^(novelty|counters)-(\d{12})\.seg$/;

interface Segment {
  readonly lane: Lane;
  readonly number: number;
  readonly path: string;
  bytes: number;
  observations: number;
}

export interface DroppedSegment {
  readonly lane: Lane;
  readonly batches: number;
}

/**
 * Batches on disk, in segments that are only ever appended to and deleted whole. What a crash cut, or a disk changed, is
 * told by the checksum: it is counted and passed over. Full: the oldest counters go first, then the oldest novelty.
 */
export class Segments {
  readonly #folder: string;
  readonly #most: number;
  readonly #counters: Counters;
  #segments: Segment[] = [];
  #writing: { readonly segment: Segment; readonly fd: number } | undefined;
  #next = 0;
  #failed = false;

  constructor(folder: string, mostBytes: number, counters: Counters) {
    this.#folder = folder;
    this.#most = mostBytes;
    this.#counters = counters;
    try {
      mkdirSync(folder, { recursive: true });
      for (const name of readdirSync(folder)) this.#found(name);
      this.#segments.sort((one, other) => one.number - other.number);
    } catch (error) {
      this.#fail(error);
    }
  }

  get bytes(): number {
    return this.#segments.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** The disk does not take what we write. */
  get failed(): boolean {
    return this.#failed;
  }

  has(lane: Lane): boolean {
    return this.#segments.some((segment) => segment.lane === lane);
  }

  /** @returns false where the disk refuses it; and what had to leave to make room */
  append(sealed: Sealed): { readonly kept: boolean; readonly dropped: readonly DroppedSegment[] } {
    const record = recordOf(sealed);
    const dropped = this.#makeRoom(record.length);
    // The disk may be smaller than what we were given: novelty then takes the place of counters, and new counters of old ones.
    for (;;) {
      const written = this.#write(sealed.lane, record);
      if (written === 'kept') return { kept: true, dropped };
      const victim = this.#segments.find(({ lane, bytes }) => lane === 'counters' && bytes > 0);
      if (written === 'refused' || victim === undefined) return { kept: false, dropped };
      dropped.push(this.#drop(victim));
    }
  }

  #write(lane: Lane, record: Buffer): 'kept' | 'full' | 'refused' {
    try {
      const { segment, fd } = this.#writable(lane);
      // A disk that is nearly full takes a part, and says so by its length alone.
      if (writeSync(fd, record) !== record.length) {
        ftruncateSync(fd, segment.bytes);
        throw Object.assign(new Error('the disk is full'), { code: 'ENOSPC' });
      }
      segment.bytes += record.length;
      this.#failed = false;
      return 'kept';
    } catch (error) {
      this.#fail(error);
      const empty = this.#writing?.segment.bytes === 0 ? this.#writing.segment : undefined;
      this.#close();
      if (empty !== undefined) this.#delete(empty);
      return FULL.has((error as NodeJS.ErrnoException).code ?? '') ? 'full' : 'refused';
    }
  }

  /** The oldest segment of a lane as batches; they stay on disk until `forget`. */
  read(lane: Lane): { readonly batches: readonly Sealed[]; readonly forget: () => void } | undefined {
    const segment = this.#segments.find((one) => one.lane === lane);
    if (segment === undefined) return undefined;
    if (this.#writing?.segment === segment) this.#close();
    return { batches: this.#recordsIn(segment), forget: () => this.#delete(segment) };
  }

  /** What was written is on the disk after this. */
  close(): void {
    this.#close();
  }

  #found(name: string): void {
    const [, lane, number] = NAME.exec(name) ?? [];
    if (lane === undefined) return;
    const path = join(this.#folder, name);
    this.#next = Math.max(this.#next, Number(number) + 1);
    const found = lstatSync(path);
    if (found.isFile() && found.size <= LONGEST_SEGMENT) {
      this.#segments.push({ lane: lane as Lane, number: Number(number), path, bytes: found.size, observations: 0 });
      return;
    }
    // Reading it would take the memory that the capture needs.
    this.#counters.add('spool: no segment of ours');
    rmSync(path, { force: true, recursive: true });
  }

  #writable(lane: Lane): { readonly segment: Segment; readonly fd: number } {
    if (this.#writing !== undefined && (this.#writing.segment.lane !== lane || this.#writing.segment.bytes >= SEGMENT_BYTES)) this.#close(); // prettier-ignore
    if (this.#writing === undefined) {
      const number = this.#next;
      this.#next += 1;
      const path = join(this.#folder, `${lane}-${String(number).padStart(12, '0')}.seg`);
      const segment: Segment = { lane, number, path, bytes: 0, observations: 0 };
      // Never written over: a name that is taken is another process's.
      const fd = openSync(path, 'ax', 0o600);
      this.#segments.push(segment);
      this.#writing = { segment, fd };
    }
    return this.#writing;
  }

  #close(): void {
    if (this.#writing === undefined) return;
    const { fd } = this.#writing;
    this.#writing = undefined;
    try {
      fsyncSync(fd);
    } catch (error) {
      this.#fail(error);
    }
    closeSync(fd);
  }

  #makeRoom(bytes: number): DroppedSegment[] {
    const dropped: DroppedSegment[] = [];
    while (this.#segments.length > 0 && this.bytes + bytes > this.#most) {
      const victim = this.#segments.find(({ lane }) => lane === 'counters') ?? this.#segments[0]!;
      dropped.push(this.#drop(victim));
    }
    return dropped;
  }

  #drop(victim: Segment): DroppedSegment {
    if (this.#writing?.segment === victim) this.#close();
    const dropped = { lane: victim.lane, batches: this.#recordsIn(victim).length };
    this.#delete(victim);
    return dropped;
  }

  #delete(segment: Segment): void {
    if (this.#writing?.segment === segment) this.#close();
    this.#segments = this.#segments.filter((one) => one !== segment);
    try {
      rmSync(segment.path, { force: true });
    } catch (error) {
      this.#fail(error);
    }
  }

  #recordsIn({ path, lane }: Segment): Sealed[] {
    const batches: Sealed[] = [];
    let bytes: Buffer;
    try {
      bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
    } catch (error) {
      this.#fail(error);
      return batches;
    }
    for (let at = 0; at < bytes.length;) {
      const length = at + HEAD <= bytes.length ? bytes.readUInt32BE(at) : 0;
      const content = bytes.subarray(at + HEAD, at + HEAD + length);
      const whole = length > FIELDS && length <= LONGEST_RECORD && content.length === length && crc32(content) === bytes.readUInt32BE(at + 4); // prettier-ignore
      if (!whole) {
        this.#counters.add('spool: record broken');
        break;
      }
      batches.push({ lane, seq: content.readUInt32BE(0), observations: content.readUInt32BE(4), body: Buffer.from(content.subarray(FIELDS)) }); // prettier-ignore
      at += HEAD + length;
    }
    return batches;
  }

  #fail(error: unknown): void {
    this.#failed = true;
    this.#counters.add(`spool: disk refused (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
  }
}

function recordOf({ seq, observations, body }: Sealed): Buffer {
  const record = Buffer.alloc(HEAD + FIELDS + body.length);
  record.writeUInt32BE(FIELDS + body.length, 0);
  record.writeUInt32BE(seq, HEAD);
  record.writeUInt32BE(observations, HEAD + 4);
  body.copy(record, HEAD + FIELDS);
  record.writeUInt32BE(crc32(record.subarray(HEAD)), 4);
  return record;
}
