import type { Counters } from '../counters.ts';
import { ByteQueue } from './byte-queue.ts';
import type { CapturedPacket } from './source.ts';

/** Libpcap's own bound on one packet (MAXIMUM_SNAPLEN); a longer record is a broken file. */
export const LONGEST_PACKET = 262_144;

const DAY_S = 86_400;

/** https://datatracker.ietf.org/doc/draft-ietf-opsawg-pcap/ , and Kuznetsov's variant with longer records. */
const KINDS = {
  micro: { perMs: 1000, record: 16 },
  nano: { perMs: 1_000_000, record: 16 },
  modified: { perMs: 1000, record: 24 },
} as const;

const MAGIC: Readonly<Record<string, { readonly kind: keyof typeof KINDS; readonly little: boolean }>> = {
  a1b2c3d4: { kind: 'micro', little: false },
  d4c3b2a1: { kind: 'micro', little: true },
  a1b23c4d: { kind: 'nano', little: false },
  '4d3cb2a1': { kind: 'nano', little: true },
  a1b2cd34: { kind: 'modified', little: false },
  '34cdb2a1': { kind: 'modified', little: true },
};

export const isClassic = (magic: Buffer): boolean => Object.hasOwn(MAGIC, magic.toString('hex', 0, 4));

interface Header {
  readonly perMs: number;
  readonly record: number;
  readonly little: boolean;
  readonly linkType: number;
}

/** Streaming reader of classic pcap. After a broken record it looks for the next two that fit and goes on. */
export class ClassicReader {
  readonly #queue = new ByteQueue();
  readonly #emit: (packet: CapturedPacket) => void;
  readonly #counters: Counters;
  #header: Header | undefined;
  #lastSecond: number | undefined;
  #lost = false;

  constructor(emit: (packet: CapturedPacket) => void, counters: Counters) {
    this.#emit = emit;
    this.#counters = counters;
  }

  push(chunk: Buffer): void {
    this.#queue.push(chunk);
    this.#header ??= this.#readHeader();
    if (this.#header === undefined) return;
    while (this.#lost ? this.#findAgain(this.#header, false) : this.#readRecord(this.#header));
  }

  end(): void {
    if (this.#header !== undefined && this.#lost) {
      while (this.#queue.length >= this.#header.record) {
        if (this.#lost ? !this.#findAgain(this.#header, true) : !this.#readRecord(this.#header)) break;
      }
    }
    if (this.#queue.length === 0) return;
    this.#counters.add(
      this.#lost ? 'file: bytes skipped' : 'file: last record cut',
      this.#lost ? this.#queue.length : 1,
    );
  }

  #readHeader(): Header | undefined {
    if (this.#queue.length < 24) return undefined;
    const bytes = this.#queue.take(24);
    const magic = MAGIC[bytes.toString('hex', 0, 4)];
    if (magic === undefined) return undefined;
    const network = magic.little ? bytes.readUInt32LE(20) : bytes.readUInt32BE(20);
    // The upper bits tell whether frames carry a check sequence, not what they are.
    return { ...KINDS[magic.kind], little: magic.little, linkType: network & 0xffff };
  }

  #readRecord(header: Header): boolean {
    const { record, little, perMs, linkType } = header;
    if (this.#queue.length < record) return false;
    const bytes = this.#queue.rest();
    const length = little ? bytes.readUInt32LE(8) : bytes.readUInt32BE(8);
    if (length > LONGEST_PACKET) {
      this.#counters.add('file: broken record');
      this.#lost = true;
      return true;
    }
    if (bytes.length < record + length) return false;
    const second = little ? bytes.readUInt32LE(0) : bytes.readUInt32BE(0);
    const fraction = little ? bytes.readUInt32LE(4) : bytes.readUInt32BE(4);
    const wireLength = little ? bytes.readUInt32LE(12) : bytes.readUInt32BE(12);
    this.#lastSecond = second;
    this.#queue.skip(record + length);
    this.#emit({
      at: second * 1000 + fraction / perMs,
      linkType,
      bytes: bytes.subarray(record, record + length),
      wireLength: Math.max(length, wireLength),
    });
    return true;
  }

  /** One byte on, until a record fits that is followed by another that fits (or by the end of the file). */
  #findAgain(header: Header, atEnd: boolean): boolean {
    const bytes = this.#queue.rest();
    const last = bytes.length - header.record;
    let at = 1;
    for (; at <= last; at += 1) {
      const length = this.#fits(header, bytes, at);
      if (length === undefined) continue;
      const next = at + header.record + length;
      if (next + header.record > bytes.length) {
        if (next === bytes.length && atEnd) break;
        // The second record has not come yet: keep this place and wait for it.
        if (!atEnd) return this.#skipTo(at - 1, false);
        continue;
      }
      if (this.#fits(header, bytes, next) !== undefined) break;
    }
    if (at > last) return this.#skipTo(Math.max(0, last), false);
    this.#lost = false;
    return this.#skipTo(at, true);
  }

  #skipTo(count: number, found: boolean): boolean {
    this.#queue.skip(count);
    if (count > 0) this.#counters.add('file: bytes skipped', count);
    return found;
  }

  /** @returns the length of the record at `at` if its header could be true */
  #fits({ little, perMs }: Header, bytes: Buffer, at: number): number | undefined {
    const read = (offset: number) => (little ? bytes.readUInt32LE(at + offset) : bytes.readUInt32BE(at + offset));
    const length = read(8);
    const wire = read(12);
    if (length === 0 || length > LONGEST_PACKET || wire < length || wire > LONGEST_PACKET) return undefined;
    if (read(4) >= perMs * 1000) return undefined;
    if (this.#lastSecond !== undefined && Math.abs(read(0) - this.#lastSecond) > 30 * DAY_S) return undefined;
    return length;
  }
}
