import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Lab, labMissing } from '../../local/lab/lab.ts';
import { bundle } from './image.ts';
import { Load, webPort } from './load.ts';
import { Watcher } from './watcher.ts';

/**
 * What watching costs, in one run beside other watchers on the same load: processor time of all threads for each connection
 * with one request, for each DNS answer, and for bulk; what was lost at full rate; memory with many keys and over time;
 * what requests feel of it. Times are of one machine; compare them with each other.
 */
const { values } = parseArgs({ options: { only: { type: 'string', default: 'cost,keys,names,flat,latency' }, seconds: { type: 'string', default: '5' }, pairs: { type: 'string', default: '10' }, warm: { type: 'string', default: '3' }, flat: { type: 'string', default: '60' } } }); // prettier-ignore
const seconds = Number(values.seconds);
const missing = labMissing(['gcc', 'wrk', 'iperf3', 'tcpdump', 'tshark', 'ndpiReader', 'conntrack', 'setpriv', 'curl']);
if (missing !== undefined) {
  console.log(`sentinel live: SKIPPED: ${missing}`);
  process.exit(0);
}

const CONNECTIONS = 5000;
const ANSWERS = 10_000;
const podAddresses = (pod: number): string[] => Array.from({ length: 4 }, (_, index) => `10.0.${pod}.${11 + index}`);
const pods = [1, 2, 3, 4, 5].map((pod) => ({ name: `p${pod}`, addresses: podAddresses(pod) }));
const servers = Array.from({ length: 20 }, (_, index) => `203.0.113.${index + 1}`);
const folder = mkdtempSync(path.join(tmpdir(), 'bench-live-'));
const image = bundle(folder);
const lab = Lab.build({ pods, outside: servers });

const others: Readonly<Record<string, readonly [string, readonly string[]]>> = {
  'tcpdump into a pipe': ['bash', ['-c', 'tcpdump -i any -nn -s 2048 -U -w - 2>/dev/null | cat > /dev/null']],
  tshark: ['tshark', ['-i', 'any', '-l', '-T', 'fields', '-e', 'frame.protocols', '-e', 'ip.src', '-e', 'ip.dst']],
  ndpiReader: ['ndpiReader', ['-i', 'enip1', '-s', '3600', '-q']],
  'conntrack -E': ['bash', ['-c', 'conntrack -E -o id,timestamp > /dev/null 2>&1']],
};

const ms = (text: string): number => { const [, value = '', unit = ''] = /^([\d.]+)(us|ms|s)$/.exec(text) ?? []; return Number(value) * (unit === 'us' ? 0.001 : unit === 's' ? 1000 : 1); }; // prettier-ignore
const median = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
const busy = (): string => `load of the machine ${loadavg()[0]!.toFixed(1)}`;
const alive = async (watcher: Watcher, what: string): Promise<void> => console.log(`${what}: ${watcher.resident('VmRSS')} MiB resident, of which ${watcher.resident('RssAnon')} its own; ${await watcher.metric('keys')} keys`); // prettier-ignore

/** Each load with what of it counts, and how many of it there were. */
const loads: Readonly<Record<string, (load: Load) => Promise<{ count: number; perSecond: number }>>> = {
  'connection, the same request': async (load) => counted(await load.connections('p1', CONNECTIONS, seconds, podAddresses(1), servers)), // prettier-ignore
  'connection, each with another path': async (load) => counted(await load.connections('p1', CONNECTIONS, seconds, podAddresses(1), servers, 1_000_000)), // prettier-ignore
  'DNS answer': async (load) => counted(await load.questions('p1', ANSWERS, seconds, 200)),
  'second of bulk': async () => {
    await lab.run('p1', 'iperf3', ['-c', servers[0]!, '-t', '10'], 60_000);
    return { count: 10, perSecond: 1 };
  },
};
const counted = ({ answered, perSecond }: { answered: number; perSecond: number }) => ({ count: answered, perSecond });

async function row(name: string, watcher: Watcher, load: Load): Promise<number[]> {
  const cells: string[] = [];
  const rates: number[] = [];
  for (const [what, play] of Object.entries(loads)) {
    const before = watcher.spentUs;
    const { count, perSecond } = await play(load);
    await sleep(700);
    const us = (watcher.spentUs - before) / count;
    cells.push(what.endsWith('bulk') ? (us / 1000).toFixed(2) : `${us.toFixed(1)} (${perSecond}/s)`);
    rates.push(perSecond);
  }
  console.log(`| ${name} | ${cells.join(' | ')} |`);
  return rates;
}

