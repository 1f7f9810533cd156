import { type Outcome, Sandbox, type SandboxSpec } from './sandbox.ts';

type Idle = Readonly<{ sandbox: Sandbox; since: number }>;

/** Each holds some 40 MB: a burst should not keep them all. */
const idleForMs = 30_000;

/** As many sandboxes of one function as there are events at once, up to a bound; idle ones are used again. */
export class Pool {
  readonly #spec: SandboxSpec;
  readonly #most: number;
  readonly #onLine: (line: string) => void;
  /** The one used last is at the end, and is the first to be used again. */
  readonly #idle: Idle[] = [];
  readonly #all = new Set<Sandbox>();
  readonly #waiting: (() => void)[] = [];
  readonly #reaper: NodeJS.Timeout;
  #busy = 0;

  constructor(spec: SandboxSpec, most: number, onLine: (line: string) => void) {
    this.#spec = spec;
    this.#most = most;
    this.#onLine = onLine;
    this.#reaper = setInterval(() => this.#reap(), idleForMs / 2).unref();
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
    this.#rest(sandbox);
    await sandbox.ready;
  }

  async end(): Promise<void> {
    clearInterval(this.#reaper);
    await Promise.all([...this.#all].map((sandbox) => sandbox.end()));
  }

  #take(): Sandbox {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      if (!idle.sandbox.isDead) return idle.sandbox;
      this.#all.delete(idle.sandbox);
    }
    return this.#start();
  }

  #rest(sandbox: Sandbox): void {
    this.#idle.push({ sandbox, since: Date.now() });
  }

  /** Ends those that had nothing to do for a while, but for the last one. */
  #reap(): void {
    while (this.#idle.length > 1) {
      const [oldest] = this.#idle;
      if (oldest === undefined || Date.now() - oldest.since < idleForMs) return;
      this.#idle.shift();
      this.#all.delete(oldest.sandbox);
      void oldest.sandbox.end();
    }
  }

  #start(): Sandbox {
    const sandbox = new Sandbox(this.#spec, this.#onLine);
    this.#all.add(sandbox);
    return sandbox;
  }

  #release(sandbox: Sandbox): void {
    if (sandbox.isDead) this.#all.delete(sandbox);
    else this.#rest(sandbox);
    // The place goes straight to the next one in line; only without one it becomes free.
    const next = this.#waiting.shift();
    if (next === undefined) this.#busy -= 1;
    else next();
  }
}
