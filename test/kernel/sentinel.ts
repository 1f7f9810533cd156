import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Flow, Lookup, Observation } from '../../core/telemetry.ts';
import { type Lab, ready } from '../../local/lab/lab.ts';

const root = path.join(import.meta.dirname, '../..');

/** A sentinel on the lab's node, with the capabilities that the chart gives it and no more. */
export class LabSentinel {
  readonly #child: ChildProcess;
  #out = '';
  #err = '';

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.stdout?.on('data', (text: Buffer) => void (this.#out += text.toString()));
    child.stderr?.on('data', (text: Buffer) => void (this.#err += text.toString()));
  }

  static async start(lab: Lab, args: readonly string[], capabilities = '+net_raw'): Promise<LabSentinel> {
    const limits = ['--bounding-set', `-all,${capabilities}`, '--inh-caps', `-all,${capabilities}`, '--no-new-privs'];
    const child = lab.start('node', 'setpriv', [...limits, process.execPath, path.join(root, 'sentinel/main.mjs'), ...args]); // prettier-ignore
    const sentinel = new LabSentinel(child);
    await ready(child, /watching/);
    return sentinel;
  }

  get pid(): number {
    return this.#child.pid!;
  }

  get said(): string {
    return this.#err;
  }

  get printed(): string {
    return this.#out;
  }

  /** The last telling of each key. */
  get observations(): Observation[] {
    const last = new Map<string, Observation>();
    for (const line of this.#out.split('\n').slice(0, -1)) {
      const one = JSON.parse(line) as Observation;
      last.set(one.kind === 'flow' ? JSON.stringify([one.if, one.src, one.dst, one.port, one.proto, one.via]) : JSON.stringify([one.src, one.dst, one.name]), one); // prettier-ignore
    }
    return [...last.values()];
  }

  get flows(): Flow[] {
    return this.observations.filter((one) => one.kind === 'flow');
  }

  get lookups(): Lookup[] {
    return this.observations.filter((one) => one.kind === 'lookup');
  }

  /** @returns milliseconds that it took to leave after SIGTERM */
  async stop(): Promise<number> {
    const before = performance.now();
    if (this.#child.exitCode === null) {
      this.#child.kill('SIGTERM');
      await once(this.#child, 'close');
    }
    return performance.now() - before;
  }
}
