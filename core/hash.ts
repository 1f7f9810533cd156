import { hash } from 'node:crypto';

/**
 * 128 bits of SHA-256 over length-prefixed parts, as 32 hex digits. The prefix keeps ['ab', 'c'] and ['a', 'bc'] apart,
 * so a hostile name can never make two things share an id.
 */
export function digest(...parts: readonly string[]): string {
  let text = '';
  for (const part of parts) text += `${part.length}:${part}`;
  return hash('sha256', text, 'hex').slice(0, 32);
}
