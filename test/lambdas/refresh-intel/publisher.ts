import { memoryObjects } from '../../../adapters/memory/object-store.ts';
import { memoryStores } from '../../../adapters/memory/stores.ts';
import { Feed } from '../../../core/feeds/feed.ts';
import type { GuardLists } from '../../../core/feeds/guard-lists.ts';
import type { FeedSource, FetchedFeed, ObjectStore } from '../../../core/ports/outside.ts';
import { detect } from '../../../lambdas/detect/detect.ts';
import { refreshIntel, type RefreshIntelDeps } from '../../../lambdas/refresh-intel/refresh-intel.ts';
import { lists } from '../../core/feeds/feed-cases.ts';
import { t0 } from '../batches.ts';
import { recording } from '../record.ts';

export function feed(name: string, more: Record<string, unknown> = {}): Feed {
  return Feed.parse({ name, url: `https://lists.example.org/${name}`, format: 'plain', category: 'malware', licence: 'CC0-1.0', ...more }); // prettier-ignore
}

/** A publisher whose answers a test sets by feed, with a version that changes with the content. */
export function publisher() {
  const answers = new Map<string, FetchedFeed>();
  const asked: { feed: string; etag: string | undefined }[] = [];
  const source: FeedSource = {
    async fetch({ name }, { etag }) {
      asked.push({ feed: name, etag });
      const answer = answers.get(name) ?? { kind: 'failed', reason: 'not-found' };
      return answer.kind === 'fetched' && answer.etag === etag ? { kind: 'unchanged' } : answer;
    },
  };
  return {
    source,
    asked,
    serve(name: string, ...values: readonly string[]) {
      const text = values.join('\n');
      answers.set(name, { kind: 'fetched', bytes: new TextEncoder().encode(text), etag: `"${text.length}-${values[0]}"` });
    },
    fail: (name: string, reason: string) => void answers.set(name, { kind: 'failed', reason }),
  };
} // prettier-ignore

export function refresher(guards: GuardLists = lists, objects: ObjectStore & { stored?: ReadonlyMap<string, Uint8Array> } = memoryObjects(), stores = memoryStores()) {
  const record = recording();
  const clock = { at: t0 };
  const served = publisher();
  const now = () => clock.at;
  const shared = { log: record.log, meter: record.meter, now };
  const deps: RefreshIntelDeps = {
    ...stores,
    ...shared,
    objects,
    source: served.source,
    guards: () => guards,
    judge: (edges, intelligence) => detect(edges, { ...stores, ...shared, baseline: stores.baselines, intelligence }),
  };
  return { ...served, record, clock, objects, stores, deps, refresh: (...feeds: readonly Feed[]) => refreshIntel(feeds, deps) };
} // prettier-ignore
