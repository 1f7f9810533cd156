import { memoryObjects } from '../../../adapters/memory/object-store.ts';
import { openIndex } from '../../../core/feeds/open-index.ts';
import { intelligenceKeys, IntelligenceStatus } from '../../../core/feeds/status.ts';
import type { ObjectStore } from '../../../core/ports/outside.ts';
import { publishedIntelligence } from '../../../lambdas/published-intelligence.ts';
import { lists } from '../../core/feeds/feed-cases.ts';
import { at, batch, flow, t0 } from '../batches.ts';
import { recording } from '../record.ts';
import { cluster, pod, workload, world } from '../world.ts';
import { feed, refresher } from './publisher.ts';

const names = (count: number, prefix = 'bad') => Array.from({ length: count }, (_, place) => `${prefix}${place}.badcoin.net`); // prettier-ignore

async function published(objects: ObjectStore) {
  const got = await objects.get(intelligenceKeys.index);
  if (got.kind !== 'found') throw new Error('nothing was published');
  return openIndex(got.body);
}

test('a refresh publishes the seed and what the guards let through, each with its source and licence', async () => {
  const here = refresher();
  here.serve('list', 'bad.badcoin.net', '45.77.1.9:3333', 'google.com', '10.0.0.0/8');
  const status = await here.refresh(feed('list', { licence: 'MIT' }));
  const index = await published(here.objects);
  expect(index.version).toBe(status.version);
  expect(index.matchName('deep.bad.badcoin.net', 'name')).toMatchObject({ how: 'parent', sources: ['list'] });
  expect(index.matchName('xmr-eu1.nanopool.org', 'name')?.category).toBe('mining-pool');
  expect(index.sources).toContainEqual({ name: 'list', licence: 'MIT', retrievedAt: new Date(t0).toISOString(), entries: 2 });
  expect(status.feeds).toMatchObject([{ state: 'fresh', read: 4, kept: 2, refused: { popular: 1, 'too-wide': 1 } }]);
  const stored = await here.objects.get(intelligenceKeys.status);
  expect(stored.kind === 'found' && IntelligenceStatus.parse(JSON.parse(Buffer.from(stored.body).toString()))).toEqual(status);
}); // prettier-ignore

test('without any feed the seed is published, and the next refresh changes nothing', async () => {
  const here = refresher();
  const first = await here.refresh();
  const before = await here.objects.get(intelligenceKeys.index);
  here.clock.at += 6 * 3_600_000;
  expect((await here.refresh()).version).toBe(first.version);
  expect(await here.objects.get(intelligenceKeys.index, before.kind === 'found' ? before.tag : '')).toEqual({ kind: 'unchanged' }); // prettier-ignore
  expect(here.record.counts).toContainEqual({ metric: 'refresh-intel.published', value: 1, reason: 'unchanged' });
});

test('a feed that did not change is asked for by its version and not read again', async () => {
  const here = refresher();
  here.serve('list', ...names(4));
  await here.refresh(feed('list'));
  here.clock.at += 6 * 3_600_000;
  const status = await here.refresh(feed('list'));
  expect(here.asked.map(({ etag }) => etag === undefined)).toEqual([true, false]);
  expect(status.feeds[0]).toMatchObject({ state: 'fresh', kept: 4, goodAt: new Date(here.clock.at).toISOString() });
});

test('a feed that is read another way is read from the beginning', async () => {
  const here = refresher();
  here.serve('list', '0.0.0.0 bad.badcoin.net');
  await here.refresh(feed('list'));
  const status = await here.refresh(feed('list', { format: 'hosts' }));
  expect(here.asked[1]?.etag).toBeUndefined();
  expect(status.feeds[0]).toMatchObject({ state: 'fresh', kept: 1 });
});

