import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import * as z from 'zod';
import { readJson, writeJson } from './state/json-file.ts';

/** The one local person: what `~/.aws/credentials` is on AWS. The CLI signs with it. */
export const LocalCredentials = z.object({
  accessKeyId: z.string().regex(/^AKIA[A-Z2-7]{16}$/),
  secretAccessKey: z.string().regex(/^[A-Za-z0-9_-]{40}$/),
});
export type LocalCredentials = z.infer<typeof LocalCredentials>;

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Reads the file, or makes it at the first start; only its owner can read it. */
export function localCredentials(file: string): LocalCredentials {
  if (!existsSync(file)) {
    const letters = [...randomBytes(16)].map((byte) => alphabet.charAt(byte % alphabet.length)).join('');
    writeJson(file, { accessKeyId: `AKIA${letters}`, secretAccessKey: randomBytes(30).toString('base64url') });
  }
  const credentials = readJson(file, LocalCredentials);
  if (credentials === undefined) throw new Error(`${file} vanished while it was read`);
  return credentials;
}
