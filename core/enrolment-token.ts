import { createHash } from 'node:crypto';

/** Enrolment tokens are recognised by their prefix (so that secret scanners find a leaked one), 256 random bits behind it. */
export const tokenPattern = /^plumbline_[A-Za-z0-9_-]{43}$/;

export function tokenFrom(random: Uint8Array): string {
  if (random.length !== 32) throw new Error(`an enrolment token needs 32 random bytes, got ${random.length}`);
  return `plumbline_${Buffer.from(random).toString('base64url')}`;
}

export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
