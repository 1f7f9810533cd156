import type { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { spawnSync } from 'node:child_process';
import type { Observation } from '../../core/telemetry.ts';
import { Lab, labMissing, ready, resolverAddress } from '../../local/lab/lab.ts';

/**
 * What watching costs, in one run beside other watchers on the same traffic: processor time (user and system, from /proc)
 * for each connection with one request, for each DNS answer, and for bulk; what was lost; memory; what requests feel of it.
 * Times are of one machine; compare them with each other.
 */
const { values } = parseArgs({ options: { seconds: { type: 'string', default: '5' }, pairs: { type: 'string', default: '10' }, warm: { type: 'string', default: '4' } } }); // prettier-ignore
const seconds = Number(values.seconds);
const missing = labMissing([
  'wrk',
  'nginx',
  'unbound',
  'iperf3',
  'dnsperf',
  'tcpdump',
  'tshark',
  'ndpiReader',
  'conntrack',
  'setpriv',
]);
if (missing !== undefined) {
  console.log(`sentinel live: SKIPPED: ${missing}`);
  process.exit(0);
}

const client = '10.0.1.11';
const server = '203.0.113.9';
const root = path.resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'bench-live-'));
const bundle = path.join(folder, 'image');
const bundled = spawnSync(process.execPath, [path.join(root, 'scripts/bundle-sentinel.mjs'), '--out', bundle], { stdio: ['ignore', 2, 2] }); // prettier-ignore
if (bundled.status !== 0) process.exit(1);
const lab = Lab.build({ pods: [{ name: 'p1', addresses: [client] }], outside: [server] });

