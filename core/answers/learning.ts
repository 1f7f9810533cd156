import * as z from 'zod';
import { Mode } from '../baseline.ts';
import { Candidate } from '../candidate.ts';
import { Integer } from '../fields.ts';
import { Instant } from '../instant.ts';

/** When is it enough: how much of what is said the baseline has seen, and what is not seen yet. */
export const LearningProgress = z.object({
  mode: Mode,
  state: z.enum(['learning', 'ready', 'settled']),
  /** The rest of this in one sentence. */
  sentence: z.string(),
  conversations: Integer,
  /** Whole hours that were watched, and hours since anything new. */
  hours: Integer,
  quietHours: z.number(),
  /** 0 to 1, from below. */
  coverage: z.number(),
  /** Absent before the first hour is over. */
  newPerDay: z.number().optional(),
  /** What is missing to be ready, in order. */
  missing: z.array(z.enum(['hours', 'quiet', 'novelty'])),
  /** Workloads on a schedule that were not seen to run twice. */
  awaited: z.array(z.object({ label: z.string(), runs: Integer, next: Instant.optional() })),
});
export type LearningProgress = z.infer<typeof LearningProgress>;

/** What was seen while learning and not learned, as of a moment, without what was decided since; the most suspicious first. */
export const ReviewPage = z.object({
  asOf: Instant,
  candidates: z.array(Candidate),
  /** So many are in no list: a workload has 200 at most, a cluster 2,000. */
  more: Integer,
  next: z.string().optional(),
});
export type ReviewPage = z.infer<typeof ReviewPage>;
