import { kubernetesDirectory } from '../../../adapters/kubernetes/directory.ts';
import { signingKeys } from '../../../adapters/kubernetes/signing-keys.ts';
import { kubernetesView } from '../../../adapters/kubernetes/view.ts';
import { memoryStores } from '../../../adapters/memory/stores.ts';
import type { Snapshot } from '../../../core/inventory/snapshot.ts';
import type { KubernetesObject } from '../../../local/kubernetes/object.ts';
import { startFakeKubernetes } from '../../../local/kubernetes/server.ts';
import { describeKubernetes } from '../../contracts/kubernetes.contract.ts';
import { enrolled, newCluster } from '../../contracts/samples.ts';
import { recording } from '../../lambdas/record.ts';
import { node, running, service } from './cluster-objects.ts';
import { accessTo, clear, make, type RealCluster, realCluster } from './real-cluster.ts';

// Against a kube-apiserver that somebody started (docs/local.md); jest.config.mjs leaves it out where there is none.

/** A cluster enrolled with this API, and a token that a test may change. */
async function asked({ access, token }: { access: ReturnType<typeof accessTo>; token: string }, identity = false) {
  const { clusters } = memoryStores();
  const cluster = newCluster();
  const known = { issuer: 'https://kubernetes.default.svc.cluster.local', subject: 'system:serviceaccount:plumbline:plumbline-sentinel', keys: [] };
  await clusters.put(enrolled(cluster, { access, ...(identity ? { identity: known } : {}) }), undefined);
  const bearer = { token };
  const { log, meter } = recording();
  const deps = { clusters, now: Date.now, log, meter, secret: async () => bearer.token };
  return { cluster, clusters, bearer, deps };
} // prettier-ignore

const real = realCluster();
const reachable = (one: RealCluster = real) => ({ access: accessTo(one), token: one.token });

describeKubernetes(
  'a real kube-apiserver',
  async () => {
    await clear(real);
    const { cluster, bearer, deps } = await asked(reachable());
    return {
      kubernetes: kubernetesDirectory(deps),
      cluster,
      run: async (name, address) => void (await make(real, running(name, address))),
      fail: (reason) => void (bearer.token = reason === 'forbidden' ? real.powerless : 'a token that nobody knows'),
    };
  },
  // Nothing makes it busy enough.
  ['unauthorized', 'forbidden'],
);

const shop = (): KubernetesObject[] => [
  ...running('checkout', '10.0.3.1'),
  ...running('cart', '10.0.3.2'),
  service('checkout', '172.20.0.5'),
  node('node-1', '10.0.0.1'),
];

/** What a look found, without what each server gives by itself: uids, times, its own objects. */
function essence({ items, missing }: Snapshot) {
  const ofShop = ([list, values]: [string, readonly { metadata: { name: string; namespace?: string | undefined; ownerReferences?: readonly { kind: string; name: string }[] | undefined } }[]]) => {
    const own = values.filter(({ metadata: { namespace, name } }) => namespace === 'shop' || name === 'node-1');
    return [list, own.map(({ metadata: { name, ownerReferences = [] } }) => [name, ...ownerReferences.map((owner) => `${owner.kind} ${owner.name}`)].join(' of ')).toSorted((a, b) => (a < b ? -1 : 1))] as const;
  };
  return { lists: Object.fromEntries(Object.entries(items).map((entry) => ofShop(entry as never))), missing };
} // prettier-ignore

test('a look at the same objects finds the same, but for lists that this version does not have', async () => {
  await clear(real);
  await make(real, shop());
  const fake = await startFakeKubernetes({ objects: shop() });
  try {
    const [there, here] = await Promise.all(
      [reachable(), { access: accessTo({ ...real, endpoint: fake.url, authority: fake.authority }), token: fake.token }].map(async (api) => {
        const { cluster, deps } = await asked(api);
        const seen = await kubernetesView(deps).look(cluster, 20_000);
        if (seen === 'not-enrolled') throw new Error('it was enrolled');
        return { version: seen.version, odd: seen.odd, ...essence(seen) };
      }),
    );
    const absent = Object.keys(there!.missing);
    console.log(`${there!.version} lacks ${absent.join(', ') || 'nothing'}`);
    // v1 of endpoint slices and of CronJobs came with 1.21.
    expect(['endpointslices', 'cronjobs']).toEqual(expect.arrayContaining(absent));
    expect(there!.odd).toBe(0);
    for (const [list, found] of Object.entries(there!.lists)) expect([list, found]).toEqual([list, here!.lists[list]]);
    expect(there!.lists['pods']).toHaveLength(2);
  } finally {
    await fake.stop();
  }
}); // prettier-ignore

test('its keys are had from where it publishes them', async () => {
  const { cluster, clusters, deps } = await asked(reachable(), true);
  const stored = await clusters.find(cluster);
  const keys = await signingKeys(deps).keysOf(stored!.value);
  expect(keys).toEqual([expect.objectContaining({ kty: 'RSA', kid: expect.any(String) as string })]);
});
