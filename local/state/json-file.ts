import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import { damaged } from '../start-error.ts';

/** The file's content, or undefined when there is no file. Anything that is not what it should be is damage. */
export function readJson<T>(file: string, schema: z.ZodType<T>): T | undefined {
  if (!existsSync(file)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw damaged(file, 'it is not JSON');
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw damaged(file, z.prettifyError(parsed.error).replaceAll(/\s+/g, ' '));
}

/** Old content or new, never a mixture; readable by its owner alone. */
export function writeJson(file: string, value: unknown): void {
  const next = `${file}.next`;
  writeFileSync(next, JSON.stringify(value, null, 2), { mode: 0o600 });
  renameSync(next, file);
}
