import { gzipSync } from 'node:zlib';
import { memoryObjects } from '../../../adapters/memory/object-store.ts';
import { memoryStores } from '../../../adapters/memory/stores.ts';
import { rostersIn } from '../../../adapters/rosters.ts';
import type { Cluster } from '../../../core/enrolment.ts';
import { inventoryMediaType } from '../../../core/inventory/pushed-limits.ts';
import { inventory } from '../../../lambdas/inventory/inventory.ts';
import type { Speaker } from '../../../lambdas/speaker.ts';
import { running } from '../../adapters/kubernetes/cluster-objects.ts';
import { enrolled, newCluster } from '../../contracts/samples.ts';
import { recording } from '../record.ts';

const sentAt = '2026-11-23T14:00:00.000Z';
const of = (kind: string) => running('checkout', '10.0.3.1').filter((one) => one.kind === kind);
const whole = {
  v: 1, at: sentAt, sentAt,
  lists: { pods: of('Pod'), deployments: of('Deployment'), replicasets: of('ReplicaSet'), statefulsets: [], daemonsets: [], jobs: [], cronjobs: [] },
  missing: { services: 'forbidden' },
}; // prettier-ignore

async function desk(now = Date.parse(sentAt), more: Partial<Cluster> = {}) {
  const stores = memoryStores();
  const cluster = newCluster();
  await stores.clusters.put(enrolled(cluster, more), undefined);
  const record = recording();
  const { log, meter } = record;
  const deps = { ...stores, rosters: rostersIn(memoryObjects()), creatorOf: async () => undefined, now: () => now, log, meter }; // prettier-ignore
  const push = (body: unknown, mediaType = 'application/json', speaker: Speaker = { kind: 'enrolment', cluster }) => inventory({ body: body instanceof Uint8Array ? body : Buffer.from(JSON.stringify(body)), mediaType, speaker }, deps); // prettier-ignore
  return { stores, cluster, push, record };
}

