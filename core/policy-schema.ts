import * as z from 'zod';

/**
 * What the control plane wants of a sentinel: `GET /v1/policy`, with the version as ETag. The answer to each batch
 * tells the version, so that a sentinel asks only when it changed. Bounds are the sentinel's own: whatever answers
 * cannot make it silent or loud.
 */
export const SentinelPolicy = z.object({
  v: z.literal(1),
  version: z.string().regex(/^[\w.-]{1,64}$/, 'must be 1 to 64 letters, digits, dots, hyphens'),
  /** Seconds between two tellings of counters. */
  heartbeatS: z.int().min(10).max(600),
});
export type SentinelPolicy = z.infer<typeof SentinelPolicy>;
