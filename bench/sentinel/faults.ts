import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { labMissing, resolverAddress } from '../../local/lab/lab.ts';
import { faultGround } from './fault-ground.ts';

/**
 * What goes wrong around a sentinel, one line each: what is promised, what was done by real programs, what of it never
 * arrived, and what the batches themselves say was missed. `--outage 600` plays the ten minutes without the control plane as
 * they are; without it they are scaled: counters every six seconds instead of sixty, for sixty seconds.
 */
const { values } = parseArgs({ options: { outage: { type: 'string', default: '60' }, only: { type: 'string', default: '' } } }); // prettier-ignore
const outageS = Number(values.outage);
const missing = labMissing(['setpriv', 'dnsperf', 'mount']);
if (missing !== undefined) {
  console.log(`sentinel faults: SKIPPED: ${missing}`);
  process.exit(0);
}
const FAKETIME = ['/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1', '/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1'].find((name) => existsSync(name)); // prettier-ignore

const { lab, door, folder, tokenFile, url, sentinel, stop, visits, metric, heard, loss, spool, end } = await faultGround(); // prettier-ignore
const wrong: string[] = [];

function row(fault: string, promised: string, done: string, lost: string, told: string, holds: boolean): void {
  if (!holds) wrong.push(fault);
  console.log(`| ${fault} | ${promised} | ${done} | ${lost} | ${told} |`);
}

