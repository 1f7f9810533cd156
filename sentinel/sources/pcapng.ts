import type { Counters } from '../counters.ts';
import { ByteQueue } from './byte-queue.ts';
import { LONGEST_PACKET } from './classic.ts';
import { interfaceFrom, type CaptureInterface } from './pcapng-interface.ts';
import type { CapturedPacket } from './source.ts';

const SECTION = 0x0a0d0d0a;
const INTERFACE = 1;
const OLD_PACKET = 2;
const SIMPLE_PACKET = 3;
const STATISTICS = 5;
const ENHANCED_PACKET = 6;
/** Types that a search after a broken block may settle on; others are too weak a mark. */
const KNOWN = new Set([SECTION, INTERFACE, OLD_PACKET, SIMPLE_PACKET, 4, STATISTICS, ENHANCED_PACKET, 9, 10, 11, 12]);

/** Longer blocks are taken for broken: the longest honest one holds a packet and its options. */
const LONGEST_BLOCK = 2 * 1024 * 1024;
/** A file may declare any number of interfaces; beyond these their packets are counted as unknown. */
const MOST_INTERFACES = 4096;

export const isPcapng = (magic: Buffer): boolean => magic.readUInt32BE(0) === SECTION;

/** Streaming reader of pcapng (draft-ietf-opsawg-pcapng). A broken block is skipped, the next whole one is looked for. */
export class PcapngReader {
  readonly #queue = new ByteQueue();
  readonly #emit: (packet: CapturedPacket) => void;
  readonly #counters: Counters;
  #little = true;
  #interfaces: CaptureInterface[] = [];
  #lastAt = 0;
  #lost = false;

  constructor(emit: (packet: CapturedPacket) => void, counters: Counters) {
    this.#emit = emit;
    this.#counters = counters;
  }

  push(chunk: Buffer): void {
    this.#queue.push(chunk);
    while (this.#lost ? this.#findAgain(false) : this.#readBlock());
  }

  end(): void {
    while (this.#queue.length >= 12 && (this.#lost ? this.#findAgain(true) : this.#readBlock()));
    if (this.#queue.length === 0) return;
    this.#counters.add(
      this.#lost ? 'file: bytes skipped' : 'file: last record cut',
      this.#lost ? this.#queue.length : 1,
    );
  }

  #u32(bytes: Buffer, at: number): number {
    return this.#little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
  }

  #u16(bytes: Buffer, at: number): number {
    return this.#little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at);
  }

  #readBlock(): boolean {
    const bytes = this.#queue.rest();
    if (bytes.length < 12) return false;
    if (bytes.readUInt32BE(0) === SECTION) {
      const order = bytes.readUInt32BE(8);
      if (order !== 0x1a2b3c4d && order !== 0x4d3c2b1a) return this.#lose();
      this.#little = order === 0x4d3c2b1a;
    }
    const length = this.#u32(bytes, 4);
    if (length < 12 || length > LONGEST_BLOCK || length % 4 !== 0) return this.#lose();
    if (bytes.length < length) return false;
    if (this.#u32(bytes, length - 4) !== length) return this.#lose();
    this.#queue.skip(length);
    this.#block(this.#u32(bytes, 0), bytes.subarray(8, length - 4));
    return true;
  }

  #lose(): boolean {
    this.#counters.add('file: broken record');
    this.#lost = true;
    return true;
  }

  #findAgain(atEnd: boolean): boolean {
    const bytes = this.#queue.rest();
    for (let at = 1; at + 12 <= bytes.length; at += 1) {
      if (!KNOWN.has(this.#u32(bytes, at))) continue;
      const length = this.#u32(bytes, at + 4);
      if (length < 12 || length > LONGEST_BLOCK || length % 4 !== 0) continue;
      if (at + length > bytes.length) {
        if (atEnd) continue;
        // Might be whole once more has come; the queue never holds more than one block beside the chunk.
        this.#skip(at - 1);
        return false;
      }
      if (this.#u32(bytes, at + length - 4) !== length) continue;
      this.#skip(at);
      this.#lost = false;
      return true;
    }
    this.#skip(Math.max(0, bytes.length - 12));
    return false;
  }

  #skip(count: number): void {
    this.#queue.skip(count);
    if (count > 0) this.#counters.add('file: bytes skipped', count);
  }

  #block(type: number, body: Buffer): void {
    switch (type) {
      case SECTION:
        this.#interfaces = [];
        return;
      case INTERFACE:
        if (body.length < 8) return this.#counters.add('file: broken record');
        if (this.#interfaces.length < MOST_INTERFACES) this.#interfaces.push(interfaceFrom(body, this.#little));
        return;
      case ENHANCED_PACKET:
      case OLD_PACKET:
        return this.#packet(type, body);
      case SIMPLE_PACKET:
        return this.#simplePacket(body);
      case STATISTICS:
        return this.#statistics(body);
      default:
      // Name resolution, secrets, custom blocks: nothing that we may or need to read.
    }
  }

  #packet(type: number, body: Buffer): void {
    if (body.length < 20) return this.#counters.add('file: broken record');
    const source = this.#interfaces[type === OLD_PACKET ? this.#u16(body, 0) : this.#u32(body, 0)];
    if (source === undefined) return this.#counters.add('file: packet of an undeclared interface');
    const captured = this.#u32(body, 12);
    if (captured > body.length - 20 || captured > LONGEST_PACKET) return this.#counters.add('file: broken record');
    if (type === OLD_PACKET && this.#u16(body, 2) !== 0xffff) this.#counters.add('file: dropped while capturing', this.#u16(body, 2)); // prettier-ignore
    this.#lastAt = source.atMs(this.#u32(body, 4), this.#u32(body, 8));
    this.#emit({
      at: this.#lastAt,
      linkType: source.linkType,
      bytes: body.subarray(20, 20 + captured),
      wireLength: Math.max(captured, this.#u32(body, 16)),
    });
  }

  #simplePacket(body: Buffer): void {
    const source = this.#interfaces[0];
    if (source === undefined || body.length < 4) return this.#counters.add('file: packet of an undeclared interface');
    const wireLength = this.#u32(body, 0);
    const captured = Math.min(wireLength, source.snapLength || LONGEST_PACKET, body.length - 4);
    // A simple packet has no time of its own: it lies between its neighbours.
    this.#emit({ at: this.#lastAt, linkType: source.linkType, bytes: body.subarray(4, 4 + captured), wireLength });
  }

  /** isb_ifdrop (5) and isb_osdrop (7): packets that the capturing program knew to be lost. */
  #statistics(body: Buffer): void {
    for (let at = 12; at + 4 <= body.length;) {
      const code = this.#u16(body, at);
      const length = this.#u16(body, at + 2);
      if (code === 0) return;
      if ((code === 5 || code === 7) && length === 8 && at + 12 <= body.length) {
        const [low, high] = this.#little ? [this.#u32(body, at + 4), this.#u32(body, at + 8)] : [this.#u32(body, at + 8), this.#u32(body, at + 4)]; // prettier-ignore
        if (high === 0) this.#counters.add('file: dropped while capturing', low);
      }
      at += 4 + length + ((4 - (length % 4)) % 4);
    }
  }
}
