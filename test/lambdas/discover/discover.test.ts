import { kubernetesView } from '../../../adapters/kubernetes/view.ts';
import { memoryObjects } from '../../../adapters/memory/object-store.ts';
import { memoryStores } from '../../../adapters/memory/stores.ts';
import { rostersIn } from '../../../adapters/rosters.ts';
import type { AuthorizeIndex } from '../../../core/authorize-index.ts';
import { lineageFrom } from '../../../core/workload.ts';
import { discover, type DiscoverDeps } from '../../../lambdas/discover/discover.ts';
import { settleInventory } from '../../../lambdas/settle-inventory.ts';
import type { KubernetesObject } from '../../../local/kubernetes/object.ts';
import { type FakeKubernetes, startFakeKubernetes } from '../../../local/kubernetes/server.ts';
import { cronJob, custom, job, node, pod, running, service } from '../../adapters/kubernetes/cluster-objects.ts';
import { enrolled, newCluster } from '../../contracts/samples.ts';
import { recording } from '../record.ts';

const servers: FakeKubernetes[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

async function installation(objects: readonly KubernetesObject[], options: { slowMs?: number; may?: (user: string) => boolean } = {}) {
  const server = await startFakeKubernetes({ objects, ...options });
  servers.push(server);
  const stores = memoryStores();
  const cluster = newCluster();
  const access = { endpoint: server.url, authority: server.authority, credential: { kind: 'token' as const, parameter: '/token' } };
  await stores.clusters.put(enrolled(cluster, { access }), undefined);
  const clock = { at: Date.parse('2026-11-23T14:00:00Z') };
  const record = recording();
  const shared = { now: () => clock.at, log: record.log, meter: record.meter };
  const view = kubernetesView({ clusters: stores.clusters, secret: async () => server.token, ...shared });
  const creators = new Map<string, string>();
  const published: AuthorizeIndex[] = [];
  const index = {
    current: async () => ({ index: published.at(-1), version: String(published.length) }),
    publish: async (next: AuthorizeIndex) => (published.push(next), 'stored' as const),
  };
  const deps: DiscoverDeps = { ...stores, index, view, rosters: rostersIn(memoryObjects()), creatorOf: async ({ uid }) => creators.get(uid), ...shared };
  const look = async (minutes = 1) => {
    clock.at += minutes * 60_000;
    await discover(deps);
  };
  const state = async () => (await stores.parts.find(cluster, 'inventory'))?.value;
  return { server, stores, cluster, clock, deps, creators, look, state, published, access };
} // prettier-ignore

const names = (values: readonly { name: string; goneAt?: string | undefined }[]) => values.map(({ name, goneAt }) => (goneAt === undefined ? name : `${name} (gone)`)).toSorted(); // prettier-ignore
const shop = () => [...running('checkout', '10.0.3.1'), ...running('cart', '10.0.3.2'), service('checkout', '172.20.0.5'), node('node-1', '10.0.0.1')]; // prettier-ignore

describe('discover', () => {
  test('leaves alone a cluster that pushes its inventory, and asks nobody for its keys', async () => {
    const { server, stores, cluster, look, state } = await installation(shop());
    const { value, revision } = (await stores.clusters.find(cluster))!;
    await stores.clusters.put({ ...value, pushes: true }, revision);
    await look();
    expect([server.requests, await state()]).toEqual([[], undefined]);
  });

  test('takes in who there is, whose each address is, and what it is made of', async () => {
    const { stores, cluster, look, state, creators } = await installation([...shop(), cronJob('report')]);
    creators.set('Deployment-cart', 'ada');
    await look();
    expect(names(await stores.traits.ofCluster(cluster))).toEqual(['cart', 'checkout', 'report']);
    expect((await stores.workloads.ofCluster(cluster)).map(({ name, creator }) => `${name} by ${creator}`).toSorted()).toEqual(['cart by ada', 'checkout by undefined', 'report by undefined']); // prettier-ignore
    expect(await stores.intervals.of(cluster, '10.0.3.1')).toMatchObject([{ owner: { kind: 'pod', workload: { name: 'checkout', kind: 'Deployment' } } }]); // prettier-ignore
    expect(await stores.intervals.of(cluster, '172.20.0.5')).toMatchObject([{ owner: { kind: 'service', name: 'checkout' } }]); // prettier-ignore
    expect(await stores.intervals.of(cluster, '10.0.0.1')).toMatchObject([{ owner: { kind: 'node', name: 'node-1' } }]);
    expect(await state()).toMatchObject({ by: 'discover', wholeAt: '2026-11-23T14:01:00.000Z', version: 'v1.33.0-plumbline', counts: { pods: 2 } }); // prettier-ignore
  });

  test('fault 21: publishes the pods that may speak for a cluster when they are others, and from the whole list alone', async () => {
    const { server, stores, cluster, look, published, access } = await installation([]);
    const subject = 'system:serviceaccount:shop:sentinel';
    const before = await stores.clusters.find(cluster);
    await stores.clusters.put(
      enrolled(cluster, { access, identity: { issuer: 'https://issuer.example', subject, keys: [] } }),
      before?.revision,
    );
    const sentinel = (name: string) =>
      running(name, '10.0.0.1').map((one) =>
        one.kind === 'Pod'
          ? { ...one, spec: { ...(one['spec'] as object), serviceAccountName: 'sentinel', hostNetwork: true } }
          : one,
      );
    const speaking = () => published.at(-1)?.clusters[cluster]?.pods;
    const uidOf = (name: string) => sentinel(name).find(({ kind }) => kind === 'Pod')?.metadata.uid;
    server.set([...shop(), ...sentinel('one'), ...sentinel('two')]);
    await look();
    expect(speaking()).toEqual({
      at: '2026-11-23T14:01:00.000Z',
      uids: ['one', 'two'].map((name) => uidOf(name) ?? '').toSorted((a, b) => (a < b ? -1 : 1)),
    });
    await look();
    expect(published).toHaveLength(1);
    server.set([...shop(), ...sentinel('two')]);
    await look();
    expect(speaking()).toEqual({ at: '2026-11-23T14:03:00.000Z', uids: [uidOf('two')] });
    server.set([
      ...shop(),
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'odd', namespace: 'shop', uid: '', creationTimestamp: 'never' },
        spec: {},
      },
    ]);
    await look();
    expect(published).toHaveLength(2);
  });

  test('a second look at the same writes nothing but that it looked', async () => {
    const { stores, cluster, look } = await installation(shop());
    await look();
    const written: string[] = [];
    stores.traits.onChange(({ name }) => written.push(name));
    stores.workloads.onChange(({ name }) => written.push(name));
    stores.nodes.onChange(({ name }) => written.push(name));
    const intervals = await stores.intervals.of(cluster, '10.0.3.1');
    await look();
    expect(written).toEqual([]);
    expect(await stores.intervals.of(cluster, '10.0.3.1')).toEqual(intervals);
  });

  test('fault 20: an address that another pod has by now passes on at the beginning of that pod', async () => {
    const { server, stores, cluster, look } = await installation(shop());
    await look();
    const next = running('batch', '10.0.3.1').map((one) => (one.kind === 'Pod' ? { ...one, status: { ...(one['status'] as object), startTime: '2026-11-23T14:01:35Z' } } : one)); // prettier-ignore
    server.set([...running('cart', '10.0.3.2'), ...next, node('node-1', '10.0.0.1')]);
    await look();
    const held = (await stores.intervals.of(cluster, '10.0.3.1')).map(({ from, to, owner }) => [owner.kind === 'pod' && owner.workload.name, from, to] as const).toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)); // prettier-ignore
    const passed = Date.parse('2026-11-23T14:01:35Z');
    expect(held).toEqual([
      ['batch', passed, undefined],
      ['checkout', Date.parse('2026-11-23T08:00:05Z'), passed],
    ]);
    expect(names(await stores.traits.ofCluster(cluster))).toEqual(['batch', 'cart', 'checkout (gone)']);
    expect((await stores.intervals.of(cluster, '172.20.0.5'))[0]?.to).toBe(Date.parse('2026-11-23T14:02:00Z'));
  });

  test.each([
    ['401', 'unauthorized'], ['403', 'forbidden'], ['429', 'throttled'], ['html', 'not-understood'], ['cut', 'unreachable'],
  ] as const)('faults 16 and 17: an API that answers %s deletes nothing, is told as %s, and is whole again afterwards', async (fault, reason) => {
    const { server, stores, cluster, look, state } = await installation(shop());
    await look();
    const before = [await stores.traits.ofCluster(cluster), await stores.intervals.of(cluster, '10.0.3.1'), await stores.nodes.ofCluster(cluster)];
    server.set([]);
    server.fail(fault);
    await look();
    expect([await stores.traits.ofCluster(cluster), await stores.intervals.of(cluster, '10.0.3.1'), await stores.nodes.ofCluster(cluster)]).toEqual(before);
    expect((await state())?.failing).toMatchObject({ fault: reason, since: '2026-11-23T14:02:00.000Z' });
    expect(await state()).toMatchObject({ wholeAt: '2026-11-23T14:01:00.000Z', counts: { pods: 2 } });
    server.fail(undefined);
    server.set(shop());
    await look();
    expect((await state())?.failing).toBeUndefined();
    expect([await stores.intervals.of(cluster, '10.0.3.1')]).toEqual([before[1]]);
  }); // prettier-ignore

  test('fault 16: an API that is gone is one failure, and the other clusters are looked at', async () => {
    const { server, stores, cluster, look, state } = await installation(shop());
    await stores.clusters.put(enrolled(newCluster()), undefined);
    await server.stop();
    servers.length = 0;
    await look();
    expect((await state())?.failing?.fault).toBe('unreachable');
    expect(await stores.workloads.ofCluster(cluster)).toEqual([]);
  });

  test('fault 18: a slow API costs no more than the budget', async () => {
    const { stores, cluster, deps, state } = await installation(shop(), { slowMs: 2_000 });
    servers[0]!.fail('slow');
    const began = performance.now();
    const seen = await deps.view.look(cluster, 150);
    expect(performance.now() - began).toBeLessThan(1_500);
    expect(seen).toMatchObject({ items: {}, missing: { pods: 'timeout', services: 'timeout' } });
    if (seen !== 'not-enrolled') await settleInventory(cluster, 'discover', seen, deps);
    expect((await state())?.failing?.fault).toBe('timeout');
    expect(await stores.traits.ofCluster(cluster)).toEqual([]);
  });

  test('fault 19: a list that ran out in the middle is asked for anew, and half of it deletes nothing', async () => {
    const many = Array.from({ length: 600 }, (_, at) => pod(`p-${at}`, `10.1.${at >> 8}.${at & 255}`));
    const { server, stores, cluster, look, state } = await installation(many);
    await look();
    // Without owners and with one image they are one family.
    expect(await stores.traits.ofCluster(cluster)).toMatchObject([{ pods: 600 }]);
    server.fail('410');
    await look();
    expect((await state())?.failing).toMatchObject({ fault: 'expired', missing: ['pods: expired'] });
    expect(await stores.traits.ofCluster(cluster)).toMatchObject([{ pods: 600 }]);
    expect((await stores.traits.ofCluster(cluster))[0]?.goneAt).toBeUndefined();
    expect((await stores.intervals.of(cluster, '10.1.2.50'))[0]?.to).toBeUndefined();
  });

  test('a list that may not be read blinds to what hangs on it alone', async () => {
    const { stores, cluster, deps, state, clock } = await installation(shop());
    const seen = await deps.view.look(cluster, 5_000);
    if (seen === 'not-enrolled') throw new Error('it is enrolled');
    const { networkpolicies: _gone, ...items } = seen.items;
    await settleInventory(cluster, 'discover', { ...seen, items, missing: { networkpolicies: 'forbidden' } }, deps);
    expect(names(await stores.traits.ofCluster(cluster))).toEqual(['cart', 'checkout']);
    expect(await stores.namespaces.ofCluster(cluster)).toEqual([]);
    expect((await state())?.failing).toMatchObject({ fault: 'forbidden', missing: ['networkpolicies: forbidden'] });
    clock.at += 60_000;
    // Without ReplicaSets a Deployment's pods would be a newcomer's: nothing is said of workloads at all.
    const { replicasets: _sets, pods: _pods, ...rest } = seen.items;
    await settleInventory(cluster, 'discover', { ...seen, at: new Date(clock.at).toISOString(), items: { ...rest, pods: seen.items.pods ?? [] }, missing: { replicasets: 'timeout' } }, deps); // prettier-ignore
    expect(names(await stores.traits.ofCluster(cluster))).toEqual(['cart', 'checkout']);
    expect(await stores.workloads.ofCluster(cluster)).toHaveLength(2);
  });

  test('owners of custom kinds are walked to, each once', async () => {
    const notebook = custom('kubeflow.org/v1', 'Notebook', 'lab');
    const flow = custom('argoproj.io/v1alpha1', 'Workflow', 'train');
    const step = job('train-1', flow);
    const { server, stores, cluster, look } = await installation([
      notebook, flow, step, pod('lab-0', '10.0.3.5', { owner: notebook }), pod('lab-1', '10.0.3.6', { owner: notebook }), pod('train-1-x', '10.0.3.7', { owner: step }),
    ]); // prettier-ignore
    await look();
    expect((await stores.traits.ofCluster(cluster)).map(({ kind, name, pods }) => `${kind} ${name} ${pods}`).toSorted()).toEqual(['Notebook lab 2', 'Workflow train 1']); // prettier-ignore
    expect(await stores.workloads.find(cluster, lineageFrom(cluster, notebook.metadata.uid as string))).toMatchObject({ kind: 'Notebook' }); // prettier-ignore
    expect(server.requests.filter((request) => request.includes('/notebooks/lab'))).toHaveLength(1);
  });

  test('looks that overtake each other leave what the later one saw', async () => {
    const { stores, cluster, deps, look } = await installation(shop());
    await look();
    const [early] = [await deps.view.look(cluster, 5_000)];
    servers[0]!.set(running('checkout', '10.0.3.1'));
    await look(5);
    if (early !== 'not-enrolled') await settleInventory(cluster, 'discover', early, deps);
    expect(names(await stores.traits.ofCluster(cluster))).toEqual(['cart (gone)', 'checkout']);
    expect(names(await stores.nodes.ofCluster(cluster))).toEqual(['node-1 (gone)']);
  });

  test('one cluster that cannot be written holds up no other, and the run says so at its end', async () => {
    const { stores, cluster, deps, clock } = await installation(shop());
    const broken = newCluster();
    await stores.clusters.put({ ...(await stores.clusters.find(cluster))!.value, id: broken }, undefined);
    clock.at += 60_000;
    const parts: DiscoverDeps['parts'] = { ...stores.parts, put: async (part, value, expected) => (value.cluster === broken ? Promise.reject(new Error('throttled')) : stores.parts.put(part, value, expected)) }; // prettier-ignore
    await expect(discover({ ...deps, parts })).rejects.toThrow(`1 clusters could not be taken in: ${broken}`);
    expect(await stores.traits.ofCluster(cluster)).toHaveLength(2);
  });
});
