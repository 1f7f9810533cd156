import { gunzipSync, gzipSync } from 'node:zlib';
import * as z from 'zod';
import { type Entry, entryOf } from '../../core/feeds/entry.ts';
import type { Feed } from '../../core/feeds/feed.ts';
import type { FeedCounts } from '../../core/feeds/settle.ts';
import { intelligenceKeys } from '../../core/feeds/status.ts';
import { Integer } from '../../core/fields.ts';
import { digest } from '../../core/hash.ts';
import { Instant } from '../../core/instant.ts';
import type { FeedVersion, ObjectStore } from '../../core/ports/outside.ts';

const counts = z.record(z.string(), z.int().min(0));
const Kept = z.object({
  v: z.literal(1),
  /** Digest of how the feed is configured: read another way it is another feed. */
  config: z.string(),
  etag: z.string().optional(),
  lastModified: z.string().optional(),
  /** When it was fetched, and when its publisher last said that it is unchanged. RFC 3339. */
  retrievedAt: Instant,
  confirmedAt: Instant,
  counts: z.object({
    read: Integer,
    entries: Integer,
    kept: Integer,
    flaws: counts,
    passes: counts,
    refused: counts,
    scoped: counts,
  }),
  /** The kept entries' values, one a line. */
  values: z.string(),
});

/** The last good fetch of one feed. */
export interface LastGood extends FeedVersion {
  readonly retrievedAt: string;
  readonly confirmedAt: string;
  readonly counts: FeedCounts;
  readonly entries: readonly Entry[];
}

// What a feed may inflate to at most (core/feeds/feed.ts), in another spelling and with room around it.
const mostBytes = 256 * 1024 * 1024;

const keyOf = (feed: Feed) => intelligenceKeys.feed(digest('feed', feed.name));

function configOf(feed: Feed): string {
  return digest(JSON.stringify({ ...feed, acceptChangeUntil: undefined }));
}

/** Undefined where there is none, or only one of a feed that was configured otherwise. */
export async function lastGood(feed: Feed, objects: ObjectStore): Promise<LastGood | undefined> {
  const got = await objects.get(keyOf(feed));
  if (got.kind !== 'found') return undefined;
  const kept = Kept.parse(JSON.parse(gunzipSync(got.body, { maxOutputLength: mostBytes }).toString()));
  if (kept.config !== configOf(feed)) return undefined;
  const entries = kept.values.split('\n').flatMap((value): Entry[] => {
    const entry = entryOf(value);
    return typeof entry === 'string' ? [] : [entry];
  });
  const { etag, lastModified, retrievedAt, confirmedAt } = kept;
  return { etag, lastModified, retrievedAt, confirmedAt, counts: kept.counts, entries };
}

/** Of two refreshers at once either may win: both read the same feed by the same rules. */
export async function keepGood(feed: Feed, good: LastGood, objects: ObjectStore): Promise<void> {
  const { entries, ...rest } = good;
  const kept: z.infer<typeof Kept> = { v: 1, config: configOf(feed), ...rest, values: entries.map(({ value }) => value).join('\n') }; // prettier-ignore
  await objects.put(keyOf(feed), gzipSync(JSON.stringify(kept)), 'any');
}