/** All that it holds of one kind: each interface may bring up ten thousand. */
async function full(play: (pod: number, name: string) => Promise<unknown>): Promise<void> {
  const ours = await Watcher.sentinel(lab, image);
  await sleep(1000);
  for (const [index, { name }] of pods.entries()) await play(index + 1, name);
  await sleep(1500);
  await alive(ours, 'full');
  console.log(`folded ${await ours.metric('folded_total')}, dropped ${await ours.metric('packets_dropped_total')}; ${ours.resident('VmHWM')} MiB at most; ${busy()}`); // prettier-ignore
  ours.stop();
}

const parts: Readonly<Record<string, (load: Load) => Promise<void>>> = {
  cost: async (load) => {
    const ours = await Watcher.sentinel(lab, image);
    await sleep(3000);
    const before = ours.spentUs;
    await sleep(10_000);
    console.log(`idle: ${((ours.spentUs - before) / 10_000).toFixed(2)} ms a second`);
    await alive(ours, 'idle');
    // It runs for weeks: what the compiler costs in its first seconds is not what watching costs.
    for (let round = 0; round < Number(values.warm); round += 1) for (const [what, play] of Object.entries(loads)) if (!what.endsWith('bulk')) await play(load); // prettier-ignore
    console.log(`\n${busy()}\n\n| watcher | µs a connection, the same request | µs a connection, each with another path | µs a DNS answer | ms a second of bulk |\n|---|---|---|---|---|`); // prettier-ignore
    await row('sentinel', ours, load);
    const lost = `${await ours.metric('packets_dropped_total')} dropped of ${await ours.metric('packets_total')} packets, ${await ours.metric('folded_total')} folded`; // prettier-ignore
    const after = `${ours.resident('VmRSS')} MiB resident, ${ours.resident('VmHWM')} at most`;
    ours.stop();
    for (const [name, [program, args]] of Object.entries(others)) {
      const watcher = Watcher.start(lab, program, args);
      await sleep(1500);
      await row(name, watcher, load);
      watcher.child.kill('SIGTERM');
    }
    console.log(`\nsentinel: ${lost}; after load ${after}; ${busy()}`);
  },

  /** Conversations: interface, both ends, port. Twenty servers of 125 ports, asked by four addresses on each of five interfaces. */
  keys: (load) => full((pod, name) => load.conversations(name, 3000, 10_500 / 3000, podAddresses(pod), servers)),

  /** Names asked for, each on its own, which is more than what keys are: what a pod that invents names brings up. */
  names: (load) => full((pod, name) => load.questions(name, 3000, 10_500 / 3000, 10_000 + pod)),

  flat: async (load) => {
    const ours = await Watcher.sentinel(lab, image);
    const total = Number(values.flat);
    const each = Math.max(5, total / 12);
    const residents: number[] = [];
    for (let passed = 0; passed < total; passed += each) {
      await Promise.all([load.connections('p1', 1000, each, podAddresses(1), servers, 1000), load.questions('p2', 2000, each, 500)]); // prettier-ignore
      residents.push(ours.resident('VmRSS'));
    }
    console.log(`flat: ${residents.join(', ')} MiB resident, one every ${each} s of 1,000 connections and 2,000 answers a second; ${await ours.metric('packets_dropped_total')} dropped`); // prettier-ignore
    ours.stop();
  },

  latency: async () => {
    const once = async (): Promise<readonly [number, number]> => {
      const { out } = await lab.run('p1', 'wrk', ['-t1', '-c1', '-d2s', '--latency', '-H', 'Connection: close', `http://${servers[0]}:${webPort}/items/7`], 60_000); // prettier-ignore
      return [ms(/50%\s+(\S+)/.exec(out)?.[1] ?? ''), ms(/99%\s+(\S+)/.exec(out)?.[1] ?? '')];
    };
    const pairs: { without: readonly [number, number]; with: readonly [number, number] }[] = [];
    for (let pair = 0; pair < Number(values.pairs); pair += 1) {
      const without = await once();
      const ours = await Watcher.sentinel(lab, image);
      // Its start takes a core for a moment.
      await sleep(2000);
      pairs.push({ without, with: await once() });
      ours.stop();
    }
    for (const [at, name] of [[0, 'p50'], [1, 'p99']] as const) console.log(`wrk ${name}, median of ${pairs.length} pairs: ${median(pairs.map((one) => one.without[at])).toFixed(3)} ms without, ${median(pairs.map((one) => one.with[at])).toFixed(3)} ms with; ${busy()}`); // prettier-ignore
  },
};

try {
  const load = await Load.start(lab, folder);
  lab.start('ext', 'iperf3', ['-s', '-B', servers[0]!]).stdout?.resume();
  for (const [name, play] of Object.entries(parts)) {
    if (!values.only.split(',').includes(name)) continue;
    console.log(`\n## ${name}\n`);
    await play(load);
  }
  console.log('\nsentinel live: ok');
} finally {
  await lab.destroy();
  rmSync(folder, { recursive: true });
}
