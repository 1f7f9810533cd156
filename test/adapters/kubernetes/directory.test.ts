import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { kubernetesDirectory } from '../../../adapters/kubernetes/directory.ts';
import { memoryKubernetes } from '../../../adapters/memory/kubernetes.ts';
import { memoryStores } from '../../../adapters/memory/stores.ts';
import type { KubernetesAccess } from '../../../core/enrolment.ts';
import type { ClusterId } from '../../../core/ids.ts';
import type { WhoHas } from '../../../core/ports/outside.ts';
import {
  type FakeKubernetes,
  type FakeKubernetesOptions,
  startFakeKubernetes,
} from '../../../local/kubernetes/server.ts';
import type { KubernetesObject } from '../../../local/kubernetes/object.ts';
import { describeKubernetes } from '../../contracts/kubernetes.contract.ts';
import { enrolled, newCluster, podInterval, workload } from '../../contracts/samples.ts';
import {
  created,
  cronJob,
  custom,
  deployment,
  job,
  node,
  pod,
  replicaSet,
  running,
  service,
  started,
} from './cluster-objects.ts';

const servers: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

interface Started {
  readonly server: FakeKubernetes;
  readonly cluster: ClusterId;
  readonly logged: Record<string, unknown>[];
  readonly clock: { at: number };
  readonly ask: (...addresses: string[]) => Promise<WhoHas[]>;
  readonly kubernetes: ReturnType<typeof kubernetesDirectory>;
}

async function start(
  objects: readonly KubernetesObject[],
  options: FakeKubernetesOptions = {},
  access: Partial<KubernetesAccess> = {},
): Promise<Started> {
  const server = await startFakeKubernetes({ objects, ...options });
  servers.push(server);
  const { clusters } = memoryStores();
  const cluster = newCluster();
  await clusters.put(
    enrolled(cluster, {
      access: {
        endpoint: server.url,
        authority: server.authority,
        credential: { kind: 'token', parameter: '/token' },
        ...access,
      },
    }),
    undefined,
  );
  const logged: Record<string, unknown>[] = [];
  const note = (_message: string, fields: Readonly<Record<string, unknown>> = {}) => void logged.push(fields);
  const clock = { at: Date.parse('2026-11-23T14:00:00Z') };
  const kubernetes = kubernetesDirectory({
    clusters,
    now: () => clock.at,
    log: { info: note, warn: note, error: note },
    secret: async () => server.token,
    aws: () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'session' }),
  });
  const ask = async (...addresses: string[]) => {
    const answers = await kubernetes.whoHas(cluster, addresses, 2_000);
    return addresses.map((address) => answers.get(address) as WhoHas);
  };
  return { server, cluster, logged, clock, ask, kubernetes };
}

describeKubernetes('the Kubernetes API, read over HTTPS', async () => {
  const { server, kubernetes, cluster } = await start([]);
  const objects = new Map<string, KubernetesObject>();
  return {
    kubernetes,
    cluster,
    run(name, address) {
      for (const one of running(name, address)) objects.set(`${one.kind} ${one.metadata.name}`, one);
      server.set([...objects.values()]);
    },
    fail: (reason) => server.fail(({ unauthorized: '401', forbidden: '403', throttled: '429' } as const)[reason]),
  };
});

describeKubernetes('memory', async () => {
  const cluster = newCluster();
  const kubernetes = memoryKubernetes(() => Date.parse('2026-11-23T14:00:00Z'));
  kubernetes.own(cluster, podInterval('10.9.9.1', 'other'));
  return {
    kubernetes,
    cluster,
    run(name, address) {
      const interval = podInterval(address, `${name}-${address}`);
      if (interval.owner.kind !== 'pod') throw new Error('a pod was asked for');
      const owner = { ...interval.owner, workload: workload(cluster, name) };
      kubernetes.own(cluster, { ...interval, owner });
    },
    fail: (reason) => kubernetes.fail(cluster, reason),
  };
});

const owner = (answer: WhoHas | undefined) => (answer?.kind === 'owner' ? answer.interval.owner : answer);

