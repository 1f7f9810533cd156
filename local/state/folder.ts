import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { crc32 } from 'node:zlib';
import * as z from 'zod';
import { damaged, StartError } from '../start-error.ts';
import { readJson, writeJson } from './json-file.ts';

const Holder = z.object({ pid: z.int().positive(), born: z.string() });
const Seal = z.record(z.string(), z.object({ bytes: z.int(), crc: z.int() }));
type Seal = z.infer<typeof Seal>;

export type StateFolder = Readonly<{
  path: string;
  /** A path inside the folder. */
  file(...parts: readonly string[]): string;
  /** After the last write of a clean stop: notes size and checksum of every file that only this code writes, and gives the folder free. */
  close(): void;
}>;

/**
 * Takes the folder for this process, and checks what a clean stop noted of its files. After a crash there is no such
 * note; then each kind of file is checked by its own checksums alone.
 */
export function openStateFolder(path: string): StateFolder {
  try {
    mkdirSync(path, { recursive: true });
    // Secrets and everything that was observed lie in it.
    chmodSync(path, 0o700);
  } catch (error) {
    throw new StartError(`${path} cannot be used as state folder (${(error as Error).message}): choose another.`);
  }
  takeLock(path);
  try {
    checkSeal(path);
  } catch (error) {
    unlinkSync(join(path, 'lock'));
    throw error;
  }
  return {
    path,
    file: (...parts) => join(path, ...parts),
    close: () => {
      writeJson(join(path, 'seal.json'), sealOf(path));
      unlinkSync(join(path, 'lock'));
    },
  };
}

/** Two runtimes on one folder would each lose what the other stores. */
function takeLock(path: string): void {
  const lock = join(path, 'lock');
  const mine = join(path, `lock.${process.pid}`);
  writeFileSync(mine, JSON.stringify({ pid: process.pid, born: bornAt(process.pid) }));
  try {
    for (let attempt = 0; ; attempt += 1) {
      try {
        // A link fails when the name is taken, and the file behind it is complete: no half-written lock is ever read.
        linkSync(mine, lock);
        return;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 2) throw error;
        dropStaleLock(lock, path);
      }
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

function dropStaleLock(lock: string, path: string): void {
  const holder = readHolder(lock);
  if (holder !== undefined && bornAt(holder.pid) === holder.born) {
    throw new StartError(`${path} is in use by process ${holder.pid}: stop that one, or choose another state folder.`);
  }
  rmSync(lock, { force: true });
}

function readHolder(lock: string): z.infer<typeof Holder> | undefined {
  try {
    return Holder.parse(JSON.parse(readFileSync(lock, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Tells a process from a later one with the same number; empty when there is no such process. */
function bornAt(pid: number): string {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return '';
  }
  try {
    // Field 22 of stat is the start time in clock ticks; the name before it may hold spaces and brackets.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? 'alive';
  } catch {
    return 'alive';
  }
}

/** What people may edit (credentials, parameters) is held to its schema instead; what others put here is theirs. */
const sealedFiles = ['queues.log', 'topics.log', 'schedules.json', 'tables.json'];
const sealedFolders = ['tables', 'buckets'];
/** The table store's own log, which tells nothing that is needed, and its lock. */
const unsealed = ['LOG', 'LOG.old', 'LOCK'];

function filesIn(path: string): readonly string[] {
  const inFolders = sealedFolders
    .filter((folder) => existsSync(join(path, folder)))
    .flatMap((folder) => readdirSync(join(path, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && !unsealed.includes(entry.name))
    .map((entry) => relative(path, join(entry.parentPath, entry.name)));
  return [...sealedFiles.filter((file) => existsSync(join(path, file))), ...inFolders];
}

function sealOf(path: string): Seal {
  const seal: Seal = {};
  for (const file of filesIn(path)) {
    const content = readFileSync(join(path, file));
    seal[file] = { bytes: content.length, crc: crc32(content) };
  }
  return seal;
}

function checkSeal(path: string): void {
  const file = join(path, 'seal.json');
  const seal = readJson(file, Seal);
  if (seal === undefined) return;
  for (const [name, { bytes, crc }] of Object.entries(seal)) {
    const at = join(path, name);
    const size = statSync(at, { throwIfNoEntry: false })?.size;
    if (size === undefined) throw damaged(at, 'it is gone');
    if (size !== bytes) throw damaged(at, `${size} bytes, ${bytes} were left there`);
    if (crc32(readFileSync(at)) !== crc) throw damaged(at, 'its checksum does not match');
  }
  rmSync(file);
}
