import { emailMessage } from '../../core/email-text.ts';
import { isStale, staleFeedId, staleFeedNotice } from '../../core/feeds/stale-feed.ts';
import { intelligenceKeys, IntelligenceStatus } from '../../core/feeds/status.ts';
import type { Clock, ClusterStore, Log, Meter, NoticeStore, ObjectStore, Topic } from '../../core/ports.ts';

export interface FeedWatchDeps {
  readonly clusters: Pick<ClusterStore, 'all'>;
  /** What refresh-intel publishes. */
  readonly objects: Pick<ObjectStore, 'get'>;
  readonly notices: NoticeStore;
  /** The topic of incidents. */
  readonly topic: Topic;
  readonly dashboardUrl: string;
  readonly now: Clock;
  readonly log: Log;
  readonly meter: Meter;
}

/** Tells of each feed that went stale, once for each time, in the name of the installation's first cluster. */
export async function tellStaleFeeds(deps: FeedWatchDeps): Promise<void> {
  const { notices, topic, dashboardUrl, log, meter } = deps;
  const [first] = (await deps.clusters.all()).map(({ id }) => id).toSorted();
  if (first === undefined) return;
  const got = await deps.objects.get(intelligenceKeys.status);
  if (got.kind !== 'found') return;
  const { feeds } = IntelligenceStatus.parse(JSON.parse(Buffer.from(got.body).toString('utf8')));
  const at = () => new Date(deps.now()).toISOString();
  for (const feed of feeds.filter((one) => isStale(one, deps.now()))) {
    const id = staleFeedId(feed);
    const turn = await notices.begin(id, 1, 'outage', at());
    if (turn === 'done') continue;
    const notice = staleFeedNotice(feed, first, dashboardUrl, turn === 'again');
    const { subject, text } = emailMessage(notice);
    await topic.publish({ v: 1, cluster: first, incident: id, version: 1, notice, audience: ['email', 'chat'] }, { subject, email: text }); // prettier-ignore
    await notices.finish(id, 1, 'outage', at());
    log.warn('a stale feed is told', { feed: feed.name, reason: feed.reason, goodAt: feed.goodAt });
    meter.count('sweep.stale-feeds', 1);
  }
}