describe('who is said to have an address', () => {
  test('a pod, with everything that is known of it and of its workload', async () => {
    const { ask, cluster } = await start(running('checkout', '10.0.3.17'));
    expect((await ask('10.0.3.17'))[0]).toEqual({
      kind: 'owner',
      interval: {
        address: '10.0.3.17',
        from: Date.parse(started),
        owner: {
          kind: 'pod',
          pod: {
            namespace: 'shop',
            name: 'checkout-7d9f-10-0-3-17',
            uid: 'Pod-checkout-7d9f-10-0-3-17',
            node: 'node-1',
          },
          workload: {
            cluster,
            lineage: expect.stringMatching(/^[0-9a-f]{32}$/),
            namespace: 'shop',
            kind: 'Deployment',
            name: 'checkout',
            uid: 'Deployment-checkout',
            createdAt: created,
            serviceAccount: 'default',
            images: ['shop/checkout:v1'],
          },
        },
      },
    });
  });

  test.each([
    [
      'a CronJob through its Job',
      [cronJob('report'), job('report-1', cronJob('report'))],
      { kind: 'CronJob', name: 'report', images: ['shop/report:v7'] },
    ],
    ['a Job that nobody scheduled', [job('once')], { kind: 'Job', name: 'once', images: ['shop/job:v1'] }],
    ['a ReplicaSet without a Deployment', [replicaSet('old', undefined)], { kind: 'ReplicaSet', name: 'old' }],
    [
      'a custom kind, whose path is discovered',
      [
        custom('kubeflow.org/v1', 'Notebook', 'ada', {
          spec: { template: { spec: { containers: [{ image: 'jupyter:v1' }] } } },
        }),
      ],
      { kind: 'Notebook', name: 'ada', images: ['jupyter:v1'] },
    ],
    [
      'a custom kind without a pod template',
      [custom('argoproj.io/v1alpha1', 'Workflow', 'train')],
      { kind: 'Workflow', name: 'train', images: ['shop/in-pod:v1'] },
    ],
    [
      'a custom kind of the whole cluster',
      [custom('ops.example.org/v1', 'Agent', 'all', { namespace: '' })],
      { kind: 'Agent', name: 'all', namespace: '' },
    ],
  ])('the workload of a pod is %s', async (_what, owners, expected) => {
    const direct = owners.at(-1) as KubernetesObject;
    const { ask } = await start([...owners, pod('p', '10.0.3.17', { owner: direct })]);
    expect(owner((await ask('10.0.3.17'))[0])).toMatchObject({ kind: 'pod', workload: expected });
  });

  test('a bare pod is its own workload, and so is a static one, whose controller is its node', async () => {
    const host = node('node-1', '10.0.0.7');
    const { ask } = await start([host, pod('bare', '10.0.3.17'), pod('static', '10.0.3.18', { owner: host })]);
    const answers = await ask('10.0.3.17', '10.0.3.18');
    expect(answers.map(owner)).toMatchObject([
      { workload: { kind: 'Pod', name: 'bare', uid: 'Pod-bare', images: ['shop/in-pod:v1'] } },
      { workload: { kind: 'Pod', name: 'static', uid: 'Pod-static' } },
    ]);
  });

  test('an owner that is no controller is none', async () => {
    const metadata = {
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'checkout', uid: 'Deployment-checkout' }],
    };
    const { ask } = await start([deployment('checkout'), pod('bare', '10.0.3.17', { metadata })]);
    expect(owner((await ask('10.0.3.17'))[0])).toMatchObject({ workload: { kind: 'Pod', name: 'bare' } });
  });

  test('a service by any of its cluster addresses, and never a headless one', async () => {
    const { ask } = await start([service('cart', '172.20.0.10'), service('headless', 'None')]);
    const answers = await ask('172.20.0.10', '172.20.0.11');
    expect(answers.map(owner)).toEqual([
      { kind: 'service', namespace: 'shop', name: 'cart', uid: 'Service-cart' },
      { kind: 'nobody' },
    ]);
  });

  test('a node by its internal address, also where its pods share its network', async () => {
    const { ask } = await start([
      node('node-1', '10.0.0.7'),
      pod('exporter', '10.0.0.7', { spec: { hostNetwork: true } }),
    ]);
    expect(owner((await ask('10.0.0.7'))[0])).toEqual({ kind: 'node', name: 'node-1', uid: 'Node-node-1' });
  });

  test('a service that is a few seconds old is found, though the list was read before it', async () => {
    const { ask, server, clock } = await start([service('cart', '172.20.0.10')]);
    expect((await ask('172.20.0.11'))[0]).toEqual({ kind: 'nobody' });
    server.set([service('cart', '172.20.0.10'), service('new', '172.20.0.11')]);
    clock.at += 3_000;
    expect(owner((await ask('172.20.0.11'))[0])).toMatchObject({ kind: 'service', name: 'new' });
  });
});

