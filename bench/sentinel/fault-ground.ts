import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Lab, ready } from '../../local/lab/lab.ts';
import { passageTo } from '../../local/lab/passage.ts';
import { FakeDoor } from './fake-door.ts';
import { bundle, imageSettings } from './image.ts';

const servers = Array.from({ length: 200 }, (_, index) => `203.0.113.${index + 1}`);
const talker = path.join(import.meta.dirname, '../../local/lab/program.ts');

/** Where faults are played: a node with one pod, two hundred servers outside, a door, and the sentinel as its image runs it. */
export async function faultGround() {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-faults-'));
  const image = bundle(folder);
  const { environment, flags } = imageSettings();
  const door = new FakeDoor();
  const address = await door.open();
  const lab = Lab.build({ pods: [{ name: 'p1', addresses: ['10.0.1.11'] }], outside: servers });
  await lab.serve('ext', ['http', '0.0.0.0', '80']);
  const passage = await passageTo(lab, 'node', address);
  const tokenFile = path.join(folder, 'token');

  async function sentinel(args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<ChildProcess> {
    const limits = ['--bounding-set', '-all,+net_raw', '--inh-caps', '-all,+net_raw', '--no-new-privs'];
    const child = lab.start('node', 'setpriv', [...limits, process.execPath, ...flags, path.join(image, 'sentinel.mjs'), '--wire', '--post', passage.url, '--token-file', tokenFile, '--heartbeat', '1', '--listen', '127.0.0.1:9464', ...args], { ...environment, ...more }); // prettier-ignore
    child.stdout?.resume();
    await ready(child, /watching/);
    child.stderr?.resume();
    return child;
  }

  async function stop(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }

  /** Real connections with a request each, over the first `hosts` servers, one after the other. @returns how many were answered */
  async function visits(count: number, perSecond: number, hosts: number): Promise<number> {
    const { out, err } = await lab.run('p1', process.execPath, [talker, 'visits', '80', String(count), String(perSecond), ...servers.slice(0, hosts)], (count / perSecond) * 1000 + 60_000); // prettier-ignore
    const answered = Number(/answered (\d+)/.exec(out)?.[1]);
    if (Number.isNaN(answered)) throw new Error(`visits said nothing: ${err}`);
    return answered;
  }

  async function metric(name: string): Promise<number> {
    const { out } = await lab.run('node', 'curl', ['-s', '-m', '5', 'http://127.0.0.1:9464/metrics']);
    return Number(new RegExp(`^plumbline_sentinel_${name} (\\S+)`, 'm').exec(out)?.[1]);
  }

  /** Until the door has heard of so many connections, or nothing comes any longer. */
  async function heard(count: number, withinMs = 45_000): Promise<number> {
    const deadline = Date.now() + withinMs;
    while (door.connections(80) < count && Date.now() < deadline) await sleep(100);
    return door.connections(80);
  }

  /** What the batches themselves say was missed. */
  const loss = (): string => `dropped ${door.sum('dropped')}, folded ${door.sum('folded')}, freezes ${door.sum('freezes')}`; // prettier-ignore
  const spool = (name: string): string[] => ['--spool', path.join(folder, name)];

  async function end(): Promise<void> {
    await lab.destroy();
    await passage.close();
    await door.close();
    rmSync(folder, { recursive: true, force: true });
  }

  return {
    lab,
    door,
    folder,
    tokenFile,
    url: passage.url,
    sentinel,
    stop,
    visits,
    metric,
    heard,
    loss,
    spool,
    end,
  };
}