describe('what a publisher may do to an installation that has a good fetch of a hundred names', () => {
  const cases: [string, (here: ReturnType<typeof refresher>) => void][] = [
    ['shrunk', (here) => here.serve('list', ...names(50))],
    ['swollen', (here) => here.serve('list', ...names(1_000))],
    ['empty', (here) => here.serve('list', '# moved')],
    ['markup', (here) => here.serve('list', '<!doctype html><html><body>Log in</body></html>')],
    ['too-flawed', (here) => here.serve('list', ...names(80), ...Array.from({ length: 30 }, () => 'no name at all'))],
    ['nothing-kept', (here) => here.serve('list', ...Array.from({ length: 100 }, (_, place) => `10.0.${place}.1`))],
    ['packed', (here) => here.serve('list', 'PK\u0003\u0004 zipped')],
    ['timeout', (here) => here.fail('list', 'timeout')],
    ['redirected-elsewhere', (here) => here.fail('list', 'redirected-elsewhere')],
    ['status-500', (here) => here.fail('list', 'status-500')],
  ];

  test.each(cases)('%s: the last good one stays, and it is told why', async (reason, befall) => {
    const here = refresher();
    here.serve('list', ...names(100));
    const before = await here.refresh(feed('list'));
    befall(here);
    const status = await here.refresh(feed('list'));
    expect(status.version).toBe(before.version);
    expect(status.feeds[0]).toMatchObject({ state: 'kept', reason, kept: 100 });
    expect(here.record.lines.join('\n')).toContain(`"message":"feed is not fresh","feed":"list","reason":"${reason}"`);
    expect((await published(here.objects)).matchName('bad7.badcoin.net', 'name')).toBeDefined();
  });

  test('a person may let a change in, once', async () => {
    const here = refresher();
    here.serve('list', ...names(100));
    await here.refresh(feed('list'));
    here.serve('list', ...names(20));
    const open = feed('list', { acceptChangeUntil: at(3_600) });
    expect((await here.refresh(open)).feeds[0]).toMatchObject({ state: 'fresh', kept: 20 });
    here.serve('list', ...names(5));
    here.clock.at += 2 * 3_600_000;
    expect((await here.refresh(open)).feeds[0]).toMatchObject({ state: 'kept', reason: 'shrunk', kept: 20 });
  });

  test('a feed that nobody could confirm for a day is stale', async () => {
    const here = refresher();
    here.serve('list', ...names(3));
    await here.refresh(feed('list'));
    here.fail('list', 'not-found');
    const stale = () => here.record.lines.filter((line) => line.includes('"feed is stale"')).length;
    here.clock.at += 24 * 3_600_000;
    await here.refresh(feed('list'));
    expect(stale()).toBe(0);
    here.clock.at += 1;
    await here.refresh(feed('list'));
    expect(stale()).toBe(1);
  });
});

test('a guard that is new holds for what was fetched before it', async () => {
  const objects = memoryObjects();
  const before = refresher(lists, objects);
  before.serve('list', 'bad.badcoin.net', 'tricked.acme.net');
  await before.refresh(feed('list'));
  const after = refresher({ ...lists, ownNames: new Set(['acme.net']) }, objects);
  after.fail('list', 'timeout');
  await after.refresh(feed('list'));
  const index = await published(objects);
  expect(index.matchName('tricked.acme.net', 'name')).toBeUndefined();
  expect(index.matchName('bad.badcoin.net', 'name')).toBeDefined();
});

describe('two refreshers at once', () => {
  test('leave the index of one of them, whole, and readers never see anything else', async () => {
    const objects = memoryObjects();
    const [one, two] = [refresher(lists, objects), refresher(lists, objects)];
    one.serve('list', ...names(10, 'one'));
    two.serve('list', ...names(10, 'two'));
    const seen = new Set<string>();
    const watched: ObjectStore = {
      get: objects.get,
      async put(key, body, expected) {
        const put = await objects.put(key, body, expected);
        if (key === intelligenceKeys.index) seen.add((await published(objects)).version);
        return put;
      },
    };
    const [a, b] = await Promise.all([one, two].map((each) => refresherOn(each, watched)));
    expect([...seen].every((version) => version === a || version === b)).toBe(true);
    expect([a, b]).toContain((await published(objects)).version);
  });

  test('a reader that began to read gets the old index whole when a new one is published meanwhile', async () => {
    const here = refresher();
    here.serve('list', ...names(10, 'old'));
    const { version } = await here.refresh(feed('list'));
    const reading = await here.objects.get(intelligenceKeys.index);
    here.serve('list', ...names(12, 'new'));
    await here.refresh(feed('list'));
    expect(reading.kind === 'found' && openIndex(reading.body).version).toBe(version);
    expect((await published(here.objects)).version).not.toBe(version);
  });

  async function refresherOn(here: ReturnType<typeof refresher>, objects: ObjectStore): Promise<string> {
    const { refreshIntel } = await import('../../../lambdas/refresh-intel/refresh-intel.ts');
    return (await refreshIntel([feed('list')], { ...here.deps, objects })).version;
  }
});

