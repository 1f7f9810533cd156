import * as z from 'zod';
import { DeviationKind, Severity } from './deviation.ts';
import { Integer, textUpTo } from './fields.ts';
import { digest } from './hash.ts';
import * as ids from './ids.ts';
import { Mode } from './baseline.ts';
import { Instant } from './instant.ts';
import { MiningEvidence } from './operation.ts';

/** What came of a deviation. `blind`: it cannot be judged, and `reason` says why. */
export const Verdict = z.enum(['ok', 'drift', 'alert', 'incident', 'blind']);
export type Verdict = z.infer<typeof Verdict>;

/** The indicator that matched, with where it came from. */
export const IndicatorMatch = z.object({
  indicator: textUpTo(253),
  matched: textUpTo(253),
  how: z.enum(['name', 'parent', 'alias', 'address', 'range']),
  category: textUpTo(64),
  sources: z.array(textUpTo(200)).max(8),
});
export type IndicatorMatch = z.infer<typeof IndicatorMatch>;

/** A deviation as stored: what differs from the baseline, for whom, how bad, and what it was judged with. */
export const Finding = z.object({
  id: ids.FindingId,
  cluster: ids.ClusterId,
  kind: DeviationKind,
  lineage: ids.Lineage,
  workload: textUpTo(600),
  /** What the deviation is about, in the spelling that the id is made from. */
  object: textUpTo(600),
  label: textUpTo(600),
  /** `drift`: a line of the digest, always of low severity; `blind`: it cannot be judged, and the reason says why. */
  verdict: Verdict.default('alert'),
  severity: Severity,
  /** The reason word: also the log field, the metric's dimension, the heading in the docs. */
  reason: textUpTo(64),
  edge: ids.EdgeId.optional(),
  /** The unpopular place outside that it is about: what others are found to do there belongs together with it. */
  destination: textUpTo(253).optional(),
  match: IndicatorMatch.optional(),
  mining: z.object({ dialect: textUpTo(64), evidence: MiningEvidence }).optional(),
  techniques: z.array(z.string()),
  /** What was weighed, the weightiest first, a sentence each. */
  because: z.array(textUpTo(200)).max(12).optional(),
  /** RFC 3339, event time. */
  firstSeen: Instant,
  seenBy: textUpTo(253),
  judgedWith: z.object({ baseline: Integer, intelligence: textUpTo(64), mode: Mode }),
});
export type Finding = z.infer<typeof Finding>;

export function findingId(
  cluster: ids.ClusterId,
  kind: DeviationKind,
  lineage: ids.Lineage,
  object: string,
): ids.FindingId {
  return digest('finding', cluster, kind, lineage, object) as ids.FindingId;
}

/** Which of two mining dialects a finding names, as a string: the greater one, and any before one that nobody could name. */
export const dialectRank = (dialect = 'unknown'): string => (dialect === 'unknown' ? '' : dialect);
