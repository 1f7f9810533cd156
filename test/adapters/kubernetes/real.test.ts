import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
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
import { accessTo, clear, make, may, type RealCluster, realCluster, tokenUnder } from './real-cluster.ts';
import { readerRules, type Rule } from './rules.ts';

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

describe("the chart's role under RBAC", () => {
  const attributesOf = (rules: readonly Rule[]) => rules.flatMap(({ apiGroups, resources, verbs }) => apiGroups.flatMap((group) => resources.flatMap((resource) => verbs.map((verb) => ({ group, resource, verb }))))); // prettier-ignore

  test('lets do what its rules say, and of the rest nothing', async () => {
    const token = await tokenUnder(real, readerRules);
    for (const attributes of attributesOf(readerRules)) expect([attributes, await may(real, token, attributes)]).toEqual([attributes, true]); // prettier-ignore
    const refused = [
      ...['secrets', 'configmaps', 'serviceaccounts', 'persistentvolumes', 'events'].flatMap((resource) => [
        { resource, verb: 'get' },
        { resource, verb: 'list' },
      ]),
      ...['create', 'update', 'patch', 'delete', 'deletecollection', 'watch', 'get'].map((verb) => ({
        resource: 'pods',
        verb,
      })),
      ...['log', 'exec', 'attach', 'portforward', 'proxy', 'eviction'].flatMap((subresource) => [
        { resource: 'pods', subresource, verb: 'get' },
        { resource: 'pods', subresource, verb: 'create' },
      ]),
      { resource: 'nodes', subresource: 'proxy', verb: 'get' },
      { resource: 'serviceaccounts', subresource: 'token', verb: 'create' },
      { resource: 'namespaces', verb: 'delete' },
      { group: 'apps', resource: 'deployments', verb: 'patch' },
      { group: 'rbac.authorization.k8s.io', resource: 'clusterroles', verb: 'list' },
      { resource: 'users', verb: 'impersonate' },
    ];
    for (const attributes of refused) expect([attributes, await may(real, token, attributes)]).toEqual([attributes, false]); // prettier-ignore
  });

  test('is enough for a look, as discover and the pusher make it, and for whose an address is', async () => {
    await clear(real);
    await make(real, shop());
    const token = await tokenUnder(real, readerRules);
    const { cluster, deps } = await asked({ access: accessTo(real), token });
    const seen = await kubernetesView(deps).look(cluster, 20_000);
    if (seen === 'not-enrolled') throw new Error('it was enrolled');
    expect(Object.values(seen.missing)).not.toContain('forbidden');
    expect(['endpointslices', 'cronjobs']).toEqual(expect.arrayContaining(Object.keys(seen.missing)));
    const answers = await kubernetesDirectory(deps).whoHas(cluster, ['10.0.3.1', '172.20.0.5', '10.0.0.1'], 20_000);
    expect([...answers.values()].map(({ kind }) => kind)).toEqual(['owner', 'owner', 'owner']);
  });

  test('without a rule its list is forbidden, and said to be', async () => {
    const token = await tokenUnder(real, readerRules.filter(({ resources }) => !resources.includes('ingresses'))); // prettier-ignore
    const { cluster, deps } = await asked({ access: accessTo(real), token });
    const seen = await kubernetesView(deps).look(cluster, 20_000);
    expect(seen).toMatchObject({ missing: { ingresses: 'forbidden', networkpolicies: 'forbidden' } });
  });

  test('serves the program that pushes: what it would send holds the shop', async () => {
    await clear(real);
    await make(real, shop());
    const folder = mkdtempSync(path.join(tmpdir(), 'pusher-'));
    writeFileSync(path.join(folder, 'token'), await tokenUnder(real, readerRules));
    writeFileSync(path.join(folder, 'ca.crt'), real.authority);
    const args = ['--print', '--kubernetes', real.endpoint, '--kubernetes-token-file', path.join(folder, 'token'), '--kubernetes-ca-file', path.join(folder, 'ca.crt')]; // prettier-ignore
    const { stdout, stderr } = spawnSync(process.execPath, [path.join(import.meta.dirname, '../../../sentinel/inventory/start.ts'), ...args], { encoding: 'utf8' }); // prettier-ignore
    rmSync(folder, { recursive: true });
    const { lists } = JSON.parse(stdout) as { lists: Record<string, { metadata: { name: string } }[]> };
    expect(lists['deployments']!.map(({ metadata }) => metadata.name)).toEqual(
      expect.arrayContaining(['cart', 'checkout']),
    );
    expect(stderr).not.toContain('forbidden');
  });
});
