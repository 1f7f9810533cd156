import { type ChildProcess, fork } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalOptions, LocalRuntime, LocalStatus } from '../../local/options.ts';
import type { Begin, Told } from './fixtures/seam-child.ts';

const children = new Set<ChildProcess>();
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
});

export type SeamOptions = Omit<LocalOptions, 'log' | 'seam'>;

export type SeamRuntime = Pick<LocalRuntime, 'url' | 'ports' | 'outputs' | 'credentials'> &
  Readonly<{
    pid: number;
    /** What the runtime logged, as `source: line`. */
    lines: string[];
    /** Resolves with the signal or the code by which the process ended. */
    ended: Promise<NodeJS.Signals | number>;
    whenQuiet(timeoutMs?: number): Promise<void>;
    status(): Promise<LocalStatus>;
    trigger(name: string): Promise<void>;
    setClock(setting: Readonly<{ at: number; scale?: number }>): Promise<void>;
    /** `kill -9`, now. */
    kill(): Promise<void>;
    /** A clean stop. */
    stop(): Promise<void>;
  }>;

/**
 * The local runtime in a process of its own, which ends by `kill -9` when it comes to the seam (the n-th time).
 * Seams are listed in local/seam.ts; the one after a webhook's answer is played by the webhook itself, with `kill`.
 * Rejects with the runtime's own sentence when it does not start.
 */
export function startAtSeam(options: SeamOptions, seam?: string, occurrence = 1): Promise<SeamRuntime> {
  const child = fork(join(import.meta.dirname, 'fixtures', 'seam-child.ts'), [], {
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // Each start loads the same hundred files; the second one finds them compiled.
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'plumbline-compile-cache') },
  });
  children.add(child);
  const ended = new Promise<NodeJS.Signals | number>((resolve) => {
    child.once('exit', (code, signal) => {
      children.delete(child);
      resolve(signal ?? code ?? 0);
    });
  });
  const lines: string[] = [];
  const waiting = new Map<number, (told: Extract<Told, { kind: 'answer' }>) => void>();
  const begin: Begin = { options, ...(seam === undefined ? {} : { seam: { name: seam, occurrence } }) };
  child.send(begin);
  return new Promise((resolve, reject) => {
    void ended.then((how) => reject(new Error(`the runtime ended by ${how} before it was ready`)));
    child.on('message', (told: Told) => {
      if (told.kind === 'line') lines.push(told.line);
      else if (told.kind === 'refused') reject(new Error(told.message));
      else if (told.kind === 'answer') waiting.get(told.id)?.(told);
      else resolve({ ...told.facts, pid: child.pid ?? 0, lines, ended, ...methodsOf(child, ended, waiting) });
    });
  });
}

function methodsOf(
  child: ChildProcess,
  ended: Promise<unknown>,
  waiting: Map<number, (told: Extract<Told, { kind: 'answer' }>) => void>,
): Pick<SeamRuntime, 'whenQuiet' | 'status' | 'trigger' | 'setClock' | 'kill' | 'stop'> {
  let last = 0;
  const call = (method: keyof LocalRuntime, ...args: readonly unknown[]) =>
    new Promise<unknown>((resolve, reject) => {
      const id = (last += 1);
      waiting.set(id, ({ value, error }) => (error === undefined ? resolve(value) : reject(new Error(error))));
      void ended.then(() => reject(new Error(`the runtime ended before it answered ${method}`)));
      child.send({ id, method, args });
    });
  return {
    whenQuiet: async (timeoutMs = 20_000) => void (await call('whenQuiet', { timeoutMs })),
    status: async () => (await call('status')) as LocalStatus,
    trigger: async (name) => void (await call('trigger', name)),
    setClock: async (setting) => void (await call('setClock', setting)),
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    stop: async () => {
      await call('stop');
      await ended;
    },
  };
}
