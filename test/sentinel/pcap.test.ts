import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { Observer } from '../../sentinel/observer.ts';
import { PcapSource } from '../../sentinel/sources/pcap.ts';
import type { CapturedPacket } from '../../sentinel/sources/source.ts';
import {
  ACK,
  captured,
  ETHERNET,
  ethernet,
  ip,
  le16,
  le32,
  pcapFile,
  SLL2,
  sll2,
  T0,
  Talk,
  tcp,
  u16,
  u32,
} from './packets.ts';

const folder = mkdtempSync(join(tmpdir(), 'sentinel-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(bytes: Uint8Array): Promise<{ packets: CapturedPacket[]; details: Readonly<Record<string, number>>; dropped: number }> {
  const path = join(folder, 'capture');
  writeFileSync(path, bytes);
  const source = new PcapSource(path);
  const packets: CapturedPacket[] = [];
  const keep = (packet: CapturedPacket) => void packets.push({ ...packet, bytes: Buffer.from(packet.bytes) });
  await source.run({ packet: keep, raw: () => {}, conversation: () => {} }, new AbortController().signal);
  return { packets, ...source.loss() };
} // prettier-ignore

const sample = [...new Talk().open().says('hello').hears('world').close().packets];
const bytesOf = (packets: readonly CapturedPacket[]) => packets.map(({ bytes }) => bytes.toString('hex'));

const block = (type: number, body: Buffer, little = true) => {
  const number = (value: number) => (little ? le32(value) : u32(value));
  const padded = Buffer.concat([body, Buffer.alloc((4 - (body.length % 4)) % 4)]);
  return Buffer.concat([number(type), number(padded.length + 12), padded, number(padded.length + 12)]);
};
const section = Buffer.concat([u32(0x0a0d0d0a), le32(28), le32(0x1a2b3c4d), le16(1), u16(0), Buffer.alloc(8, 255), le32(28)]); // prettier-ignore
const description = (linkType: number, options: Buffer = Buffer.alloc(0), snap = 0) => block(1, Buffer.concat([le16(linkType), u16(0), le32(snap), options])); // prettier-ignore
const enhanced = (packet: CapturedPacket, at: bigint, index = 0) => block(6, Buffer.concat([le32(index), le32(Number(at >> 32n)), le32(Number(at & 0xffff_ffffn)), le32(packet.bytes.length), le32(packet.bytes.length), packet.bytes])); // prettier-ignore

const flows = (packets: readonly CapturedPacket[]) => {
  const observer = new Observer();
  for (const packet of packets) observer.packet(packet);
  observer.end();
  return { observations: observer.take(), counters: observer.counters };
};

describe('capture files', () => {
  test.each([
    ['least byte first', {}],
    ['most byte first', { big: true }],
    ['nanoseconds', { nano: true }],
    ['nanoseconds, most byte first', { nano: true, big: true }],
  ])('classic pcap, %s', async (_, options) => {
    const { packets, details } = await read(pcapFile(sample, options));
    expect(bytesOf(packets)).toEqual(bytesOf(sample));
    expect(packets.map(({ at }) => at)).toEqual(sample.map(({ at }) => at));
    expect(details).toEqual({});
  });

  test('gzipped, and gzipped but cut', async () => {
    const zipped = gzipSync(pcapFile(sample));
    expect(bytesOf((await read(zipped)).packets)).toEqual(bytesOf(sample));
    const cut = await read(zipped.subarray(0, zipped.length - 40));
    expect(cut.details).toHaveProperty('file: compressed data broken', 1);
  });

  test('pcapng: resolutions, offsets, several interfaces and sections, simple and old packets', async () => {
    const one = sample[0]!;
    const nano = Buffer.concat([le16(9), le16(1), Buffer.from([9, 0, 0, 0]), Buffer.alloc(4)]);
    const binary = Buffer.concat([le16(9), le16(1), Buffer.from([0x8a, 0, 0, 0]), le16(14), le16(8), le32(3600), u32(0)]); // prettier-ignore
    const file = Buffer.concat([
      section, description(101), description(101, nano), description(228, binary),
      enhanced(one, BigInt(T0) * 1000n), enhanced(one, BigInt(T0) * 1_000_000n + 500_000n, 1), enhanced(one, BigInt(T0) * 1024n / 1000n, 2),
      block(3, Buffer.concat([le32(one.bytes.length), one.bytes])),
      block(2, Buffer.concat([u16(0), le16(3), le32(Number((BigInt(T0) * 1000n) >> 32n)), le32(Number((BigInt(T0) * 1000n) & 0xffff_ffffn)), le32(one.bytes.length), le32(one.bytes.length), one.bytes])),
      block(0xbad, Buffer.alloc(40)), block(10, Buffer.from('TLSK')),
      section, description(101), enhanced(one, BigInt(T0) * 1000n),
    ]); // prettier-ignore
    const { packets, details } = await read(file);
    expect(packets.map(({ at }) => Math.round(at * 10) / 10)).toEqual([T0, T0 + 0.5, T0 + 3_600_000, T0 + 3_600_000, T0, T0]); // prettier-ignore
    expect(details).toEqual({ 'file: dropped while capturing': 3 });
  });

  test('a cut file gives everything before the cut, at whatever byte it is cut', async () => {
    const whole = pcapFile(sample);
    for (let length = 24; length < whole.length; length += 13) {
      const { packets, details } = await read(whole.subarray(0, length));
      expect(bytesOf(packets)).toEqual(bytesOf(sample).slice(0, packets.length));
      expect(packets.length < sample.length).toBe(true);
      // Only the bare header of a file is a whole capture.
      expect(Object.values(details)).toEqual(length > 24 ? [1] : []);
    }
  });

  test('after a broken record the rest of the file is read, and what was skipped is counted', async () => {
    const many = Array.from({ length: 200 }, () => sample).flat();
    const whole = pcapFile(many);
    const damaged = Buffer.from(whole);
    damaged.writeUInt32LE(0x7fff_ffff, 24 + 8);
    damaged.fill(0xee, 6000, 6100);
    const { packets, details, dropped } = await read(damaged);
    expect(packets.length).toBeGreaterThan(many.length - 10);
    expect(details['file: broken record']).toBeGreaterThan(0);
    expect(details['file: bytes skipped']).toBeGreaterThan(0);
    expect(dropped).toBeGreaterThan(0);

    const blocks = Array.from({ length: 100 }, () => enhanced(sample[0]!, BigInt(T0) * 1000n));
    const ng = Buffer.concat([section, description(101), ...blocks]);
    ng.fill(0xff, 1000, 1090);
    const again = await read(ng);
    expect(again.packets.length).toBeGreaterThan(96);
    expect(again.details['file: bytes skipped']).toBeGreaterThan(0);
  });

  test('no bytes make the readers throw', async () => {
    const whole = pcapFile(sample);
    const ng = Buffer.concat([section, description(101), ...sample.map((packet) => enhanced(packet, 1n))]);
    const arbitrary = fc.record({ base: fc.constantFrom(whole, ng), edits: fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 30 }) }); // prettier-ignore
    await fc.assert(
      fc.asyncProperty(arbitrary, async ({ base, edits }) => {
        const bytes = Buffer.from(base);
        for (const [at, value] of edits) bytes[4 + (at % (bytes.length - 4))] = value;
        const observer = new Observer();
        for (const packet of (await read(bytes)).packets) observer.packet(packet);
        observer.end();
        expect(observer.take().length).toBeLessThanOrEqual(sample.length);
      }),
      { numRuns: 150 },
    );
  });

  test('what is no capture, is not there or is too short gets a sentence that says what would do', async () => {
    await expect(read(Buffer.from('hello, world'))).rejects.toThrow(/neither pcap nor pcapng; convert it/);
    await expect(read(Buffer.from('x'))).rejects.toThrow(/too few for a capture/);
    const missing = new PcapSource(join(folder, 'missing'));
    await expect(missing.run({ packet: () => {}, raw: () => {}, conversation: () => {} }, new AbortController().signal)).rejects.toThrow(/no such file/); // prettier-ignore
    await expect(new PcapSource(folder).run({ packet: () => {}, raw: () => {}, conversation: () => {} }, new AbortController().signal)).rejects.toThrow(/is a directory/); // prettier-ignore
  });
});

