import type { Entry } from '../../core/feeds/entry.ts';
import type { Feed } from '../../core/feeds/feed.ts';
import { guard } from '../../core/feeds/guards.ts';
import type { GuardLists } from '../../core/feeds/guard-lists.ts';
import { settleFeed } from '../../core/feeds/settle.ts';
import type { FeedStatus } from '../../core/feeds/status.ts';
import type { FeedSource, ObjectStore } from '../../core/ports/outside.ts';
import { keepGood, type LastGood, lastGood } from './last-good.ts';

export interface RefreshedFeed {
  readonly status: FeedStatus;
  /** What the index gets of it: of the last good fetch, as far as today's guards let it through. */
  readonly entries: readonly Entry[];
  readonly retrievedAt: string | undefined;
}

export interface RefreshFeedDeps {
  readonly source: FeedSource;
  readonly objects: ObjectStore;
  readonly guards: GuardLists;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Fetches one feed if it changed, and holds it against the last good fetch and all guards. What is refused changes nothing. */
export async function refreshFeed(feed: Feed, deps: RefreshFeedDeps): Promise<RefreshedFeed> {
  const { source, objects, guards, at } = deps;
  const now = new Date(at).toISOString();
  const before = await lastGood(feed, objects);
  const fetched = await source.fetch(feed, before ?? {});
  if (fetched.kind === 'failed') return told(feed, before, 'kept', now, guards, fetched.reason);
  if (fetched.kind === 'unchanged') {
    if (before === undefined) return told(feed, before, 'kept', now, guards, 'unchanged-from-nothing');
    const confirmed = { ...before, confirmedAt: now };
    await keepGood(feed, confirmed, objects);
    return told(feed, confirmed, 'fresh', now, guards);
  }
  const accepts = feed.acceptChangeUntil !== undefined && at < Date.parse(feed.acceptChangeUntil);
  const settled = settleFeed(feed, fetched.bytes, at, guards, accepts ? undefined : before?.counts);
  if (settled.kind === 'refused') return told(feed, before, 'kept', now, guards, settled.reason);
  const { etag, lastModified } = fetched;
  const good: LastGood = { etag, lastModified, retrievedAt: now, confirmedAt: now, counts: settled.counts, entries: settled.entries }; // prettier-ignore
  await keepGood(feed, good, objects);
  return told(feed, good, 'fresh', now, guards);
}

function told(feed: Feed, good: LastGood | undefined, state: 'fresh' | 'kept', checkedAt: string, guards: GuardLists, reason?: string): RefreshedFeed {
  const { name, licence, category } = feed;
  const { read = 0, refused = {}, scoped = {}, flaws = {} } = good?.counts ?? {};
  // A guard that is new since the fetch holds for what was kept before it.
  const entries = (good?.entries ?? []).filter((entry) => guard(entry, guards).kind === 'kept');
  const status: FeedStatus = {
    name, licence, category, checkedAt, read, refused, scoped, flaws,
    state: good === undefined ? 'absent' : state,
    ...(reason !== undefined && { reason }),
    ...(good !== undefined && { goodAt: good.confirmedAt }),
    kept: entries.length,
  };
  return { status, entries, retrievedAt: good?.retrievedAt };
} // prettier-ignore
