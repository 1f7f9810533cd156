import { createHash } from 'node:crypto';

/**
 * 128 bits of SHA-256 over length-prefixed parts, as 32 hex digits. The prefix keeps ['ab', 'c'] and ['a', 'bc'] apart,
 * so a hostile name can never make two things share an id.
 */
export function digest(...parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    const bytes = Buffer.from(part, 'utf8');
    hash.update(`${bytes.length}:`).update(bytes);
  }
  return hash.digest('hex').slice(0, 32);
}
