import { parseArgs } from 'node:util';
import { Observation } from '../../core/telemetry.ts';
import { Observer } from '../../sentinel/observer.ts';
import { ClassicReader } from '../../sentinel/sources/classic.ts';
import { PcapngReader } from '../../sentinel/sources/pcapng.ts';
import type { CapturedPacket } from '../../sentinel/sources/source.ts';
import { Counters } from '../../sentinel/counters.ts';
import { corpusFiles, packetsOf, random } from '../../test/sentinel/corpus.ts';
import { pcapFile } from '../../test/sentinel/packets.ts';
import { samples } from './samples.ts';

/**
 * Mutated packets, in mutated order, through the whole sentinel: no crash, no packet that takes long, no observation
 * that the door would refuse, and flat memory. The same seed gives the same packets.
 */
const { values } = parseArgs({ options: { packets: { type: 'string', default: '2000000' }, seed: { type: 'string', default: '1' }, seconds: { type: 'string', default: '300' } } }); // prettier-ignore
const wanted = Number(values.packets);
const deadline = performance.now() + Number(values.seconds) * 1000;
const chance = random(Number(values.seed));
const below = (limit: number) => Math.floor(chance() * limit);

/** Processor time that one packet may take; far above a pause of the collector. The clock's time says more of the machine. */
const LONGEST_PACKET_MS = 500;
const LIMITS = { conversations: 2048, keys: 2048 };

const conversations: (readonly CapturedPacket[])[] = [...samples((field) => `secret-${field}`).values()];
for (const path of [...corpusFiles('mining'), ...corpusFiles('benign')]) conversations.push((await packetsOf(path)).slice(0, 400)); // prettier-ignore
const all = conversations.flat();

const NUMBERS = [0, 1, 4, 5, 0x7f, 0x80, 0xc0, 0xfe, 0xff];

function mutated(packet: CapturedPacket): CapturedPacket {
  let bytes = Buffer.from(packet.bytes);
  for (let edits = below(6); edits > 0 && bytes.length > 0; edits -= 1) {
    const at = below(bytes.length);
    switch (below(7)) {
      case 0:
        bytes[at] = below(256);
        break;
      case 1:
        bytes[at] = bytes[at]! ^ (1 << below(8));
        break;
      case 2:
        bytes[at] = NUMBERS[below(NUMBERS.length)]!;
        break;
      case 3:
        bytes = bytes.subarray(0, at);
        break;
      case 4: {
        const other = all[below(all.length)]!.bytes;
        const from = below(other.length);
        bytes = Buffer.concat([bytes.subarray(0, at), other.subarray(from, from + below(600)), bytes.subarray(at)]);
        break;
      }
      case 5:
        bytes.fill(below(256), at, Math.min(bytes.length, at + below(64)));
        break;
      default:
        if (at + 4 <= bytes.length) bytes.writeUInt32BE(below(2 ** 32), at);
    }
  }
  const linkType = below(50) === 0 ? [0, 1, 12, 101, 113, 276, below(300)][below(7)]! : packet.linkType;
  const at = packet.at + (below(100) === 0 ? (chance() - 0.5) * 1e12 : below(100));
  return { ...packet, at, linkType, bytes, wireLength: bytes.length + (below(20) === 0 ? below(2000) : 0) };
}

/** Moves a conversation to other client ports, so that the tables fill. */
function moved(packets: readonly CapturedPacket[]): readonly CapturedPacket[] {
  const shift = below(60_000);
  return packets.map((packet) => {
    const bytes = Buffer.from(packet.bytes);
    const head = packet.linkType === 1 ? 34 : packet.linkType === 101 ? 20 : -1;
    if (head > 0 && bytes.length > head + 4) {
      for (const at of [head, head + 2]) {
        const port = bytes.readUInt16BE(at);
        if (port >= 32_768) bytes.writeUInt16BE(32_768 + ((port + shift) % 32_768), at);
      }
    }
    return { ...packet, bytes };
  });
}

let observer = new Observer({ limits: LIMITS, evicted: check });
let fed = 0;
let slowest = 0;
let observed = 0;
const early: number[] = [];
const late: number[] = [];

function check(observation: Observation): void {
  observed += 1;
  const parsed = Observation.safeParse(observation);
  if (!parsed.success) throw new Error(`the door would refuse ${JSON.stringify(observation)}: ${parsed.error.message}`);
}

function feed(packet: CapturedPacket): void {
  const before = process.cpuUsage();
  observer.packet(packet);
  const { user, system } = process.cpuUsage(before);
  const took = (user + system) / 1000;
  if (took > slowest) slowest = took;
  if (took > LONGEST_PACKET_MS)
    throw new Error(`one packet took ${took.toFixed(0)} ms: ${packet.bytes.toString('hex')}`);
  fed += 1;
}

function feedFile(packets: readonly CapturedPacket[]): void {
  const file = pcapFile(packets);
  for (let edits = below(20); edits > 0; edits -= 1) file[below(file.length)] = below(256);
  if (below(2) === 0) file.writeUInt32LE(0xa1b2c3d4, 0);
  const Reader = below(4) === 0 ? PcapngReader : ClassicReader;
  const reader = new Reader(feed, new Counters());
  for (let at = 0; at < file.length;) {
    const size = 1 + below(5000);
    reader.push(file.subarray(at, at + size));
    at += size;
  }
  reader.end();
}

let last: CapturedPacket | undefined;
try {
  for (let round = 0; fed < wanted && performance.now() < deadline; round += 1) {
    const packets = moved(conversations[below(conversations.length)]!).slice(0, 1 + below(120));
    if (below(20) === 0) feedFile(packets);
    const order = below(3) === 0 ? packets.toSorted(() => chance() - 0.5) : packets;
    for (const packet of order) {
      if (below(30) === 0) continue;
      last = below(3) === 0 ? mutated(packet) : packet;
      feed(last);
      if (below(25) === 0) feed(last);
    }
    if (round % 200 === 0) for (const observation of observer.take()) check(observation);
    if (round % 2000 === 1999) {
      observer.end();
      for (const observation of observer.take()) check(observation);
      observer = new Observer({ limits: LIMITS, evicted: check });
    }
    if (round % 50 === 0) {
      const progress = Math.max(fed / wanted, 1 - (deadline - performance.now()) / (Number(values.seconds) * 1000));
      if (progress > 0.1) (progress < 0.5 ? early : late).push(process.memoryUsage().rss);
    }
  }
  observer.end();
  for (const observation of observer.take()) check(observation);
} catch (error) {
  process.stderr.write(
    `seed ${values.seed}, after ${fed} packets: ${(error as Error).stack}\n${last?.bytes.toString('hex')}\n`,
  );
  process.stdout.write(`sentinel fuzz: FAILED after ${fed} packets, seed ${values.seed}\n`);
  process.exit(1);
}

const mib = (bytes: number) => Math.round(bytes / 2 ** 20);
const [before, after] = [Math.max(...early), Math.max(...late)];
// The collector's own breathing; a leak of a few bytes a packet would show as hundreds of MiB.
const isFlat = after <= before * 1.15 + 48 * 2 ** 20;
process.stdout.write(`sentinel fuzz: ${isFlat ? 'ok' : 'FAILED'}: ${fed} packets, seed ${values.seed}, 0 crashes, ${observed} observations all fit, slowest packet ${slowest.toFixed(1)} ms, RSS ${mib(before)} MiB in the first half, ${mib(after)} MiB in the second\n`); // prettier-ignore
process.exit(isFlat ? 0 : 1);
