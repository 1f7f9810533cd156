import * as z from 'zod';
import { textUpTo } from './fields.ts';
import { Finding } from './finding.ts';
import { Support } from './support.ts';

/** Why a candidate is not in the baseline. */
export const CandidateReason = z.enum([
  'too-rare', 'unpopular-name', 'nameless', 'threat', 'metadata-access', 'resolver-bypass', 'open-incident', 'too-many', 'unresolved',
]); // prettier-ignore
export type CandidateReason = z.infer<typeof CandidateReason>;

/**
 * Seen while learning, without a place in the baseline: it pages nobody and waits for a person. It is told as the finding
 * that it would have been, so that accept and reject take its id like any other.
 */
export const Candidate = z.object({
  finding: Finding,
  reason: CandidateReason,
  /** 0 to 100; the review list shows the highest first. */
  suspicion: z.int().min(0).max(100),
  /** What adds to the suspicion, the weightiest first, for people. */
  because: z.array(textUpTo(200)).max(12),
  support: Support,
});
export type Candidate = z.infer<typeof Candidate>;
