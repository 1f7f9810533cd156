import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { LocalCredentials } from '../local/credentials.ts';

/** Where the local installation keeps its state, unless it is told otherwise. */
export const usualState = '.plumbline';

/** `aws`: what stands in for AWS there. */
const Address = z.object({ url: z.url(), pid: z.int(), aws: z.url().optional() });
export type LocalAddress = z.infer<typeof Address>;

const addressFile = (state: string) => path.join(state, 'address.json');

/** Says where the installation with this state folder listens, so that other commands find it. */
export function writeAddress(state: string, address: LocalAddress): void {
  writeFileSync(addressFile(state), JSON.stringify(address), { mode: 0o600 });
}

export function removeAddress(state: string): void {
  rmSync(addressFile(state), { force: true });
}

/** Undefined where nothing runs on this state folder, as far as it says. */
export function readAddress(state: string): LocalAddress | undefined {
  return parsed(addressFile(state), Address);
}

export function readCredentials(state: string): LocalCredentials | undefined {
  return parsed(path.join(state, 'credentials.json'), LocalCredentials);
}

function parsed<Value>(file: string, schema: z.ZodType<Value>): Value | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return schema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
  } catch {
    return undefined;
  }
}