/** Time on a processor of all threads of a process and, where it is a shell, of its children, in microseconds. */
function spentUs(pid: number): number {
  const nanoseconds = (one: string): number =>
    readdirSync(`/proc/${one}/task`).reduce((sum, thread) => sum + Number(readFileSync(`/proc/${one}/task/${thread}/schedstat`, 'utf8').split(' ')[0]), 0); // prettier-ignore
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter((one) => one !== ''); // prettier-ignore
  return [String(pid), ...children].reduce((sum, one) => sum + nanoseconds(one), 0) / 1000;
}
const residentKb = (pid: number, key: string): number => Number(new RegExp(`${key}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0); // prettier-ignore

class Watched {
  readonly child: ChildProcess;
  out = '';
  constructor(program: string, args: readonly string[]) {
    this.child = lab.start('node', program, args);
    this.child.stdout?.on('data', (text: Buffer) => void (program === 'setpriv' && (this.out += text.toString())));
    this.child.stderr?.on('data', () => {});
  }
  /** The last telling of each flow, summed. */
  flows(port: number): { connections: number; requests: number } {
    const last = new Map<string, { connections: number; requests: number }>();
    for (const line of this.out.split('\n').slice(0, -1)) {
      const one = JSON.parse(line) as Observation;
      if (one.kind === 'flow' && one.port === port) last.set(`${one.src} ${one.dst} ${one.generation}`, { connections: one.connections, requests: one.ops.reduce((sum, { count }) => sum + count, 0) }); // prettier-ignore
    }
    return [...last.values()].reduce((sum, one) => ({ connections: sum.connections + one.connections, requests: sum.requests + one.requests }), { connections: 0, requests: 0 }); // prettier-ignore
  }
}

/** As the image runs it. */
const flags = /NODE_OPTIONS="(.*)"/.exec(readFileSync(path.join(root, 'sentinel/Dockerfile'), 'utf8'))?.[1]?.split(' ') ?? []; // prettier-ignore
const sentinel = (): Watched => new Watched('setpriv', ['--bounding-set', '-all,+net_raw', '--inh-caps', '-all,+net_raw', '--no-new-privs', process.execPath, ...flags, path.join(bundle, 'sentinel.mjs'), '--wire', '--print', '--heartbeat', '2', '--listen', '127.0.0.1:9464']); // prettier-ignore
const others: Readonly<Record<string, readonly [string, readonly string[]]>> = {
  'tcpdump into a pipe': ['bash', ['-c', 'tcpdump -i any -nn -s 2048 -U -w - 2>/dev/null | cat > /dev/null']],
  tshark: ['tshark', ['-i', 'any', '-l', '-T', 'fields', '-e', 'frame.protocols', '-e', 'ip.src', '-e', 'ip.dst']],
  ndpiReader: ['ndpiReader', ['-i', 'eth0', '-s', '3600', '-q']],
  'conntrack -E': ['bash', ['-c', 'conntrack -E -o id,timestamp > /dev/null 2>&1']],
};

async function metrics(): Promise<string> {
  return (await lab.run('node', 'curl', ['-s', '-m', '5', 'http://127.0.0.1:9464/metrics'])).out;
}
const metric = (text: string, name: string): number => Number(new RegExp(`^plumbline_sentinel_${name} (\\S+)`, 'm').exec(text)?.[1]); // prettier-ignore

const wrk = (...args: readonly string[]) => lab.run('p1', 'wrk', [...args, `http://${server}:81/items/7`], 120_000);
const amount = (text: string, pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? Number.NaN);
const ms = (text: string): number => { const [, value = '', unit = ''] = /^([\d.]+)(us|ms|s)$/.exec(text) ?? []; return Number(value) * (unit === 'us' ? 0.001 : unit === 's' ? 1000 : 1); }; // prettier-ignore

try {
  const [nginx, unbound, pace] = ['nginx.conf', 'unbound.conf', 'pace.lua'].map((name) => path.join(folder, name)) as [string, string, string]; // prettier-ignore
  writeFileSync(nginx, `daemon off; pid ${folder}/nginx.pid; error_log ${folder}/nginx.log; user root;\nevents { worker_connections 4096; }\nhttp { access_log off; server { listen ${server}:81 backlog=4096; location / { return 200 ok; } } }\n`); // prettier-ignore
  writeFileSync(unbound, `server:\n interface: ${resolverAddress}\n access-control: 10.0.0.0/8 allow\n username: ""\n chroot: ""\n pidfile: ""\n use-syslog: no\n verbosity: 0\n do-daemonize: no\n local-zone: "shop.example." static\n local-data: "shop.example. A ${server}"\n`); // prettier-ignore
  // Each of 50 clients rests for so long between two connections that there are 5,000 a second, where the machine can.
  writeFileSync(pace, 'function delay() return 9 end\n');
  lab.start('ext', 'nginx', ['-c', nginx]);
  lab.start('ext', 'unbound', ['-d', '-c', unbound]);
  await sleep(1000);
  lab.start('ext', 'iperf3', ['-s', '-B', server]);
  const loads: Readonly<Record<string, () => Promise<number>>> = {
    'connection with one request': async () => amount((await wrk('-t1', '-c50', '-s', pace, `-d${seconds}s`, '-H', 'Connection: close')).out, /(\d+) requests in/), // prettier-ignore
    'DNS answer': async () => {
      const { out } = await lab.run('p1', 'bash', ['-c', `echo 'shop.example A' > ${folder}/q; dnsperf -s ${resolverAddress} -d ${folder}/q -l ${seconds} -Q 10000 -c 20`], 60_000); // prettier-ignore
      return amount(out, /Queries completed:\s+(\d+)/);
    },
    'second of bulk': async () => {
      await lab.run('p1', 'iperf3', ['-c', server, '-t', '10'], 60_000);
      return 10;
    },
  };

  const ours = sentinel();
  await ready(ours.child, /watching/);
  await sleep(3000);
  console.log(`idle: ${Math.round(residentKb(ours.child.pid!, 'VmRSS') / 1024)} MiB resident, of which ${Math.round(residentKb(ours.child.pid!, 'RssAnon') / 1024)} MiB its own\n`); // prettier-ignore
  console.log(
    '| watcher | µs a connection with one request | µs a DNS answer | ms a second of bulk |\n|---|---|---|---|',
  );
  const row = async (name: string, watched: Watched): Promise<void> => {
    const cells: string[] = [];
    for (const [what, load] of Object.entries(loads)) {
      const before = spentUs(watched.child.pid!);
      const count = await load();
      await sleep(700);
      const us = (spentUs(watched.child.pid!) - before) / count;
      cells.push(what.endsWith('bulk') ? (us / 1000).toFixed(2) : us.toFixed(1));
      if (name === 'sentinel') counts.push(count);
    }
    console.log(`| ${name} | ${cells.join(' | ')} |`);
  };
  const counts: number[] = [];
  // It runs for weeks: what the compiler costs in its first seconds is not what watching costs.
  for (let round = 0; round < Number(values.warm); round += 1) for (const what of ['connection with one request', 'DNS answer']) await loads[what]!(); // prettier-ignore
  await row('sentinel', ours);
  await sleep(2500);
  const text = await metrics();
  const seen = ours.flows(81);
  console.log(`\nrates: ${Math.round(counts[0]! / seconds)} connections/s, ${Math.round(counts[1]! / seconds)} DNS answers/s`); // prettier-ignore
  console.log(`told: ${seen.connections} connections and ${seen.requests} requests of ${counts[0]} answered while measured, and of those before; ${metric(text, 'packets_total')} packets read, ${metric(text, 'packets_dropped_total')} dropped, ${metric(text, 'folded_total')} folded`); // prettier-ignore
  console.log(`after load: ${Math.round(residentKb(ours.child.pid!, 'VmRSS') / 1024)} MiB resident, ${Math.round(residentKb(ours.child.pid!, 'VmHWM') / 1024)} MiB at most\n`); // prettier-ignore
  ours.child.kill('SIGKILL');
  console.log(
    '| watcher | µs a connection with one request | µs a DNS answer | ms a second of bulk |\n|---|---|---|---|',
  );
  for (const [name, [program, args]] of Object.entries(others)) {
    const watched = new Watched(program, args);
    await sleep(1500);
    await row(name, watched);
    watched.child.kill('SIGTERM');
  }

  const pairs: { without: readonly [number, number]; with: readonly [number, number] }[] = [];
  const latency = async (): Promise<readonly [number, number]> => {
    const { out } = await wrk('-t1', '-c1', '-d2s', '--latency');
    return [ms(/50%\s+(\S+)/.exec(out)?.[1] ?? ''), ms(/99%\s+(\S+)/.exec(out)?.[1] ?? '')];
  };
  for (let pair = 0; pair < Number(values.pairs); pair += 1) {
    const without = await latency();
    const watching = sentinel();
    await ready(watching.child, /watching/);
    // Its start takes a core for a moment.
    await sleep(2000);
    pairs.push({ without, with: await latency() });
    watching.child.kill('SIGKILL');
  }
  const median = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
  for (const [at, name] of [[0, 'p50'], [1, 'p99']] as const) console.log(`wrk ${name}, median of ${pairs.length} pairs: ${median(pairs.map((one) => one.without[at])).toFixed(3)} ms without, ${median(pairs.map((one) => one.with[at])).toFixed(3)} ms with`); // prettier-ignore
  console.log('sentinel live: ok');
} finally {
  await lab.destroy();
  rmSync(folder, { recursive: true });
}
