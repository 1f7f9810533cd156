import { type Outcome, Sandbox, type SandboxSpec } from './sandbox.ts';

/** As many sandboxes of one function as there are events at once, up to a bound; idle ones are used again. */
export class Pool {
  readonly #spec: SandboxSpec;
  readonly #most: number;
  readonly #onLine: (line: string) => void;
  readonly #idle: Sandbox[] = [];
  readonly #all = new Set<Sandbox>();
  readonly #waiting: (() => void)[] = [];
  #busy = 0;

  constructor(spec: SandboxSpec, most: number, onLine: (line: string) => void) {
    this.#spec = spec;
    this.#most = most;
    this.#onLine = onLine;
  }

  /** Events that are being handled or wait for a sandbox. */
  get inFlight(): number {
    return this.#busy + this.#waiting.length;
  }

  /** @param event JSON text */
  async invoke(event: string): Promise<Outcome> {
    if (this.#busy >= this.#most) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#busy += 1;
    const sandbox = this.#take();
    try {
      return await sandbox.invoke(event);
    } finally {
      this.#release(sandbox);
    }
  }

  /** Starts one sandbox before it is asked for; settles when it has loaded its bundle. */
  async warm(): Promise<void> {
    if (this.#all.size > 0) return;
    const sandbox = this.#start();
    this.#idle.push(sandbox);
    await sandbox.ready;
  }

  async end(): Promise<void> {
    await Promise.all([...this.#all].map((sandbox) => sandbox.end()));
  }

  #take(): Sandbox {
    for (let sandbox = this.#idle.pop(); sandbox !== undefined; sandbox = this.#idle.pop()) {
      if (!sandbox.isDead) return sandbox;
      this.#all.delete(sandbox);
    }
    return this.#start();
  }

  #start(): Sandbox {
    const sandbox = new Sandbox(this.#spec, this.#onLine);
    this.#all.add(sandbox);
    return sandbox;
  }

  #release(sandbox: Sandbox): void {
    if (sandbox.isDead) this.#all.delete(sandbox);
    else this.#idle.push(sandbox);
    // The place goes straight to the next one in line; only without one it becomes free.
    const next = this.#waiting.shift();
    if (next === undefined) this.#busy -= 1;
    else next();
  }
}