describe('frames', () => {
  const talk = new Talk().open().says('hello').close();
  const expected = { src: '10.0.3.17', dst: '203.0.113.9', bytesOut: 5, connections: 1 };

  test.each([
    ['Ethernet', ETHERNET, (bytes: Buffer) => ethernet(bytes)],
    ['Ethernet with two tags', ETHERNET, (bytes: Buffer) => ethernet(bytes, [100, 200])],
    ['raw IP', 101, (bytes: Buffer) => bytes],
    ['raw IP of BSD', 12, (bytes: Buffer) => bytes],
    ['raw IP of OpenBSD', 14, (bytes: Buffer) => bytes],
    ['IPv4', 228, (bytes: Buffer) => bytes],
    ['loopback', 0, (bytes: Buffer) => Buffer.concat([Buffer.from([2, 0, 0, 0]), bytes])],
    ['Linux cooked', 113, (bytes: Buffer) => Buffer.concat([Buffer.alloc(14), u16(0x0800), bytes])],
    ['Linux cooked 2', SLL2, (bytes: Buffer) => sll2(bytes, 12)],
    ['PPP over Ethernet', ETHERNET, (bytes: Buffer) => Buffer.concat([Buffer.alloc(12), u16(0x8864), Buffer.from([0x11, 0, 0, 1]), u16(bytes.length + 2), u16(0x0021), bytes])],
    ['MPLS', ETHERNET, (bytes: Buffer) => Buffer.concat([Buffer.alloc(12), u16(0x8847), Buffer.from([0, 1, 0, 9, 0, 2, 1, 9]), bytes])],
  ])('%s', (_, linkType, frame) => {
    expect(flows(talk.packets.map(({ bytes, at }) => captured(frame(bytes), at, linkType))).observations).toMatchObject([expected]);
  }); // prettier-ignore

  test('the interface of a cooked capture is told', () => {
    const { observations } = flows(talk.packets.map(({ bytes, at }) => captured(sll2(bytes, 12), at, SLL2)));
    expect(observations).toMatchObject([{ if: 12 }]);
  });

  test('an unknown link type, other protocols and fragments are counted', () => {
    const segment = tcp({ from: '10.0.0.1:1', to: '10.0.0.2:2', flags: ACK, seq: 1 });
    const fragment = (field: number) => ip('10.0.0.1', '10.0.0.2', 6, segment.subarray(20), { fragment: field });
    const { counters, observations } = flows([captured(segment, T0, 147), captured(ethernet(Buffer.alloc(0), []).subarray(0, 0), T0, 1), captured(fragment(0x2000)), captured(fragment(0x0010)), captured(ip('10.0.0.1', '10.0.0.2', 47, Buffer.alloc(8))), captured(Buffer.from('4500', 'hex'))].map((packet) => packet)); // prettier-ignore
    expect(counters.toObject()).toMatchObject({ 'packet: link type 147 unknown': 1, 'packet: not IP': 1, 'packet: fragment': 2, 'packet: another IP protocol': 1, 'packet: IP header broken': 1 }); // prettier-ignore
    expect(observations).toHaveLength(1);
  });

  test('extension headers of IPv6 are passed, endless ones are not', () => {
    const inner = new Talk('[fd00::1]:40000', '[fd00::2]:80').open().says('x').packets;
    const wrapped = inner.map((packet) => {
      const { bytes } = packet;
      const options = Buffer.from([60, 0, 1, 4, 0, 0, 0, 0, 6, 0, 1, 4, 0, 0, 0, 0]);
      const head = Buffer.from(bytes.subarray(0, 40));
      head[6] = 0;
      head.writeUInt16BE(bytes.length - 40 + options.length, 4);
      return {
        ...packet,
        bytes: Buffer.concat([head, options, bytes.subarray(40)]),
        wireLength: bytes.length + options.length,
      };
    });
    expect(flows(wrapped).observations).toMatchObject([{ src: 'fd00::1', port: 80, bytesOut: 1 }]);
    const endless = Buffer.concat([inner[0]!.bytes.subarray(0, 40), ...Array.from({ length: 100 }, () => Buffer.from([60, 0, 1, 4, 0, 0, 0, 0]))]); // prettier-ignore
    endless[6] = 60;
    endless.writeUInt16BE(800, 4);
    expect(flows([captured(endless)]).counters.get('packet: IP header broken')).toBe(1);
  });
});
