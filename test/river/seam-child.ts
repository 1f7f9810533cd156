// One life of an installation in a process of its own, which ends itself with SIGKILL at a seam. Forked by seams.test.ts.
import { readFileSync } from 'node:fs';
import type { LocalOptions } from '../../local/options.ts';
import { startLocal } from '../../local/runtime.ts';

export type Life = Pick<LocalOptions, 'template' | 'assets' | 'stateDir' | 'smtp' | 'parameters' | 'timerScale'> & {
  /** @default it lives until it is told to stop */
  readonly dieAt?: string;
};

const life = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Life;
const { dieAt, ...options } = life;

const runtime = await startLocal({
  ...options,
  seam: (name) => {
    if (name === dieAt) process.kill(process.pid, 'SIGKILL');
  },
});
process.send?.({ up: runtime.url, credentials: runtime.credentials });

process.on('message', (message) => {
  if (message === 'when-quiet') {
    void runtime.whenQuiet({ timeoutMs: 20_000 }).then(() => process.send?.({ quiet: true }));
  }
  if (message === 'stop') void runtime.stop().then(() => process.exit(0));
});