describe('an address that changes hands', () => {
  const ending = { metadata: { deletionTimestamp: '2026-11-23T13:59:00Z' } };
  const later = { status: { startTime: '2026-11-23T13:59:30Z' } };

  test.each([
    ['is ending', pod('old', '10.0.3.17', ending)],
    ['succeeded', pod('old', '10.0.3.17', { status: { phase: 'Succeeded' } })],
    ['failed', pod('old', '10.0.3.17', { status: { phase: 'Failed' } })],
    ['started earlier', pod('old', '10.0.3.17')],
  ])('is the new pod’s where the old one %s', async (_how, old) => {
    const { ask } = await start([old, pod('new', '10.0.3.17', later)]);
    expect(owner((await ask('10.0.3.17'))[0])).toMatchObject({ pod: { name: 'new' } });
  });

  test.each([
    ['ending', ending],
    ['finished', { status: { phase: 'Succeeded' } }],
  ])('stays with a pod that is %s while nobody else has it', async (_how, change) => {
    const { ask } = await start([pod('old', '10.0.3.17', change)]);
    expect(owner((await ask('10.0.3.17'))[0])).toMatchObject({ pod: { name: 'old' } });
  });

  test('is the node’s where a finished pod had it before', async () => {
    const { ask } = await start([
      node('node-9', '10.0.3.17'),
      pod('old', '10.0.3.17', { status: { phase: 'Failed' } }),
    ]);
    expect(owner((await ask('10.0.3.17'))[0])).toMatchObject({ kind: 'node', name: 'node-9' });
  });
});

const mayNot = (plural: string): FakeKubernetesOptions => ({ may: (_user, _verb, resource) => resource !== plural });

test('an owner that may not be read is the last that is known', async () => {
  const { ask } = await start(running('checkout', '10.0.3.17'), mayNot('deployments'));
  const expected = { kind: 'Deployment', name: 'checkout', uid: 'Deployment-checkout', images: ['shop/in-pod:v1'] };
  expect(owner((await ask('10.0.3.17'))[0])).toMatchObject({ workload: expected });
});

describe('owners that cannot be followed to the top', () => {
  test('an owner that is gone is the last that is known', async () => {
    const { ask } = await start(running('checkout', '10.0.3.17').filter(({ kind }) => kind !== 'ReplicaSet'));
    expect(owner((await ask('10.0.3.17'))[0])).toMatchObject({
      workload: { kind: 'ReplicaSet', name: 'checkout-7d9f', uid: 'ReplicaSet-checkout-7d9f' },
    });
  });

  test('an owner that was made anew under the old name is not taken for the old one', async () => {
    const [, set, its] = running('checkout', '10.0.3.17') as [KubernetesObject, KubernetesObject, KubernetesObject];
    const { ask } = await start([deployment('checkout', { uid: 'squatter', image: 'squatter:v1' }), set, its]);
    expect(owner((await ask('10.0.3.17'))[0])).toMatchObject({
      workload: { kind: 'Deployment', uid: 'Deployment-checkout', images: ['shop/in-pod:v1'] },
    });
  });

  test('an owner of a kind that is not served is the last that is known', async () => {
    const gone = {
      apiVersion: 'no.such/v1',
      kind: 'Thing',
      metadata: { name: 'x#/../y', uid: 'thing' },
    } as KubernetesObject;
    const { ask } = await start([pod('p', '10.0.3.17', { owner: gone })]);
    expect(owner((await ask('10.0.3.17'))[0])).toMatchObject({
      workload: { kind: 'Thing', name: 'x#/../y', uid: 'thing' },
    });
  });

  test('two owners that own each other end the walk', async () => {
    const one = custom('ops.example.org/v1', 'Agent', 'one');
    const other = custom('ops.example.org/v1', 'Agent', 'other', { owner: one });
    const round = {
      ...one,
      metadata: {
        ...one.metadata,
        ownerReferences: [
          { apiVersion: other.apiVersion, kind: 'Agent', name: 'other', uid: other.metadata.uid, controller: true },
        ],
      },
    };
    const { ask } = await start([round, other, pod('p', '10.0.3.17', { owner: round })]);
    expect(owner((await ask('10.0.3.17'))[0])).toMatchObject({ workload: { kind: 'Agent' } });
  });
});

describe('how the API is asked', () => {
  test('twenty pods of one workload cost one look at their owners, and a second question none', async () => {
    const addresses = Array.from({ length: 20 }, (_, which) => `10.0.3.${which + 1}`);
    const objects = new Map(
      addresses
        .flatMap((address) => running('checkout', address))
        .map((one) => [`${one.kind} ${one.metadata.name}`, one]),
    );
    const { ask, server } = await start([...objects.values()]);
    await ask(...addresses);
    const owners = () => server.requests.filter((request) => request.includes('/apis/apps/'));
    expect(owners()).toHaveLength(2);
    expect(server.requests).toHaveLength(20 + 2 + 2);
    await ask(...addresses);
    expect(owners()).toHaveLength(2);
  });

  test('more than twenty unknown addresses cost one look at all pods, in pages, and nobody is missed', async () => {
    const pods = Array.from({ length: 1_100 }, (_, which) =>
      pod(`p-${which}`, `10.1.${Math.floor(which / 250)}.${(which % 250) + 1}`),
    );
    const { ask, server } = await start(pods);
    const addresses = Array.from({ length: 60 }, (_, which) => `10.1.${which % 4}.${which + 100}`);
    const answers = await ask(...addresses, '10.9.9.9');
    expect(answers.map(({ kind }) => kind)).toEqual([...addresses.map(() => 'owner'), 'nobody']);
    expect(server.requests.filter((request) => request.startsWith('GET /api/v1/pods'))).toHaveLength(3);
  });

  test('an EKS cluster is asked with a token signed for it', async () => {
    const seen: URL[] = [];
    const eks = { credential: { kind: 'eks', clusterName: 'prod', region: 'eu-west-1' } } as const;
    const { ask } = await start(
      running('checkout', '10.0.3.17'),
      {
        eksUser: (url) => {
          seen.push(url);
          return 'plumbline';
        },
      },
      eks,
    );
    expect((await ask('10.0.3.17'))[0]?.kind).toBe('owner');
    expect(seen[0]?.host).toBe('sts.eu-west-1.amazonaws.com');
  });
});

