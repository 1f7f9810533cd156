import { open } from 'node:fs/promises';
import { Refusal } from '../refusal.ts';

const LONGEST = 16_384;

/** @throws Refusal where the file cannot be read or holds no bearer token */
export async function tokenIn(path: string): Promise<string> {
  let text: string;
  try {
    text = (await beginningOf(path)).trim();
  } catch (error) {
    throw new Refusal(`--token-file ${path}: cannot be read (${(error as NodeJS.ErrnoException).code}); check the path and its permissions`, 1, { cause: error }); // prettier-ignore
  }
  // What a header may carry (RFC 6750, 2.1); anything else is another file.
  if (!/^[A-Za-z0-9._~+/=-]+$/.test(text) || text.length > LONGEST) throw new Refusal(`--token-file ${path}: holds no bearer token; it must be one line of letters, digits and ._~+/=-`); // prettier-ignore
  return text;
}

/** A few bytes more than a token may have: whatever lies there instead, it does not fill our memory. */
async function beginningOf(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(LONGEST + 16), 0, LONGEST + 16);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
