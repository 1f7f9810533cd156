import * as z from 'zod';
import { readJson, writeJson } from '../state/json-file.ts';

export const Parameter = z.object({
  type: z.enum(['String', 'StringList', 'SecureString']),
  value: z.string(),
  version: z.int().positive(),
  /** Milliseconds since 1970. */
  modifiedAt: z.number(),
});
export type Parameter = z.infer<typeof Parameter>;

const File = z.record(z.string(), Parameter);

/** SSM's parameters in one file that only its owner can read: SecureStrings are in it as they are. */
export class Parameters {
  readonly #file: string;
  readonly #parameters: Map<string, Parameter>;

  constructor(file: string) {
    this.#file = file;
    this.#parameters = new Map(Object.entries(readJson(file, File) ?? {}));
  }

  get(name: string): Parameter | undefined {
    return this.#parameters.get(name);
  }

  under(path: string, recursive: boolean): readonly (readonly [string, Parameter])[] {
    const prefix = path.endsWith('/') ? path : `${path}/`;
    return [...this.#parameters]
      .filter(([name]) => name.startsWith(prefix) && (recursive || !name.slice(prefix.length).includes('/')))
      .toSorted(([a], [b]) => (a < b ? -1 : 1));
  }

  /** Gives the new version. The same value again is not a new version. */
  put(name: string, type: Parameter['type'], value: string, nowMs: number): number {
    const before = this.#parameters.get(name);
    if (before?.type === type && before.value === value) return before.version;
    const version = (before?.version ?? 0) + 1;
    this.#parameters.set(name, { type, value, version, modifiedAt: nowMs });
    this.#save();
    return version;
  }

  delete(name: string): boolean {
    const was = this.#parameters.delete(name);
    if (was) this.#save();
    return was;
  }

  #save(): void {
    writeJson(this.#file, Object.fromEntries(this.#parameters));
  }
}
