import * as z from 'zod';
import { textUpTo } from '../fields.ts';
import { Instant } from '../instant.ts';

const counts = z.record(textUpTo(40), z.int().min(0));

/** One feed as the last refresh left it. */
export const FeedStatus = z.object({
  name: textUpTo(100),
  licence: textUpTo(100),
  category: textUpTo(64),
  /** 'fresh': read now, or unchanged since. 'kept': refused or not reached, the last good one stands. 'absent': there never was a good one. */
  state: z.enum(['fresh', 'kept', 'absent']),
  /** Why it is not fresh: a word of docs/feeds.md. */
  reason: textUpTo(64).optional(),
  checkedAt: Instant,
  /** When what stands in the index was fetched, or last confirmed to be unchanged. */
  goodAt: Instant.optional(),
  read: z.int().min(0),
  kept: z.int().min(0),
  refused: counts,
  scoped: counts,
  flaws: counts,
});
export type FeedStatus = z.infer<typeof FeedStatus>;

/** What the last refresh came to, for people: published beside the index. */
export const IntelligenceStatus = z.object({
  v: z.literal(1),
  at: Instant,
  version: textUpTo(64),
  indicators: z.int().min(0),
  bytes: z.int().min(0),
  feeds: z.array(FeedStatus).max(64),
  /** Of the last new indicators: how many there were, and how many stored edges they list. */
  hunted: z.object({ at: Instant, added: z.int().min(0), edges: z.int().min(0) }).optional(),
});
export type IntelligenceStatus = z.infer<typeof IntelligenceStatus>;

/** Where the published objects lie; lib/ knows the prefix. */
export const intelligenceKeys = {
  prefix: 'intelligence/',
  index: 'intelligence/index.bin',
  /** The index up to which the stored edges were searched. */
  hunted: 'intelligence/hunted.bin',
  status: 'intelligence/status.json',
  feed: (digested: string) => `intelligence/feeds/${digested}.json.gz`,
} as const;

/** Feeds that are older than this are stale: an alarm, and a line in `plumbline doctor`. */
export const staleAfterMs = 24 * 3_600_000;