const faults: Readonly<Record<string, () => Promise<void>>> = {
  outage: async () => {
    const scale = 600 / outageS;
    const child = await sentinel([...spool('outage'), '--spool-memory', '64', '--heartbeat', String(Math.max(1, Math.round(60 / scale)))]); // prettier-ignore
    const before = await visits(100, 50, 20);
    await heard(before);
    await door.close();
    const done = before + (await visits(50 * outageS, 50, 200));
    const [memory, disk] = [await metric('spool_memory_bytes'), await metric('spool_disk_bytes')];
    await door.open();
    const reported = await heard(done);
    const spooled = Math.max(...door.batches.map(({ coverage }) => coverage.spooled));
    row(`control plane off for ${outageS} s${scale === 1 ? '' : ` (ten minutes scaled by ${scale})`}`, 'nothing is lost', `${done} connections, 200 servers`, `${done - reported} connections, ${200 - door.keys(80).size} servers`, `${loss()}, spooled up to ${spooled} (${memory} bytes in memory, ${disk} on disk)`, reported === done && spooled > 0); // prettier-ignore
    await stop(child);
  },

  'disk full': async () => {
    const disk = path.join(folder, 'full');
    mkdirSync(disk);
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=12k', 'none', disk]).status !== 0) throw new Error('no tmpfs could be mounted'); // prettier-ignore
    try {
      const child = await sentinel(['--spool', disk, '--spool-memory', '16']);
      const before = await visits(50, 50, 10);
      await heard(before);
      await door.close();
      let done = before;
      for (let round = 1; round <= 12; round += 1) done += await visits(200, 100, 10 + round * 15);
      const full = await metric('spool_disk_failed');
      const used = readdirSync(disk).reduce((sum, name) => sum + statSync(path.join(disk, name)).size, 0);
      await door.open();
      const reported = await heard(done);
      const says = door.batches.some(({ coverage }) => coverage.failed.includes('spool'));
      row('disk of the spool full (12 KiB)', 'old counters go first; what is known is told again', `${done} connections, 190 servers`, `${done - reported} connections, ${190 - door.keys(80).size} servers`, `${loss()}; ${says ? '"spool" among the failed' : 'the failure is not told'}, ${used} bytes on disk`, reported === done && door.keys(80).size === 190 && (full === 1 || says)); // prettier-ignore
      await stop(child);
    } finally {
      spawnSync('umount', [disk]);
    }
  },

  'token expired': async () => {
    const child = await sentinel(spool('token'));
    const before = await visits(50, 50, 5);
    await heard(before);
    door.token = 'second';
    const done = before + (await visits(250, 50, 50));
    writeFileSync(tokenFile, 'second');
    const reported = await heard(done);
    row('token expired for 5 s, then replaced in its file', 'nothing is lost', `${done} connections`, `${done - reported} connections`, loss(), reported === done); // prettier-ignore
    await stop(child);
  },

  'DNS gone': async () => {
    const settings = path.join('/etc/netns', lab.namespace('node'));
    mkdirSync(settings, { recursive: true });
    writeFileSync(path.join(settings, 'resolv.conf'), `nameserver ${resolverAddress}\noptions timeout:1 attempts:1\n`);
    writeFileSync(path.join(settings, 'nsswitch.conf'), 'hosts: files dns\n');
    const resolver = () => lab.serve('ext', ['dns', resolverAddress, '53', 'door.example=127.0.0.1']);
    try {
      let dns = await resolver();
      door.keepsOpen = false;
      const child = await sentinel([...spool('dns'), '--post', url.replace('127.0.0.1', 'door.example')]);
      const before = await visits(50, 50, 5);
      await heard(before);
      dns.kill('SIGKILL');
      const batches = door.batches.length;
      const done = before + (await visits(400, 50, 60));
      const during = door.batches.length - batches;
      dns = await resolver();
      const reported = await heard(done);
      row('resolver gone for 8 s', 'nothing is lost', `${done} connections`, `${done - reported} connections`, `${loss()}; ${during} batches got through meanwhile`, reported === done); // prettier-ignore
      await stop(child);
      dns.kill('SIGKILL');
    } finally {
      door.keepsOpen = true;
      rmSync(settings, { recursive: true });
    }
  },

  'kill -9': async () => {
    const args = [...spool('killed'), '--spool-memory', '16'];
    let child = await sentinel(args);
    const before = await visits(100, 50, 20);
    await heard(before);
    await door.close();
    const during = await visits(500, 50, 150);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await door.open();
    child = await sentinel(args);
    const after = await visits(100, 50, 20);
    await heard(before + during + after, 8000);
    const reported = door.connections(80);
    const boots = new Set(door.batches.map(({ bootId }) => bootId)).size;
    const lost = before + during + after - reported;
    row('kill -9 with the control plane off, then started again', 'what reached the disk is told, what is still talking is new again; lost are counters since the last that were told', `${before + during + after} connections, 150 servers`, `${lost} connections, ${150 - door.keys(80).size} servers`, `${boots} boots, and since when each listens`, boots === 2 && door.keys(80).size === 150 && lost <= during); // prettier-ignore
    await stop(child);
  },

  'clock moved': async () => {
    if (FAKETIME === undefined) {
      row('clock set a day ahead', 'times do not move', '-', '-', 'SKIPPED: libfaketime is not here', true);
      return;
    }
    const shift = path.join(folder, 'shift');
    writeFileSync(shift, '+0');
    const from = Date.now();
    const child = await sentinel(spool('clock'), { LD_PRELOAD: FAKETIME, FAKETIME_TIMESTAMP_FILE: shift, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1' }); // prettier-ignore
    const before = await visits(50, 50, 5);
    await heard(before);
    writeFileSync(shift, '+1d');
    const done = before + (await visits(200, 50, 30));
    const reported = await heard(done);
    const steps = await metric('clock_steps_total');
    const instants = door.batches.flatMap(({ sentAt, observations }) => [sentAt, ...observations.flatMap(({ firstSeen, lastSeen }) => [firstSeen, lastSeen])]).map((text) => Date.parse(text)); // prettier-ignore
    const off = instants.filter((at) => at < from - 2000 || at > Date.now() + 2000).length;
    row('clock set a day ahead (libfaketime: of the process, not of the kernel)', 'times do not move', `${done} connections`, `${done - reported} connections, ${off} of ${instants.length} times moved`, `${loss()}; ${steps} steps counted`, reported === done && off === 0 && steps === 1); // prettier-ignore
    await stop(child);
  },

  SIGSTOP: async () => {
    const child = await sentinel(spool('stopped'));
    await sleep(1000);
    const load = visits(3000, 500, 100);
    await sleep(2000);
    child.kill('SIGSTOP');
    await sleep(2000);
    child.kill('SIGCONT');
    const done = await load;
    const reported = await heard(done);
    const counted = door.sum('dropped') + door.sum('freezes');
    row('SIGSTOP for 2 s at 500 connections a second', 'the ring holds it, or it is counted', `${done} connections`, `${done - reported} connections`, loss(), reported === done || counted > 0); // prettier-ignore
    await stop(child);
  },

  'novel keys': async () => {
    const file = path.join(folder, 'names');
    writeFileSync(file, Array.from({ length: 1_000_000 }, (_, index) => `x${index.toString(36)}.tunnel.example A`).join('\n')); // prettier-ignore
    const silent = await lab.serve('ext', ['silent', resolverAddress, '53']);
    const child = await sentinel(spool('novel'));
    const [{ out }, miner] = await Promise.all([
      lab.run('p1', 'dnsperf', ['-s', resolverAddress, '-d', file, '-n', '1', '-Q', '17000', '-q', '60000', '-t', '1', '-c', '40'], 150_000), // prettier-ignore
      sleep(20_000).then(() => visits(20, 10, 20)),
    ]);
    const asked = Number(/Queries sent:\s+(\d+)/.exec(out)?.[1]);
    const seconds = Number(/Run time \(s\):\s+([\d.]+)/.exec(out)?.[1]);
    await sleep(4000);
    const names = new Set(door.batches.flatMap(({ observations }) => observations.flatMap((one) => (one.kind === 'lookup' ? [one.name] : [])))).size; // prettier-ignore
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    const mebibytes = Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024);
    const unseen = asked - names - door.sum('folded') - door.sum('dropped');
    row(`${asked} novel names in ${Math.round(seconds)} s from one pod`, 'bounded; the rest is folded and counted; servers are told all the same', `${asked} names, ${miner} connections beside them`, `${names} names told, ${20 - door.keys(80).size} of 20 servers untold`, `${loss()}; ${unseen > 0 ? `${unseen} not accounted for` : 'all accounted for'}; ${mebibytes} MiB at most`, names > 10_000 && door.keys(80).size === 20 && door.sum('folded') + door.sum('dropped') >= asked - names && mebibytes <= 200); // prettier-ignore
    await stop(child);
    silent.kill('SIGKILL');
  },
};

try {
  console.log('| fault | promised | done | lost | what coverage says |\n|---|---|---|---|---|');
  for (const [name, play] of Object.entries(faults)) {
    if (values.only !== '' && values.only !== name) continue;
    writeFileSync(tokenFile, 'first');
    Object.assign(door, { batches: [], token: 'first' });
    await play();
  }
  console.log(wrong.length === 0 ? 'sentinel faults: ok' : `sentinel faults: NOT AS PROMISED: ${wrong.join(', ')}`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
} finally {
  await end();
}
