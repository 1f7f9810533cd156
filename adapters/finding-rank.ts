import type { Severity } from '../core/deviation.ts';
import { dialectRank, type Finding } from '../core/finding.ts';

const severityRank: Readonly<Record<Severity, number>> = { low: 0, medium: 1, high: 2, critical: 3 };

/**
 * Which of two judgements of one deviation is kept, as a string: the greater one. The graver first; then the reason word,
 * the earlier sight, the edge and the mining dialect, so that of any number of judgements the same one stays, whatever the
 * order they came in.
 */
export function findingRank(finding: Finding): string {
  // Years 0000 to 9999 lie within ±10^15 milliseconds; an earlier sight gives a greater number.
  const earliness = String(1e15 - Date.parse(finding.firstSeen)).padStart(16, '0');
  return [severityRank[finding.severity], encodeURIComponent(finding.reason.toWellFormed()), earliness, finding.edge ?? '', dialectRank(finding.mining?.dialect)].join('#');
} // prettier-ignore

/** What changes for people when `after` takes the place of `before`. */
export function findingChange(before: Finding, after: Finding): 'known' | 'changed' {
  return before.severity === after.severity && before.reason === after.reason ? 'known' : 'changed';
}
