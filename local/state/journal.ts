import {
  closeSync,
  existsSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename } from 'node:path';
import { crc32 } from 'node:zlib';
import { damaged } from '../start-error.ts';

const rewriteAboveBytes = 4 * 1024 * 1024;

const headOf = (file: string) => `plumbline journal 1 ${basename(file)}`;
const lineOf = (entry: unknown) => {
  const text = JSON.stringify(entry);
  return `${crc32(text).toString(16).padStart(8, '0')} ${text}\n`;
};

/**
 * Entries in a file, one line each with its checksum. An entry is safe from `kill -9` once `append` returns: the bytes
 * are the kernel's by then (a power cut may still take the last ones). A last line without an end was never
 * acknowledged and is dropped; any other line that does not add up is damage.
 */
export class Journal<T> {
  readonly #file: string;
  #fd: number;
  #bytes: number;
  #bytesAfterRewrite: number;
  #closed = false;

  private constructor(file: string, bytes: number) {
    this.#file = file;
    this.#fd = openSync(file, 'a', 0o600);
    this.#bytes = bytes;
    this.#bytesAfterRewrite = bytes;
  }

  /** Gives the journal and what an earlier process wrote, in order. */
  static open<T>(file: string): Readonly<{ journal: Journal<T>; entries: readonly T[] }> {
    if (!existsSync(file)) replace(file, []);
    const content = readFileSync(file);
    const end = content.lastIndexOf(0x0a) + 1;
    const [head, ...lines] = content.subarray(0, end).toString('utf8').split('\n').slice(0, -1);
    if (head !== headOf(file)) throw damaged(file, 'its first line is missing');
    const entries = lines.map((line, index) => entryOf(line, file, index + 2) as T);
    const journal = new Journal<T>(file, end);
    if (end < content.length) journal.#cut(end);
    return { journal, entries };
  }

  append(...entries: readonly T[]): void {
    // The number of a closed file may be that of another one by now.
    if (this.#closed) throw new Error(`${this.#file} is closed`);
    const bytes = Buffer.from(entries.map(lineOf).join(''));
    for (let written = 0; written < bytes.length;) written += writeSync(this.#fd, bytes, written);
    this.#bytes += bytes.length;
  }

  /** True when most of the file is likely to tell of things that are over. */
  get isLong(): boolean {
    return this.#bytes > rewriteAboveBytes && this.#bytes > 2 * this.#bytesAfterRewrite;
  }

  /** Puts these entries in the place of all. */
  rewrite(entries: readonly T[]): void {
    this.#bytes = replace(this.#file, entries);
    this.#bytesAfterRewrite = this.#bytes;
    closeSync(this.#fd);
    this.#fd = openSync(this.#file, 'a', 0o600);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    closeSync(this.#fd);
  }

  #cut(bytes: number): void {
    const fd = openSync(this.#file, 'r+');
    ftruncateSync(fd, bytes);
    closeSync(fd);
  }
}

function replace(file: string, entries: readonly unknown[]): number {
  const text = `${headOf(file)}\n${entries.map(lineOf).join('')}`;
  writeFileSync(`${file}.next`, text, { mode: 0o600 });
  renameSync(`${file}.next`, file);
  return Buffer.byteLength(text);
}

function entryOf(line: string, file: string, number: number): unknown {
  const text = line.slice(9);
  if (line.slice(0, 8) !== crc32(text).toString(16).padStart(8, '0')) {
    throw damaged(file, `line ${number} does not match its checksum`);
  }
  return JSON.parse(text);
}
