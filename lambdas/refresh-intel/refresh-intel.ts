import { compileIndex } from '../../core/feeds/compile.ts';
import type { Feed } from '../../core/feeds/feed.ts';
import type { GuardLists } from '../../core/feeds/guard-lists.ts';
import { UnreadableIndex } from '../../core/feeds/index-format.ts';
import { type OpenedIndex, openIndex } from '../../core/feeds/open-index.ts';
import { intelligenceKeys, type IntelligenceStatus, staleAfterMs } from '../../core/feeds/status.ts';
import type { FeedSource, ObjectStore } from '../../core/ports/outside.ts';
import type { Clock, Log, Meter } from '../../core/ports/runtime.ts';
import { seedIndex } from '../../core/seed-intelligence.ts';
import { hunt, type HuntDeps } from './hunt.ts';
import { type RefreshedFeed, refreshFeed } from './refresh-feed.ts';

export interface RefreshIntelDeps extends HuntDeps {
  readonly objects: ObjectStore;
  readonly source: FeedSource;
  /** Asked for when there is a feed: they take a while to make. */
  readonly guards: () => GuardLists;
  readonly now: Clock;
  readonly log: Log;
  readonly meter: Meter;
}

/** How often the index is compiled again because another refresher published in between. */
const attempts = 4;

/**
 * Fetches what is configured, compiles one index of it and the seed, publishes that under a condition, and searches what is
 * stored for indicators that are new. Doing it twice changes nothing. Never looks up what a feed lists.
 */
export async function refreshIntel(feeds: readonly Feed[], deps: RefreshIntelDeps): Promise<IntelligenceStatus> {
  const { objects, source, guards, log, meter } = deps;
  const at = deps.now();
  const refreshed: RefreshedFeed[] = [];
  // One after the other: each may hold a hundred megabytes while it is read.
  for (const feed of feeds) {
    const one = await refreshFeed(feed, { source, objects, guards: guards(), at });
    tell(one, at, deps);
    refreshed.push(one);
  }
  const { index, bytes } = await published(feeds, refreshed, deps);
  const hunted = await hunt(index, bytes, deps);
  const status: IntelligenceStatus = {
    v: 1,
    at: new Date(at).toISOString(),
    version: index.version,
    indicators: index.size,
    bytes: bytes.length,
    feeds: refreshed.map((one) => one.status),
    ...(hunted && { hunted }),
  };
  await objects.put(intelligenceKeys.status, new TextEncoder().encode(JSON.stringify(status)), 'any');
  log.info('intelligence refreshed', { version: index.version, indicators: index.size, feeds: feeds.length });
  meter.count('refresh-intel.indicators', index.size);
  return status;
}

function tell({ status }: RefreshedFeed, at: number, { log, meter }: RefreshIntelDeps): void {
  const { name: feed, state, reason, kept, refused, goodAt } = status;
  for (const [guarded, count] of Object.entries(refused)) meter.count('refresh-intel.guarded', count, guarded);
  if (state === 'fresh') {
    log.info('feed is fresh', { feed, kept, refused });
    return;
  }
  log.error('feed is not fresh', { feed, reason, state, goodAt });
  meter.count('refresh-intel.not-fresh', 1, reason);
  if (goodAt === undefined || at - Date.parse(goodAt) > staleAfterMs) {
    log.error('feed is stale', { feed, reason, goodAt });
    meter.count('refresh-intel.stale', 1);
  }
}

/** The index in force after this: ours, or the very same that was there. */
async function published(feeds: readonly Feed[], refreshed: readonly RefreshedFeed[], deps: RefreshIntelDeps): Promise<{ index: OpenedIndex; bytes: Uint8Array }> {
  const { objects, meter, log } = deps;
  const compiled = refreshed.flatMap(({ entries, retrievedAt }, place) => {
    const feed = feeds[place];
    if (feed === undefined || retrievedAt === undefined || entries.length === 0) return [];
    return [{ name: feed.name, licence: feed.licence, category: feed.category, retrievedAt, entries }];
  });
  const bytes = compileIndex(compiled, [seedIndex()], new Date(deps.now()).toISOString());
  const index = openIndex(bytes);
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const there = await objects.get(intelligenceKeys.index);
    if (there.kind === 'found' && versionIn(there.body) === index.version) {
      meter.count('refresh-intel.published', 1, 'unchanged');
      return { index: openIndex(there.body), bytes: there.body };
    }
    const put = await objects.put(intelligenceKeys.index, bytes, there.kind === 'found' ? { tag: there.tag } : 'absent');
    if (put !== 'stale') {
      meter.count('refresh-intel.published', 1, 'changed');
      return { index, bytes };
    }
    log.warn('another refresher published meanwhile', { attempt });
  }
  throw new Error(`the index was published by others ${attempts} times while it was being published`);
} // prettier-ignore

/** An index that nobody can read is as good as none: it is replaced. */
function versionIn(body: Uint8Array): string | undefined {
  try {
    return openIndex(body).version;
  } catch (error) {
    if (error instanceof UnreadableIndex) return undefined;
    throw error;
  }
}