describe('every failure is told apart from nobody', () => {
  test.each([
    ['410', 'error', { fault: 'status', status: 410 }],
    ['html', 'error', { fault: 'not-understood' }],
    ['cut', 'error', { fault: 'cut' }],
    ['401', 'unauthorized', { fault: 'status', status: 401 }],
    ['403', 'forbidden', { fault: 'status', status: 403 }],
    ['429', 'throttled', { fault: 'status', status: 429 }],
  ] as const)('%s', async (fault, reason, logged) => {
    const pods = Array.from({ length: 600 }, (_, which) => pod(`p-${which}`, undefined));
    const started_ = await start(pods);
    started_.server.fail(fault);
    // Enough addresses for a list of several pages, so that its later pages fail too.
    const addresses = Array.from({ length: 21 }, (_, which) => `10.0.3.${which}`);
    expect((await started_.ask(...addresses)).map((answer) => answer)).toEqual(addresses.map(() => ({ kind: 'unavailable', reason })));
    expect(started_.logged[0]).toMatchObject(logged);
  });

  test('an API that answers too late is given up in time', async () => {
    const { server, kubernetes, cluster } = await start(running('checkout', '10.0.3.17'), { slowMs: 900 });
    server.fail('slow');
    const began = performance.now();
    const answers = await kubernetes.whoHas(cluster, ['10.0.3.17'], 150);
    expect(answers.get('10.0.3.17')).toEqual({ kind: 'unavailable', reason: 'timeout' });
    expect(performance.now() - began).toBeLessThan(600);
  });

  test('a certificate of another authority is refused', async () => {
    const other = await startFakeKubernetes();
    servers.push(other);
    const { ask, logged } = await start(running('checkout', '10.0.3.17'), {}, { authority: other.authority });
    expect((await ask('10.0.3.17'))[0]).toEqual({ kind: 'unavailable', reason: 'error' });
    expect(logged[0]).toMatchObject({ fault: 'tls' });
  });

  test('an authority that is no certificate, and a port where nobody listens, are faults and no exceptions', async () => {
    const odd = await start([], {}, { authority: 'not a certificate' });
    expect((await odd.ask('10.0.3.17'))[0]).toMatchObject({ kind: 'unavailable' });
    const closed = await start([]);
    await closed.server.stop();
    expect((await closed.ask('10.0.3.17'))[0]).toEqual({ kind: 'unavailable', reason: 'error' });
    expect(closed.logged[0]).toMatchObject({ fault: 'connection', code: 'ECONNREFUSED' });
  });

  test('plain HTTP behind the address is a fault', async () => {
    const plain: Server = createServer((_request, response) => response.end('hello'));
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
    servers.push({ stop: () => new Promise((resolve) => void plain.close(() => resolve())) });
    const { ask, logged } = await start([], {}, { endpoint: `https://127.0.0.1:${(plain.address() as AddressInfo).port}` });
    expect((await ask('10.0.3.17'))[0]).toEqual({ kind: 'unavailable', reason: 'error' });
    expect(logged[0]).toMatchObject({ fault: 'tls' });
  });

  test('a cluster without a token says so, and the log shows no token', async () => {
    const { clusters } = memoryStores();
    const cluster = newCluster();
    await clusters.put(enrolled(cluster, { access: { endpoint: 'https://127.0.0.1:1', authority: '', credential: { kind: 'token', parameter: '/token' } } }), undefined);
    const logged: unknown[] = [];
    const note = (...all: unknown[]) => void logged.push(all);
    const kubernetes = kubernetesDirectory({ clusters, now: Date.now, log: { info: note, warn: note, error: note }, secret: async () => undefined });
    expect((await kubernetes.whoHas(cluster, ['10.0.3.17'], 500)).get('10.0.3.17')).toEqual({ kind: 'unavailable', reason: 'unauthorized' });
    expect(logged).not.toHaveLength(0);
  });
}); // prettier-ignore
