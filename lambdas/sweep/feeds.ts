import { isStale, staleFeedNotice } from '../../core/feeds/stale-feed.ts';
import { intelligenceKeys, IntelligenceStatus } from '../../core/feeds/status.ts';
import type { ClusterStore } from '../../core/ports/clusters.ts';
import type { ObjectStore } from '../../core/ports/outside.ts';
import type { Log, Meter } from '../../core/ports/runtime.ts';
import { tellOnce, type TellOnceDeps } from '../tell-once.ts';

export interface FeedWatchDeps extends TellOnceDeps {
  readonly clusters: Pick<ClusterStore, 'all'>;
  /** What refresh-intel publishes. */
  readonly objects: Pick<ObjectStore, 'get'>;
  readonly dashboardUrl: string;
  readonly log: Log;
  readonly meter: Meter;
}

/** Tells of each feed that went stale, once for each time, in the name of the installation's first cluster. */
export async function tellStaleFeeds(deps: FeedWatchDeps): Promise<void> {
  const { dashboardUrl, log, meter } = deps;
  const [first] = (await deps.clusters.all()).map(({ id }) => id).toSorted();
  if (first === undefined) return;
  const got = await deps.objects.get(intelligenceKeys.status);
  if (got.kind !== 'found') return;
  const { feeds } = IntelligenceStatus.parse(JSON.parse(Buffer.from(got.body).toString('utf8')));
  for (const feed of feeds.filter((one) => isStale(one, deps.now()))) {
    const turn = await tellOnce(staleFeedNotice(feed, first, dashboardUrl), ['email', 'chat'], 'outage', deps);
    if (turn === 'done') continue;
    log.warn('a stale feed is told', { feed: feed.name, reason: feed.reason, goodAt: feed.goodAt });
    meter.count('sweep.stale-feeds', 1);
  }
}
