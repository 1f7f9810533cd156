import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const pinned = join(root, 'node_modules/.bin/node');

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the sentinel as a user would, on the Node that the repository brings. */
export async function run(args: readonly string[], options: { input?: Uint8Array; node?: string } = {}): Promise<Ran> {
  const child = spawn(options.node ?? (existsSync(pinned) ? pinned : process.execPath), [join(root, 'sentinel/main.mjs'), ...args]);
  const output = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.err += text));
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? Buffer.alloc(0));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, ...output };
} // prettier-ignore
