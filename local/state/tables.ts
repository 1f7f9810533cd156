import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import * as z from 'zod';
import { damaged, StartError } from '../start-error.ts';
import { readJson, writeJson } from './json-file.ts';
import { checkLevelLog } from './level-log.ts';

const Sums = z.record(z.string(), z.int());

/** LevelDB writes a table file in one go, within far less than this. */
const settledAfterMs = 10_000;

/**
 * Opens the table store after a look at its files, and turns what LevelDB says of a damaged one into a sentence.
 * @param sums file with the checksums that `noteTables` left
 */
export async function openTables<T>(folder: string, sums: string, open: (folder: string) => Promise<T>): Promise<T> {
  if (existsSync(folder)) checkFiles(folder, readJson(sums, Sums) ?? {});
  try {
    return await open(folder);
  } catch (error) {
    const causes = causesOf(error);
    if (causes.some((one) => (one as { code?: string }).code === 'LEVEL_LOCKED')) {
      throw new StartError(`${folder} is in use by another process: stop that one, or choose another state folder.`);
    }
    throw damaged(folder, causes.map(({ message }) => message).join(': '));
  }
}

/** Notes the checksums of table files that are new since the last time: once written, they never change. */
export function noteTables(folder: string, sums: string): void {
  const known = readJson(sums, Sums) ?? {};
  const noted: Record<string, number> = {};
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.ldb'))) {
    const sum = known[name] ?? sumOf(join(folder, name));
    if (sum !== undefined) noted[name] = sum;
  }
  if (Object.keys(noted).some((name) => !(name in known)) || Object.keys(known).some((name) => !(name in noted))) {
    writeJson(sums, noted);
  }
}

/** Undefined for a file that may still be written to, or that a compaction took away meanwhile. */
function sumOf(file: string): number | undefined {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined || Date.now() - stat.mtimeMs < settledAfterMs) return undefined;
  try {
    return crc32(readFileSync(file));
  } catch {
    return undefined;
  }
}

function checkFiles(folder: string, sums: z.infer<typeof Sums>): void {
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    if (name.endsWith('.log')) checkLevelLog(file, readFileSync(file));
    const sum = sums[name];
    if (sum !== undefined && crc32(readFileSync(file)) !== sum) throw damaged(file, 'its checksum does not match');
  }
}

function causesOf(error: unknown): readonly Error[] {
  if (!(error instanceof Error)) return [new Error(String(error))];
  return error.cause === undefined ? [error] : [error, ...causesOf(error.cause)];
}
