import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { type Lab, ready, resolverAddress } from '../../local/lab/lab.ts';

/** The servers outside listen on so many ports from the first on. */
export const webPort = 81;
const WEB_PORTS = 125;

export interface Played {
  readonly answered: number;
  readonly perSecond: number;
}

/** Paced load by a program in C that leaves the machine to what is measured: `load.c` beside this. */
export class Load {
  readonly #lab: Lab;
  readonly #program: string;

  private constructor(lab: Lab, program: string) {
    this.#lab = lab;
    this.#program = program;
  }

  /** Compiles it, and starts what answers, on the host outside. @throws Error with what the compiler said */
  static async start(lab: Lab, folder: string): Promise<Load> {
    const program = path.join(folder, 'load');
    const { status, stderr } = spawnSync('gcc', ['-O2', '-o', program, path.join(import.meta.dirname, 'load.c')], { encoding: 'utf8' }); // prettier-ignore
    if (status !== 0) throw new Error(`load.c was not compiled: ${stderr}`);
    await Promise.all([ready(lab.start('ext', program, ['serve', String(webPort), String(WEB_PORTS)]), /ready/), ready(lab.start('ext', program, ['answer', resolverAddress]), /ready/)]); // prettier-ignore
    return new Load(lab, program);
  }

  /** Connections with one request each, of `paths` different paths, over all addresses given. */
  connections(pod: string, perSecond: number, seconds: number, from: readonly string[], to: readonly string[], paths = 1): Promise<Played> {
    return this.#play(pod, ['connect', webPort, 1, perSecond, seconds, paths, from.join(), to.join()], seconds);
  } // prettier-ignore

  /** The same over all ports of each server: as many conversations of their own as there are ends and ports. */
  conversations(pod: string, perSecond: number, seconds: number, from: readonly string[], to: readonly string[]): Promise<Played> {
    return this.#play(pod, ['connect', webPort, WEB_PORTS, perSecond, seconds, 1, from.join(), to.join()], seconds);
  } // prettier-ignore

  /** Questions for `names` names, from twenty sockets. */
  questions(pod: string, perSecond: number, seconds: number, names: number): Promise<Played> {
    return this.#play(pod, ['ask', resolverAddress, perSecond, seconds, names], seconds);
  }

  async #play(pod: string, args: readonly (string | number)[], seconds: number): Promise<Played> {
    const { out, err } = await this.#lab.run(pod, this.#program, args.map(String), seconds * 1000 + 30_000);
    const [, answered, took] = /answered (\d+).*seconds ([\d.]+)/.exec(out)?.map(Number) ?? [];
    if (answered === undefined || took === undefined) throw new Error(`the load said nothing: ${out}${err}`);
    return { answered, perSecond: Math.round(answered / took) };
  }
}
