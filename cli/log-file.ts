import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';

/** Keeps the lines that functions and stand-ins write, where a person can read them afterwards. */
export function logFile(file: string): { readonly file: string; readonly log: (source: string, line: string) => void } {
  mkdirSync(path.dirname(file), { recursive: true });
  return { file, log: (source, line) => appendFileSync(file, `${new Date().toISOString()} ${source} ${line}\n`) };
}