describe('the retro-hunt', () => {
  /** A graph that learned a conversation with a name that nobody lists yet. */
  async function learned() {
    const there = world();
    there.own('10.0.3.17', pod(workload('cart')));
    await there.post(batch({ observations: [flow({ names: [{ value: 'api.badcoin.net', from: 'dns' }], ops: [] })] }));
    await there.stores.clusters.put({ id: cluster, enrolledAt: at(0), enrolledBy: 'test', tokenHashes: [] }, undefined);
    expect(await there.stores.findings.ofCluster(cluster)).toEqual([]);
    return there.stores;
  }

  test('finds what was stored before its indicator was known, with the id that detect would have given, once', async () => {
    const stores = await learned();
    const here = refresher(lists, memoryObjects(), stores);
    here.serve('list', ...names(3, 'other'));
    expect((await here.refresh(feed('list'))).hunted?.edges).toBe(0);
    here.serve('list', ...names(3, 'other'), 'badcoin.net');
    const { hunted } = await here.refresh(feed('list'));
    expect(hunted).toMatchObject({ added: 1, edges: 1 });
    const found = await stores.findings.ofCluster(cluster);
    expect(found).toMatchObject([{ kind: 'threat-contact', severity: 'critical', match: { indicator: 'badcoin.net' } }]);
    expect(await stores.incidents.ofCluster(cluster)).toHaveLength(1);

    const [edge] = await stores.edges.ofCluster(cluster);
    await here.deps.judge([edge!], await published(here.objects));
    expect(await stores.findings.ofCluster(cluster)).toEqual(found);
    expect((await here.refresh(feed('list'))).hunted).toBeUndefined();
    expect((await stores.incidents.ofCluster(cluster)).map(({ version }) => version)).toEqual([1]);
  });

  test('that was cut short is made again', async () => {
    const stores = await learned();
    const here = refresher(lists, memoryObjects(), stores);
    here.serve('list', 'badcoin.net');
    const judge = here.deps.judge;
    Object.assign(here.deps, { judge: () => Promise.reject(new Error('no memory left')) });
    await expect(here.refresh(feed('list'))).rejects.toThrow('no memory left');
    Object.assign(here.deps, { judge });
    expect((await here.refresh(feed('list'))).hunted).toMatchObject({ edges: 1 });
    expect(await stores.findings.ofCluster(cluster)).toHaveLength(1);
  });
}); // prettier-ignore

describe('who reads the published index', () => {
  test('has the seed before anything is published, and the new index half a minute after it is', async () => {
    const here = refresher();
    const intelligence = publishedIntelligence({ ...here.deps, now: () => here.clock.at });
    expect((await intelligence()).matchName('xmr-eu1.nanopool.org', 'name')).toBeDefined();
    here.serve('list', 'bad.badcoin.net');
    await here.refresh(feed('list'));
    expect((await intelligence()).matchName('bad.badcoin.net', 'name')).toBeUndefined();
    here.clock.at += 30_000;
    expect((await intelligence()).matchName('bad.badcoin.net', 'name')).toBeDefined();
  });

  test.each(['s3 does not answer', 'the object is cut short'])('keeps the last good one when %s, and says so', async (what) => {
    const here = refresher();
    const record = recording();
    here.serve('list', 'bad.badcoin.net');
    await here.refresh(feed('list'));
    let broken = false;
    const objects: ObjectStore = {
      ...here.objects,
      async get(key, unlessTag) {
        if (!broken) return here.objects.get(key, unlessTag);
        if (what.startsWith('s3')) throw new Error('no answer');
        const got = await here.objects.get(key);
        return got.kind === 'found' ? { kind: 'found', body: got.body.subarray(0, got.body.length - 9), tag: 'other' } : got;
      },
    };
    const intelligence = publishedIntelligence({ ...here.deps, ...record, objects, now: () => here.clock.at });
    await intelligence();
    broken = true;
    here.clock.at += 60_000;
    expect((await intelligence()).matchName('bad.badcoin.net', 'name')).toBeDefined();
    expect(record.lines.join()).toContain('the published intelligence cannot be used');
  });

  test('asks for it at most once in half a minute, and then without its body', async () => {
    const here = refresher();
    await here.refresh();
    const asked: (string | undefined)[] = [];
    const objects: ObjectStore = { ...here.objects, get: (key, unlessTag) => (asked.push(unlessTag), here.objects.get(key, unlessTag)) };
    const intelligence = publishedIntelligence({ ...here.deps, objects, now: () => here.clock.at });
    for (let second = 0; second < 60; second++) {
      here.clock.at += 1_000;
      await intelligence();
    }
    expect(asked.map((tag) => tag !== undefined)).toEqual([false, true]);
  });
}); // prettier-ignore
