/** What an answer at the door means for a batch (DESIGN 4). */
export type Disposition = 'accepted' | 'retry' | 'set-aside';

const RETRIED = new Set([401, 403, 404, 408, 429]);

/** A batch is only set aside for what is wrong with it itself; everything else may pass and is tried again. */
export function dispositionOf(status: number): Disposition {
  if (status >= 200 && status < 300) return 'accepted';
  if (RETRIED.has(status) || status >= 500 || status < 400) return 'retry';
  return 'set-aside';
}

const FIRST_MS = 1000;
const LONGEST_MS = 30_000;

/**
 * Full jitter between nothing and a bound that doubles up to 30 s; a Retry-After of the door is kept to.
 * @param attempt 0 after the first failure
 * @param chance from 0 to 1
 */
export function retryDelayMs(attempt: number, retryAfter: string | undefined, now: number, chance: number): number {
  const asked = retryAfterMs(retryAfter, now);
  if (asked !== undefined) return Math.min(asked, 10 * LONGEST_MS);
  return chance * Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
}

/** RFC 9110, 10.2.3: seconds, or a date. */
function retryAfterMs(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,6}$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
