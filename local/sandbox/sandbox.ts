import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

export type SandboxSpec = Readonly<{
  functionName: string;
  arn: string;
  /** The bundle's file and the name of its export. */
  file: string;
  exportName: string;
  environment: Readonly<Record<string, string>>;
  memoryMb: number;
  timeoutMs: number;
  logGroup: string;
}>;

export type FunctionError = Readonly<{ errorType: string; errorMessage: string; trace?: readonly string[] }>;

export type Outcome =
  | Readonly<{ kind: 'returned'; payload: string }>
  /** The handler threw, ran out of time or memory, or took its sandbox with it. */
  | Readonly<{ kind: 'failed'; error: FunctionError }>;

type Answer =
  Readonly<{ ready: true }> | Readonly<{ ready?: never; requestId: string; payload?: string; error?: FunctionError }>;

/** Loading the bundle has a time of its own, as Lambda's init phase has. */
// Lambda gives 10 s and a processor; here all stages begin at once on the processors that there are.
const initTimeoutMs = 30_000;

/** One worker with one copy of the bundle. It takes one event at a time, and may be dead afterwards. */
export class Sandbox {
  readonly #spec: SandboxSpec;
  readonly #worker: Worker;
  #waiting: ((outcome: Outcome, fatal: boolean) => void) | undefined;
  /** Settles when the bundle is loaded, or the sandbox has ended. */
  readonly ready: Promise<void>;
  #settleReady: () => void = () => undefined;
  #dead = false;

  constructor(spec: SandboxSpec, onLine: (line: string) => void) {
    this.#spec = spec;
    this.#worker = new Worker(join(import.meta.dirname, 'bootstrap.ts'), {
      env: { ...spec.environment },
      stdout: true,
      stderr: true,
      // The parent's flags (a test runner's, an inspector's) are none of the function's business.
      execArgv: ['--disable-warning=ExperimentalWarning'],
      resourceLimits: { maxOldGenerationSizeMb: spec.memoryMb },
      workerData: {
        module: pathToFileURL(spec.file).href,
        exportName: spec.exportName,
        functionName: spec.functionName,
        arn: spec.arn,
        memoryMb: spec.memoryMb,
        logGroup: spec.logGroup,
        logStream: `local/[$LATEST]${randomUUID().replaceAll('-', '')}`,
      },
    });
    for (const stream of [this.#worker.stdout, this.#worker.stderr]) {
      createInterface({ input: stream }).on('line', onLine);
    }
    this.ready = new Promise((resolve) => {
      this.#settleReady = resolve;
    });
    this.#worker.on('message', (answer: Answer) => {
      if (answer.ready) return this.#settleReady();
      const { payload, error } = answer;
      const outcome: Outcome =
        error === undefined ? { kind: 'returned', payload: payload ?? 'null' } : { kind: 'failed', error };
      return this.#settle(outcome, false);
    });
    this.#worker.on('error', (error: NodeJS.ErrnoException) => this.#crashed(typeOf(error), error.message));
    this.#worker.on('exit', (code) => this.#crashed('Runtime.ExitError', `the sandbox ended with code ${code}`));
  }

  get isDead(): boolean {
    return this.#dead;
  }

  /** @param event JSON text */
  invoke(event: string): Promise<Outcome> {
    return new Promise((resolve) => {
      let timer = setTimeout(() => this.#timedOut('Init', initTimeoutMs), initTimeoutMs);
      this.#waiting = (outcome, fatal) => {
        clearTimeout(timer);
        this.#waiting = undefined;
        this.#dead ||= fatal;
        resolve(outcome);
      };
      if (this.#dead) return this.#crashed('Runtime.ExitError', 'the sandbox was dead');
      void this.#handOver(event, (replacement) => {
        clearTimeout(timer);
        timer = replacement();
      });
    });
  }

  /** Once the bundle is loaded, the time of the handler begins in the place of the time for loading. */
  async #handOver(event: string, replaceTimer: (next: () => NodeJS.Timeout) => void): Promise<void> {
    await this.ready;
    if (this.#dead) return;
    const { timeoutMs } = this.#spec;
    replaceTimer(() => setTimeout(() => this.#timedOut('Task', timeoutMs), timeoutMs));
    const call = { requestId: randomUUID(), event, deadline: Date.now() + timeoutMs };
    // The rule means windows, which need to be told a target; a worker is one.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    this.#worker.postMessage(call);
  }

  async end(): Promise<void> {
    this.#dead = true;
    await this.#worker.terminate();
  }

  #timedOut(what: 'Init' | 'Task', afterMs: number): void {
    const errorMessage = `${what} timed out after ${(afterMs / 1000).toFixed(2)} seconds`;
    const error = { errorType: 'Sandbox.Timedout', errorMessage };
    void this.#worker.terminate();
    this.#settle({ kind: 'failed', error }, true);
  }

  #crashed(errorType: string, errorMessage: string): void {
    this.#dead = true;
    this.#settleReady();
    this.#settle({ kind: 'failed', error: { errorType, errorMessage } }, true);
  }

  #settle(outcome: Outcome, fatal: boolean): void {
    this.#waiting?.(outcome, fatal);
  }
}

function typeOf(error: NodeJS.ErrnoException): string {
  return error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'Runtime.OutOfMemory' : error.name;
}
