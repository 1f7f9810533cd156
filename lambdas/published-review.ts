import { gunzipSync, gzipSync } from 'node:zlib';
import * as z from 'zod';
import type { Baseline } from '../core/baseline.ts';
import { Candidate } from '../core/candidate.ts';
import { ClusterId } from '../core/ids.ts';
import { Instant } from '../core/instant.ts';
import type { ObjectStore } from '../core/ports/outside.ts';
import { type ReviewList, reviewLimits } from '../core/suspicion.ts';

/** Below this lies what sweep found out about learning, for people; lib/storage-bucket.ts says the same, and a test holds them equal. */
export const reviewPrefix = 'learning/';

const reviewKey = (cluster: ClusterId) => `${reviewPrefix}${cluster}/review.json.gz`;

/** The review list as of a moment: to judge each candidate anew for whoever looks would take longer than anybody waits. */
const PublishedReview = z.object({
  v: z.literal(1),
  cluster: ClusterId,
  at: Instant,
  candidates: z.array(Candidate).max(reviewLimits.cluster),
  more: z.int().min(0),
});
export type PublishedReview = z.infer<typeof PublishedReview>;

/** While a cluster learns its list is this old at most; later nothing new comes to it. */
const everyMs = 3_600_000;

/** Whether it is time for another list: there is none, a mode was changed since, or the cluster learns. */
export function reviewDue(reviewedAt: string | undefined, { mode, since, overrides = [] }: Baseline, now: number): boolean {
  if (reviewedAt === undefined) return true;
  const learns = mode === 'learning' || overrides.some((one) => one.mode === 'learning');
  const changed = [since, ...overrides.map((one) => one.since)].some((at) => at >= reviewedAt);
  return changed || (learns && now - Date.parse(reviewedAt) >= everyMs);
} // prettier-ignore

// A list holds two thousand candidates of a few kilobytes at most.
const maxBytes = 32 * 1024 * 1024;

export async function publishReview(cluster: ClusterId, { candidates, more }: ReviewList, at: string, objects: Pick<ObjectStore, 'put'>): Promise<void> {
  const whole: PublishedReview = { v: 1, cluster, at, candidates: [...candidates], more };
  await objects.put(reviewKey(cluster), gzipSync(JSON.stringify(whole)), 'any');
} // prettier-ignore

/** Undefined: sweep has published none yet. */
export async function publishedReview(cluster: ClusterId, objects: Pick<ObjectStore, 'get'>): Promise<PublishedReview | undefined> {
  const got = await objects.get(reviewKey(cluster));
  if (got.kind !== 'found') return undefined;
  return PublishedReview.parse(JSON.parse(gunzipSync(got.body, { maxOutputLength: maxBytes }).toString('utf8')));
} // prettier-ignore
