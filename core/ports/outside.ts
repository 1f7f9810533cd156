import type { ArchiveRecord } from '../archive.ts';
import type { Feed } from '../feeds/feed.ts';
import type { ClusterId } from '../ids.ts';
import type { Interval } from '../interval.ts';

/** What Kubernetes says of an address now. "Nobody" and "could not ask" are different answers. */
export type WhoHas =
  | { readonly kind: 'owner'; readonly interval: Interval }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'not-enrolled' }
  | { readonly kind: 'unavailable'; readonly reason: 'unauthorized' | 'forbidden' | 'timeout' | 'throttled' | 'error' };

export interface Kubernetes {
  /** Answers for all addresses within `budgetMs`; what could not be answered in time is 'unavailable', reason 'timeout'. */
  whoHas(cluster: ClusterId, addresses: readonly string[], budgetMs: number): Promise<ReadonlyMap<string, WhoHas>>;
}

export interface Archive {
  /** One object per call; `name` is unique per invocation and names the same content when it is retried. */
  append(name: string, records: readonly ArchiveRecord[]): Promise<void>;
}

/** 'unchanged': it is still the one with the tag that was given. "Absent" and "could not look" are different answers: the latter throws. */
export type GotObject =
  | { readonly kind: 'found'; readonly body: Uint8Array; readonly tag: string }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'absent' };

/** Objects of the installation, each read and written whole: who reads sees the old or the new one, never a mixture. */
export interface ObjectStore {
  get(key: string, unlessTag?: string): Promise<GotObject>;
  /** `expected`: the tag that is to be replaced, 'absent' where nothing may be there yet, 'any' whatever is there. */
  put(
    key: string,
    body: Uint8Array,
    expected: 'absent' | 'any' | { readonly tag: string },
  ): Promise<{ readonly tag: string } | 'stale'>;
}

/** What the publisher of a feed said of the version that was read last, for a conditional request. */
export interface FeedVersion {
  readonly etag?: string | undefined;
  readonly lastModified?: string | undefined;
}

/** 'failed': nothing of it was read; `reason` is a word for the log, the metric and docs/feeds.md. */
export type FetchedFeed =
  | ({ readonly kind: 'fetched'; readonly bytes: Uint8Array } & FeedVersion)
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'failed'; readonly reason: string };

export interface FeedSource {
  /** Never throws for what the other side does. */
  fetch(feed: Feed, known: FeedVersion): Promise<FetchedFeed>;
}
