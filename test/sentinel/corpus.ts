import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Observer, type ObserverOptions } from '../../sentinel/observer.ts';
import { emptyPacket, parseIp4, parseIp6, TCP, UDP } from '../../sentinel/packet/ip.ts';
import { IPV4, unframe } from '../../sentinel/packet/link.ts';
import { PcapSource } from '../../sentinel/sources/pcap.ts';
import type { CapturedPacket } from '../../sentinel/sources/source.ts';

/** Captures of public projects, outside of the repository; PLUMBLINE_CORPUS says where they are. */
const root = process.env['PLUMBLINE_CORPUS'] ?? join(import.meta.dirname, '../../../shared/corpus');
export const corpusFolder = join(root, 'pcap');
export const hasCorpus = existsSync(corpusFolder);

export const corpusFiles = (kind: 'mining' | 'benign'): readonly string[] =>
  hasCorpus ? readdirSync(join(corpusFolder, kind)).toSorted().map((name) => join(corpusFolder, kind, name)) : []; // prettier-ignore

export async function packetsOf(path: string): Promise<CapturedPacket[]> {
  const packets: CapturedPacket[] = [];
  const packet = (one: CapturedPacket) => void packets.push({ ...one, bytes: Buffer.from(one.bytes) });
  await new PcapSource(path).run({ packet, raw: () => {}, conversation: () => {} }, new AbortController().signal);
  return packets;
}

export function observing(packets: readonly CapturedPacket[], options?: ObserverOptions): Observer {
  const observer = new Observer(options);
  for (const packet of packets) observer.packet(packet);
  observer.end();
  return observer;
}

/** A small generator that gives the same numbers for the same seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The same conversations between other addresses on other ports; host names in payloads become others of equal length. */
export function renamed(packets: readonly CapturedPacket[], chance: () => number): CapturedPacket[] {
  const numbers = new Map<string, Buffer>();
  const replaced = (kind: string, before: Buffer): Buffer => {
    const key = `${kind}${before.toString('hex')}`;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    const after = Buffer.from(before.map(() => Math.floor(chance() * 254) + 1));
    if (kind === 'address' && after.length === 4) after[0] = 11 + (after[0]! % 100);
    numbers.set(key, after);
    return after;
  };
  return packets.map((packet) => ({ ...packet, bytes: renamedBytes(packet, replaced) }));
}

const HOST = /(?:[a-z0-9-]{1,40}\.)*(?:nanopool|flypool|litecoinpool|minergate|ethermine|slushpool|antpool|[a-z0-9]{2,20}pool)\.[a-z]{2,4}/g; // prettier-ignore

function renamedBytes({ linkType, bytes }: CapturedPacket, replaced: (kind: string, before: Buffer) => Buffer): Buffer {
  const frame = { offset: -1, etherType: 0, interfaceIndex: -1 };
  const packet = emptyPacket();
  if (!unframe(linkType, bytes, frame)) return bytes;
  const is4 = frame.etherType === IPV4;
  const parsed = (is4 ? parseIp4 : parseIp6)(bytes, frame.offset, packet);
  if (parsed !== 'whole' && parsed !== 'first') return bytes;
  const other = (name: string) => Buffer.from(replaced('name', Buffer.from(name)).map((byte) => 97 + (byte % 26)));
  const text = bytes.toString('latin1').replace(HOST, (name) => other(name).toString('latin1'));
  const after = Buffer.concat([bytes.subarray(0, packet.offset), Buffer.from(text, 'latin1').subarray(packet.offset)]);
  const size = is4 ? 4 : 16;
  const at = frame.offset + (is4 ? 12 : 8);
  for (const offset of [at, at + size]) replaced('address', bytes.subarray(offset, offset + size)).copy(after, offset);
  if (packet.proto === TCP || packet.proto === UDP) {
    for (const offset of [packet.offset, packet.offset + 2]) {
      // Ports of DNS stay: it is not what is tried here.
      const port = bytes.readUInt16BE(offset);
      if (port !== 53) replaced('port', bytes.subarray(offset, offset + 2)).copy(after, offset);
    }
  }
  return after;
}