describe('an inventory that is pushed', () => {
  test('is settled as a look of our own, plain or packed, and what is missing is said', async () => {
    const { stores, cluster, push } = await desk();
    expect(await push(gzipSync(JSON.stringify(whole)), inventoryMediaType)).toEqual({ status: 202, body: { accepted: 3, odd: 0 } }); // prettier-ignore
    expect(await push(whole)).toEqual({ status: 202, body: { accepted: 3, odd: 0 } });
    expect(await stores.traits.ofCluster(cluster)).toMatchObject([{ name: 'checkout', pods: 1 }]);
    expect((await stores.parts.find(cluster, 'inventory'))?.value).toMatchObject({ by: 'push', failing: { missing: ['services: forbidden'] } }); // prettier-ignore
  });

  test('is taken of the account that pushes, not of a sentinel, which may tell of its own node alone, nor with a token that ended', async () => {
    const { stores, cluster, push } = await desk();
    const speaker = { kind: 'projected', role: 'inventory', cluster, node: 'n', nodeUid: 'n', podUid: 'p', expires: Date.parse(sentAt) / 1_000 + 60 } as const; // prettier-ignore
    expect(await push(whole, 'application/json', { ...speaker, role: 'sentinel' })).toMatchObject({ problem: { status: 403, title: 'Foreign account' } }); // prettier-ignore
    expect(await push(whole, 'application/json', { ...speaker, expires: Date.parse(sentAt) / 1_000 })).toMatchObject({ problem: { status: 401, title: 'Token expired' } }); // prettier-ignore
    expect(await stores.parts.find(cluster, 'inventory')).toBeUndefined();
    expect(await push(whole, 'application/json', speaker)).toMatchObject({ status: 202 });
  });

  test('that is more than can be written at once is written in several pushes, each from where the last one came to', async () => {
    const { stores, cluster, record } = await desk();
    const clock = { at: Date.parse(sentAt) };
    const pods = Array.from({ length: 40 }, (_, at) => running(`w${at}`, `10.0.5.${at}`)).flat();
    const lists = { ...whole.lists, pods: pods.filter(({ kind }) => kind === 'Pod'), deployments: pods.filter(({ kind }) => kind === 'Deployment'), replicasets: pods.filter(({ kind }) => kind === 'ReplicaSet') }; // prettier-ignore
    // Each write takes a second of the clock.
    const slow = <Args extends unknown[], Result>(work: (...args: Args) => Promise<Result>) => async (...args: Args) => ((clock.at += 1_000), work(...args)); // prettier-ignore
    const asked: string[] = [];
    const traits = { ...stores.traits, put: slow(stores.traits.put.bind(stores.traits)) };
    const intervals = { ...stores.intervals, put: slow(stores.intervals.put.bind(stores.intervals)), of: async (...args: Parameters<typeof stores.intervals.of>) => (asked.push(args[1]), stores.intervals.of(...args)) }; // prettier-ignore
    const deps = { ...stores, traits, intervals, rosters: rostersIn(memoryObjects()), creatorOf: async () => undefined, now: () => clock.at, log: record.log, meter: record.meter }; // prettier-ignore
    const pushed = () => inventory({ body: Buffer.from(JSON.stringify({ ...whole, at: new Date(clock.at).toISOString(), sentAt: new Date(clock.at).toISOString(), lists })), mediaType: 'application/json', speaker: { kind: 'enrolment', cluster } }, deps); // prettier-ignore
    expect(await pushed()).toMatchObject({ problem: { status: 503, title: 'Still being written' }, retryAfterS: 5 });
    const first = asked.length;
    expect([first > 15, first < 40, await stores.parts.find(cluster, 'inventory')]).toEqual([true, true, undefined]);
    let answer = await pushed();
    for (let more = 0; more < 5 && 'problem' in answer; more++) answer = await pushed();
    expect(answer).toMatchObject({ status: 202 });
    expect(await stores.traits.ofCluster(cluster)).toHaveLength(40);
    // Each address was looked at once, but for those that were under way when the time was up.
    expect(new Set(asked).size).toBe(40);
    expect(asked.length).toBeLessThanOrEqual(40 + 16);
  });

  test('is refused of a cluster that is asked, whoever has its token, and of one that was taken out', async () => {
    const access = { endpoint: 'https://a.example', authority: 'PEM', credential: { kind: 'eks' as const, clusterName: 'a', region: 'eu-west-1' } };
    expect(await (await desk(undefined, { access })).push(whole)).toMatchObject({ problem: { status: 403, title: 'Cluster is asked' } });
    expect(await (await desk(undefined, { access, pushes: true })).push(whole)).toMatchObject({ status: 202 });
    const { stores, cluster, push } = await desk();
    await stores.clusters.remove(cluster, (await stores.clusters.find(cluster))!.revision);
    expect(await push(whole)).toMatchObject({ problem: { status: 403 } });
  }); // prettier-ignore

  test('counts by our clock: a node that is an hour ahead is not believed', async () => {
    const { stores, cluster, push } = await desk(Date.parse(sentAt) - 3_600_000);
    await push(whole);
    expect((await stores.traits.ofCluster(cluster))[0]?.asOf).toBe('2026-11-23T13:00:00.000Z');
  });

  test('is taken but for objects that are none', async () => {
    const { push } = await desk();
    const odd = [{ metadata: { name: 'x'.repeat(999) } }, 7, null, ...of('Pod')];
    expect(await push({ ...whole, lists: { ...whole.lists, pods: odd } })).toEqual({ status: 202, body: { accepted: 3, odd: 3 } }); // prettier-ignore
  });

  const deep = `{"v":1,"at":${'['.repeat(60)}${']'.repeat(60)}}`;
  test.each([
    ['another media type', Buffer.from('{}'), 'text/plain', 415, 'Content-Type'],
    ['nothing', Buffer.alloc(0), 'application/json', 400, 'body'],
    ['no gzip', Buffer.from('{}'), inventoryMediaType, 400, 'body'],
    ['a bomb', gzipSync(Buffer.alloc(33 * 1024 * 1024)), inventoryMediaType, 413, 'body'],
    ['a large body', Buffer.alloc(9 * 1024 * 1024), 'application/json', 413, 'body'],
    ['no JSON', Buffer.from('{'), 'application/json', 400, 'body'],
    ['a deep nest', Buffer.from(deep), 'application/json', 400, 'body'],
    ['another version', Buffer.from('{"v":2}'), 'application/json', 422, 'v'],
    ['a list of its own making', Buffer.from(JSON.stringify({ ...whole, lists: { secrets: [] } })), 'application/json', 422, 'lists'],
    ['a time that is none', Buffer.from(JSON.stringify({ ...whole, at: 'yesterday' })), 'application/json', 422, 'at'],
  ] as const)('that is %s is refused with the field named, and nothing of it is kept', async (_, body, mediaType, status, field) => {
    const { stores, cluster, push } = await desk();
    expect(await push(body, mediaType)).toMatchObject({ problem: { status, field } });
    expect(await stores.parts.find(cluster, 'inventory')).toBeUndefined();
  }); // prettier-ignore
});
