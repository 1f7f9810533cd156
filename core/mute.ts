import * as z from 'zod';
import { isAtLeast } from './deviation.ts';
import { textUpTo } from './fields.ts';
import type { Finding } from './finding.ts';
import { Instant } from './instant.ts';

/** After three months nobody remembers why. */
export const longestMuteMs = 90 * 86_400_000;

/** Until `until` (RFC 3339) nobody is told of a root; what is found there is kept all the same. */
export const Mute = z.object({
  by: textUpTo(253),
  at: Instant,
  until: Instant,
  reason: textUpTo(500),
});
export type Mute = z.infer<typeof Mute>;

/** @param now milliseconds since 1970 */
export function isMuted({ muted }: { readonly muted?: Mute | undefined }, now: number): boolean {
  return muted !== undefined && now < Date.parse(muted.until);
}

const miningKinds: ReadonlySet<Finding['kind']> = new Set(['threat-contact', 'mining-protocol']);

export function isMining({ kind, severity }: Pick<Finding, 'kind' | 'severity'>): boolean {
  return miningKinds.has(kind) && isAtLeast(severity, 'high');
}

/** Whether there is mining among these that was not there when the mute was decided, or less grave: no mute swallows that. */
export function breaksMute(findings: readonly Finding[], known: readonly Finding[]): boolean {
  const before = new Map(known.map((finding) => [finding.id, finding]));
  return findings.some((finding) => {
    const there = before.get(finding.id);
    return isMining(finding) && (there === undefined || !isAtLeast(there.severity, finding.severity));
  });
}
