import { parseArgs } from 'node:util';
import { Observation } from '../../core/telemetry.ts';
import { Observer } from '../../sentinel/observer.ts';
import { ClassicReader } from '../../sentinel/sources/classic.ts';
import { PcapngReader } from '../../sentinel/sources/pcapng.ts';
import type { CapturedPacket } from '../../sentinel/sources/source.ts';
import { Counters } from '../../sentinel/counters.ts';
import { corpusFiles, packetsOf, random } from '../../test/sentinel/corpus.ts';
import { pcapFile } from '../../test/sentinel/packets.ts';
import { mutations } from './mutations.ts';
import { samples } from './samples.ts';

/**
 * Mutated packets, in mutated order, through the whole sentinel: no crash, no packet that takes long, no observation
 * that the door would refuse, and flat memory. The same seed gives the same packets.
 */
const { values } = parseArgs({ options: { packets: { type: 'string', default: '2000000' }, seed: { type: 'string', default: '1' }, seconds: { type: 'string', default: '300' } } }); // prettier-ignore
const wanted = Number(values.packets);
const deadline = performance.now() + Number(values.seconds) * 1000;
const chance = random(Number(values.seed));
const { below, moved, mutated } = mutations(chance, () => all);

/** Processor time that one packet may take; far above a pause of the collector. The clock's time says more of the machine. */
const LONGEST_PACKET_MS = 500;
const LIMITS = { conversations: 2048, keys: 2048 };

const conversations: (readonly CapturedPacket[])[] = [...samples((field) => `secret-${field}`).values()];
for (const path of [...corpusFiles('mining'), ...corpusFiles('benign')]) conversations.push((await packetsOf(path)).slice(0, 400)); // prettier-ignore
const all = conversations.flat();

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
