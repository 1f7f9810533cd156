import { cutEnd, visible } from '../defang.ts';
import { digest } from '../hash.ts';
import type { ClusterId, IncidentId } from '../ids.ts';
import { feedClassification, type Notice } from '../message.ts';
import { type FeedStatus, staleAfterMs } from './status.ts';

/** Neither read nor confirmed for a day, or never: what it lists by now, nobody here knows. */
export function isStale({ state, goodAt }: FeedStatus, now: number): boolean {
  return state !== 'fresh' && (goodAt === undefined || now - Date.parse(goodAt) > staleAfterMs);
}

/** One for each time that a feed goes stale: when it was good again, the next time is another. */
export function staleFeedId({ name, goodAt }: Pick<FeedStatus, 'name' | 'goodAt'>): IncidentId {
  return digest('feed-stale', name, goodAt ?? 'never') as IncidentId;
}

/** What is told of a feed that went stale, once. @param cluster the one in whose name the installation speaks */
export function staleFeedNotice(feed: FeedStatus, cluster: ClusterId, dashboardUrl: string): Notice {
  const name = cutEnd(visible(feed.name), 100);
  const reason = visible(feed.reason ?? 'unknown');
  const since = feed.goodAt === undefined ? 'it never gave a list' : `not since ${feed.goodAt.slice(0, 16).replace('T', ' ')} UTC`;
  const meaning =
    feed.goodAt === undefined
      ? 'Nothing of it is matched. The other lists, the one that ships, and what is recognised on the wire are.'
      : `Its last good ${feed.kept} entries are still matched; what it lists since then is not.`;
  return {
    incident: staleFeedId(feed),
    cluster,
    version: 1,
    severity: 'medium',
    classification: feedClassification,
    headline: `Threat list ${name} is stale: ${since} (${reason})`.slice(0, 300),
    sections: [
      { title: 'What happened', lines: [`The list was neither read nor confirmed to be unchanged: ${since}. The last try said: ${reason}.`] },
      { title: 'What it means', lines: [`${meaning} It is so in every cluster of this installation, and is told this once until the list was good again.`] },
      { title: 'What to do', lines: ['Look the word up in docs/feeds.md: it says whether its publisher, the way there or the list itself is at fault. A list that is gone for good is taken out of the setting feeds.'] },
    ],
    link: `${dashboardUrl.replace(/\/+$/, '')}/intelligence`.slice(0, 500),
    techniques: [],
    resent: false,
  };
} // prettier-ignore
