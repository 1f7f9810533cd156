import { memoryObjects } from '../../../adapters/memory/object-store.ts';
import { memoryStores } from '../../../adapters/memory/stores.ts';
import { intelligenceKeys, type FeedStatus } from '../../../core/feeds/status.ts';
import { Notice, type NoticeMessage } from '../../../core/message.ts';
import { slackMessage } from '../../../core/slack-text.ts';
import { type FeedWatchDeps, tellStaleFeeds } from '../../../lambdas/sweep/feeds.ts';
import { enrolled, newCluster } from '../../contracts/samples.ts';
import { recording } from '../record.ts';

const t0 = Date.parse('2026-11-23T10:00:00.000Z');
const hourMs = 3_600_000;
const text = (hours: number) => new Date(t0 + hours * hourMs).toISOString();

async function house() {
  const stores = memoryStores();
  const objects = memoryObjects();
  const record = recording();
  const clock = { now: t0 };
  const told: NoticeMessage[] = [];
  const clusters = [newCluster(), newCluster()];
  for (const cluster of clusters) await stores.clusters.put(enrolled(cluster), undefined);
  const deps: FeedWatchDeps = { ...stores, objects, topic: { publish: async (message) => void told.push(message) }, dashboardUrl: 'https://plumbline.example.org', now: () => clock.now, log: record.log, meter: record.meter }; // prettier-ignore
  const publish = async (...feeds: Partial<FeedStatus>[]) => {
    const whole = feeds.map((feed) => ({ name: 'abuse', licence: 'CC0-1.0', category: 'malware', state: 'fresh', checkedAt: text(0), goodAt: text(0), read: 9, kept: 9, refused: {}, scoped: {}, flaws: {}, ...feed }));
    await objects.put(intelligenceKeys.status, new TextEncoder().encode(JSON.stringify({ v: 1, at: text(0), version: 'x', indicators: 9, bytes: 9, feeds: whole })), 'any');
  }; // prettier-ignore
  const at = async (hours: number) => {
    clock.now = t0 + hours * hourMs;
    await tellStaleFeeds(deps);
    return told.splice(0).map(({ notice }) => notice);
  };
  return { publish, at, deps, told, clusters };
}

test('a feed that fails is told of after a day, once, and once more when it fails again after it was good', async () => {
  const { publish, at, clusters } = await house();
  await publish({ state: 'kept', reason: 'status-503' });
  expect([await at(1), await at(24)]).toEqual([[], []]);
  const [notice, ...others] = await at(24.1);
  expect(others).toEqual([]);
  expect(notice).toMatchObject({ severity: 'medium', classification: 'feed-stale', cluster: clusters.toSorted()[0], headline: 'Threat list abuse is stale: not since 2026-11-23 10:00 UTC (status-503)' });
  expect([await at(25), await at(90)]).toEqual([[], []]);
  await publish({ goodAt: text(96) });
  expect(await at(97)).toEqual([]);
  await publish({ state: 'kept', reason: 'shrunk', goodAt: text(96) });
  expect((await at(121)).map(({ headline }) => headline)).toEqual(['Threat list abuse is stale: not since 2026-11-27 10:00 UTC (shrunk)']);
}); // prettier-ignore

test('one that never gave a list is told of, each by itself, and a fresh one is not, however old', async () => {
  const { publish, at } = await house();
  await publish({ name: 'dead', state: 'absent', reason: 'status-404', goodAt: undefined }, { name: 'old', state: 'fresh', goodAt: text(-90) }, { name: 'gone', state: 'kept', reason: 'not-found', goodAt: text(-30) }); // prettier-ignore
  const notices = await at(0);
  expect(notices.map(({ headline }) => headline)).toEqual(['Threat list dead is stale: it never gave a list (status-404)', expect.stringContaining('Threat list gone is stale')]); // prettier-ignore
  for (const notice of notices) {
    expect(Notice.safeParse(notice).error).toBeUndefined();
    expect(JSON.stringify(slackMessage(notice))).toContain('/intelligence|Open the threat lists>');
  }
});

test('where nothing was published yet, or no cluster is enrolled, nobody is told', async () => {
  const { at, deps, publish } = await house();
  expect(await at(0)).toEqual([]);
  await publish({ state: 'absent', reason: 'status-404', goodAt: undefined });
  await tellStaleFeeds({ ...deps, clusters: { all: async () => [] } });
  expect(await at(0)).toHaveLength(1);
});
