import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { damaged } from '../start-error.ts';

/** What is known of an object beside its bytes. */
export const ObjectHead = z.object({
  key: z.string(),
  size: z.int().nonnegative(),
  md5: z.string().length(32),
  /** Milliseconds since 1970. */
  modifiedAt: z.number(),
  /** content-type, content-encoding, cache-control … and x-amz-meta-* as they were sent. */
  headers: z.record(z.string(), z.string()),
});
export type ObjectHead = z.infer<typeof ObjectHead>;

/** The longest head that is looked for in a file. */
const maxHeadBytes = 16 * 1024;

/** The objects of one bucket: a file each, one line of JSON and then the bytes. */
export class Objects {
  readonly #folder: string;
  readonly #heads = new Map<string, ObjectHead>();

  /** Reads the heads of all files, and checks each file against its own. */
  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(folder)) {
      if (name.endsWith('.next')) rmSync(join(folder, name));
      else this.#load(join(folder, name));
    }
  }

  head(key: string): ObjectHead | undefined {
    return this.#heads.get(key);
  }

  /** Keys in the order of S3: by their UTF-8 bytes. */
  keys(prefix: string): readonly string[] {
    return [...this.#heads.keys()]
      .filter((key) => key.startsWith(prefix))
      .toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  }

  read(key: string): Buffer | undefined {
    if (!this.#heads.has(key)) return undefined;
    const content = readFileSync(this.#fileOf(key));
    return content.subarray(content.indexOf(0x0a) + 1);
  }

  write(key: string, body: Buffer, headers: Readonly<Record<string, string>>, nowMs: number): ObjectHead {
    const head = { key, size: body.length, md5: md5(body), modifiedAt: nowMs, headers };
    const file = this.#fileOf(key);
    const fd = openSync(`${file}.next`, 'w', 0o600);
    writeSync(fd, `${JSON.stringify(head)}\n`);
    for (let written = 0; written < body.length;) written += writeSync(fd, body, written);
    closeSync(fd);
    renameSync(`${file}.next`, file);
    this.#heads.set(key, head);
    return head;
  }

  delete(key: string): void {
    if (this.#heads.delete(key)) rmSync(this.#fileOf(key));
  }

  /** Keys may hold anything, file names may not. */
  #fileOf(key: string): string {
    return join(this.#folder, createHash('sha256').update(key).digest('hex'));
  }

  #load(file: string): void {
    const content = readFileSync(file);
    const end = content.subarray(0, maxHeadBytes).indexOf(0x0a);
    let head: ObjectHead;
    try {
      head = ObjectHead.parse(JSON.parse(content.subarray(0, end).toString()));
    } catch {
      throw damaged(file, 'its first line does not describe an object');
    }
    const body = content.subarray(end + 1);
    if (body.length !== head.size || md5(body) !== head.md5)
      throw damaged(file, 'its bytes do not match its first line');
    if (this.#fileOf(head.key) !== file) throw damaged(file, 'it holds the object of another key');
    this.#heads.set(head.key, head);
  }
}

const md5 = (body: Buffer) => createHash('md5').update(body).digest('hex');
