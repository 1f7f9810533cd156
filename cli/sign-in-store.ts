import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import type { Io } from './io.ts';

/** What a sign-in left behind: the token, when it ends (milliseconds since 1970), and what renews it. */
export const Kept = z.object({
  idToken: z.string(),
  until: z.number(),
  refreshToken: z.string().optional(),
  clientId: z.string(),
  tokenEndpoint: z.url(),
});
export type Kept = z.infer<typeof Kept>;

const Shelf = z.record(z.string(), Kept);

function fileIn(env: Io['env']): string {
  const config = env['XDG_CONFIG_HOME'] ?? path.join(env['HOME'] ?? homedir(), '.config');
  return path.join(config, 'plumbline', 'sign-in.json');
}

export function keptFor(url: string, env: Io['env']): Kept | undefined {
  return shelfIn(fileIn(env))[url];
}

/** Replaces what is kept for an installation (undefined: forgets it). Only its owner can read the file. */
export function keep(url: string, kept: Kept | undefined, env: Io['env']): void {
  const file = fileIn(env);
  const { [url]: _, ...others } = shelfIn(file);
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const next = `${file}.${process.pid}`;
  writeFileSync(next, JSON.stringify(kept === undefined ? others : { ...others, [url]: kept }), { mode: 0o600 });
  renameSync(next, file);
}

function shelfIn(file: string): Record<string, Kept> {
  if (!existsSync(file)) return {};
  try {
    return Shelf.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data ?? {};
  } catch {
    return {};
  }
}
