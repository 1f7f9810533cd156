import { readFile } from 'node:fs/promises';
import { Refusal } from '../refusal.ts';

/** @throws Refusal where the file cannot be read or holds no bearer token */
export async function tokenIn(path: string): Promise<string> {
  let text: string;
  try {
    text = (await readFile(path, 'utf8')).trim();
  } catch (error) {
    throw new Refusal(`--token-file ${path}: cannot be read (${(error as NodeJS.ErrnoException).code}); check the path and its permissions`, 1, { cause: error }); // prettier-ignore
  }
  // What a header may carry (RFC 6750, 2.1); anything else is another file.
  if (!/^[A-Za-z0-9._~+/=-]{1,16384}$/.test(text)) throw new Refusal(`--token-file ${path}: holds no bearer token; it must be one line of letters, digits and ._~+/=-`); // prettier-ignore
  return text;
}
