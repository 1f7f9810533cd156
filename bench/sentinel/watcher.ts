import type { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Lab, ready } from '../../local/lab/lab.ts';
import { imageSettings } from './image.ts';

/** A program on the lab's node that watches, and what it costs. */
export class Watcher {
  readonly child: ChildProcess;
  readonly #lab: Lab;

  private constructor(lab: Lab, child: ChildProcess) {
    this.#lab = lab;
    this.child = child;
    child.stdout?.resume();
    child.stderr?.resume();
  }

  static start(lab: Lab, program: string, args: readonly string[]): Watcher {
    return new Watcher(lab, lab.start('node', program, args));
  }

  /** As the image runs it, with the capability that the chart gives it and the heartbeat that policies begin with. @param image what `bundle` made */
  static async sentinel(
    lab: Lab,
    image: string,
    heartbeatS = 60,
    tells: readonly string[] = ['--print'],
  ): Promise<Watcher> {
    const { environment, flags } = imageSettings();
    const limits = ['--bounding-set', '-all,+net_raw', '--inh-caps', '-all,+net_raw', '--no-new-privs'];
    const child = lab.start('node', 'setpriv', [...limits, process.execPath, ...flags, path.join(image, 'sentinel.mjs'), '--wire', ...tells, '--heartbeat', String(heartbeatS), '--listen', '127.0.0.1:9464'], environment); // prettier-ignore
    await ready(child, /watching/);
    return new Watcher(lab, child);
  }

  /** Time on a processor of all threads and, where it is a shell, of its children, microseconds. */
  get spentUs(): number {
    const pid = this.child.pid!;
    const nanoseconds = (one: string): number =>
      readdirSync(`/proc/${one}/task`).reduce((sum, thread) => sum + Number(readFileSync(`/proc/${one}/task/${thread}/schedstat`, 'utf8').split(' ')[0]), 0); // prettier-ignore
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter((one) => one !== ''); // prettier-ignore
    return [String(pid), ...children].reduce((sum, one) => sum + nanoseconds(one), 0) / 1000;
  }

  /** Mebibytes: `VmRSS`, of which `RssAnon` its own, and `VmHWM` at most. */
  resident(key: 'VmRSS' | 'RssAnon' | 'VmHWM'): number {
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    return Math.round(Number(new RegExp(`${key}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024);
  }

  async metric(name: string): Promise<number> {
    const { out } = await this.#lab.run('node', 'curl', ['-s', '-m', '5', 'http://127.0.0.1:9464/metrics']);
    return Number(new RegExp(`^plumbline_sentinel_${name} (\\S+)`, 'm').exec(out)?.[1]);
  }

  stop(): void {
    this.child.kill('SIGKILL');
  }
}
