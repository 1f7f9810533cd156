import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { kubernetesView } from '../../adapters/kubernetes/view.ts';
import { memoryStores } from '../../adapters/memory/stores.ts';
import { PushedInventory, type Snapshot, snapshotOf } from '../../core/inventory/snapshot.ts';
import type { KubernetesObject } from '../../local/kubernetes/object.ts';
import { type Fault, type FakeKubernetes, startFakeKubernetes } from '../../local/kubernetes/server.ts';
import { Door } from '../../sentinel/delivery/door.ts';
import { clusterDoor } from '../../sentinel/inventory/cluster-door.ts';
import { parsePushOptions } from '../../sentinel/inventory/options.ts';
import { packedLook } from '../../sentinel/inventory/packed.ts';
import { Pusher } from '../../sentinel/inventory/pusher.ts';
import {
  cronJob,
  custom,
  deployment,
  job,
  node,
  pod,
  replicaSet,
  running,
  service,
} from '../adapters/kubernetes/cluster-objects.ts';
import { enrolled, newCluster } from '../contracts/samples.ts';
import { recording } from '../lambdas/record.ts';

const folder = mkdtempSync(join(tmpdir(), 'inventory-'));
const files = { ca: join(folder, 'ca.crt'), kubernetes: join(folder, 'kube-token'), token: join(folder, 'token') };
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
afterAll(() => rmSync(folder, { recursive: true }));

const planted = 'hunter2-is-a-secret';
const shop = (): KubernetesObject[] => [
  ...running('checkout', '10.0.3.1'), service('checkout', '172.20.0.5'), node('node-1', '10.0.0.1'), cronJob('report'), job('once'),
  custom('kubeflow.org/v1', 'Notebook', 'lab'), pod('lab-0', '10.0.3.9', { owner: custom('kubeflow.org/v1', 'Notebook', 'lab') }),
  { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x'.repeat(400), namespace: 'shop', uid: 'odd' }, spec: {} },
  custom('apps/v1', 'Deployment', 'leaky', { metadata: { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': planted, note: planted } }, spec: { template: { spec: { containers: [{ name: 'c', image: 'shop/leaky:v1', env: [{ name: 'PASSWORD', value: planted }], args: [planted], command: [planted] }] } } } }),
  pod('bare', '10.0.3.10', { spec: { containers: [{ name: 'c', image: 'shop/bare:v1', env: [{ name: 'PASSWORD', value: planted }] }] }, metadata: { annotations: { token: planted } } }),
]; // prettier-ignore

interface Heard {
  readonly path: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}
interface Says {
  readonly status: number;
  readonly headers?: Record<string, string>;
}

/** A cluster, and a door that answers as it is told, the last answer for ever after; 202 otherwise. */
async function stand(
  objects: readonly KubernetesObject[],
  answers: readonly (Says | 'nothing')[] = [],
  everyMs = 60_000,
) {
  const kubernetes = await startFakeKubernetes({ objects });
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      heard.push({ path: request.url, headers: request.headers, body: Buffer.concat(chunks) });
      const answer = answers[Math.min(heard.length, answers.length) - 1] ?? { status: 202 };
      if (answer === 'nothing') return response.destroy();
      return response.writeHead(answer.status, answer.headers).end('{"accepted":1,"odd":0}');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  writeFileSync(files.ca, kubernetes.authority);
  writeFileSync(files.kubernetes, kubernetes.token);
  writeFileSync(files.token, 'first.token');
  const api = clusterDoor({ kubernetes: new URL(kubernetes.url), kubernetesTokenFile: files.kubernetes, kubernetesCaFile: files.ca }, {}); // prettier-ignore
  const door = new Door({ url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`), tokenFile: files.token }); // prettier-ignore
  const said: string[] = [];
  const clock = { at: Date.parse('2026-11-23T14:00:00Z') };
  const pusher = new Pusher({ api, door, everyMs, now: () => clock.at, say: (text) => void said.push(text) });
  closing.push(
    () => kubernetes.stop(),
    () => api.close(),
    () => door.close(),
    () => {
      server.closeAllConnections();
      server.close();
    },
  );
  return { kubernetes, heard, pusher, said, clock };
}

const inflated = ({ body }: Heard) => gunzipSync(body).toString();
const snapshotIn = (heard: Heard): Snapshot => snapshotOf(PushedInventory.parse(JSON.parse(inflated(heard))));

/** What discover sees of the same cluster at the same time. */
async function discovered(kubernetes: FakeKubernetes, at: number): Promise<Snapshot> {
  const { clusters } = memoryStores();
  const cluster = newCluster();
  await clusters.put(enrolled(cluster, { access: { endpoint: kubernetes.url, authority: kubernetes.authority, credential: { kind: 'token', parameter: '/token' } } }), undefined); // prettier-ignore
  const seen = await kubernetesView({ clusters, now: () => at, log: recording().log, secret: async () => kubernetes.token }).look(cluster, 20_000); // prettier-ignore
  if (seen === 'not-enrolled') throw new Error('it was enrolled');
  return seen;
}

describe('what is pushed', () => {
  test('is what discover would have seen: every list, owners of other kinds, and how many objects were odd', async () => {
    const { kubernetes, heard, pusher, clock, said } = await stand(shop());
    expect(await pusher.round()).toBe(60_000);
    expect(heard.map(({ path, headers }) => [path, headers['content-type'], headers.authorization])).toEqual([['/v1/inventory', 'application/vnd.plumbline.inventory.v1+gzip', 'Bearer first.token']]); // prettier-ignore
    const seen = snapshotIn(heard[0]!);
    expect(seen).toEqual(await discovered(kubernetes, clock.at));
    expect([seen.odd, seen.owners.map(({ kind }) => kind), seen.missing]).toEqual([1, ['Notebook'], {}]);
    expect(said).toEqual([]);
  });

  test('holds no value of an environment, no command and no annotation that nobody reads', async () => {
    const { heard, pusher } = await stand(shop());
    await pusher.round();
    expect(inflated(heard[0]!)).toContain('shop/leaky:v1');
    expect(inflated(heard[0]!)).not.toContain(planted);
  });

  test('keeps within what the door takes: lists go, the least needed first, and are said to be missing; owners never', async () => {
    const { kubernetes, clock } = await stand([...shop(), ...Array.from({ length: 400 }, (_, at) => service(`s${at}`, `172.20.${at >> 8}.${at & 255}`))]); // prettier-ignore
    const seen = await discovered(kubernetes, clock.at);
    const whole = packedLook(seen, seen.at);
    if (whole === 'too-large') throw new Error('it has room');
    expect(whole.leftOut).toEqual([]);
    const narrow = packedLook(seen, seen.at, { compressedBytes: whole.body.length, inflatedBytes: gunzipSync(whole.body).length - 1 }); // prettier-ignore
    if (narrow === 'too-large') throw new Error('without its services it has room');
    expect(narrow.leftOut).toEqual(['services']);
    const told = snapshotOf(PushedInventory.parse(JSON.parse(gunzipSync(narrow.body).toString())));
    expect([told.items.services, told.missing, told.items.pods?.length]).toEqual([undefined, { services: 'too-large' }, 3]); // prettier-ignore
    expect(packedLook(seen, seen.at, { compressedBytes: 200, inflatedBytes: 2_000 })).toBe('too-large');
  });
});

describe('a Kubernetes API that does not answer', () => {
  const faults: readonly [Fault, string][] = [['401', 'unauthorized'], ['403', 'forbidden'], ['429', 'throttled'], ['html', 'not-understood'], ['cut', 'unreachable']]; // prettier-ignore
  test.each(faults)('with %s is pushed as lists that are missing: %s; half of what was there is never said to be gone', async (fault, word) => {
    const { kubernetes, heard, pusher, said } = await stand(shop());
    await pusher.round();
    kubernetes.fail(fault);
    await pusher.round();
    await pusher.round();
    const { items, missing } = snapshotIn(heard[1]!);
    expect(new Set(Object.values(missing))).toEqual(new Set([word]));
    // What a cluster does not have at all (Istio) it says as ever.
    expect([items.pods, items.services, items.nodes, Object.values(items).flat()]).toEqual([undefined, undefined, undefined, []]);
    // Said once, and once when it is over.
    expect(said).toEqual([expect.stringMatching(new RegExp(`^not seen: .*\\(${word}\\)\\. Whose a pod is cannot be told$`))]);
    kubernetes.fail(undefined);
    await pusher.round();
    expect([Object.keys(snapshotIn(heard[3]!).missing), said.at(-1)]).toEqual([[], 'the cluster is seen whole again']);
  }); // prettier-ignore

  test('a list that ran out in the middle (410) is begun again, and if it runs out again it is missing', async () => {
    const many = Array.from({ length: 600 }, (_, at) => pod(`p${at}`, `10.1.${at >> 8}.${at & 255}`));
    const { kubernetes, heard, pusher } = await stand([...many, deployment('d'), replicaSet('r', undefined)]);
    kubernetes.fail('410');
    await pusher.round();
    expect(snapshotIn(heard[0]!)).toMatchObject({ missing: { pods: 'expired' } });
    expect(kubernetes.requests.filter((line) => line.endsWith('/api/v1/pods?limit=500'))).toHaveLength(2);
  });

  test('its token is read again each time', async () => {
    const { heard, pusher } = await stand(shop());
    const good = files.kubernetes;
    writeFileSync(good, 'a-token-that-ended');
    await pusher.round();
    expect(snapshotIn(heard[0]!).missing).toMatchObject({ pods: 'unauthorized' });
    writeFileSync(good, 'two\nlines');
    await pusher.round();
    expect(snapshotIn(heard[1]!).missing).toMatchObject({ pods: 'no-token' });
  });
});

describe('a door that does not take it', () => {
  test.each([
    ['401', { status: 401 }, 'the door answered 401 (the token is none of an enrolled cluster, or has ended)'],
    ['403', { status: 403 }, 'the door answered 403 (the account of this token may not push: docs/deploy.md#a-cluster-that-pushes)'],
    ['413', { status: 413 }, 'the door answered 413 (larger than it takes)'],
    ['422', { status: 422 }, 'the door answered 422'],
    ['500', { status: 500 }, 'the door answered 500'],
    ['a redirect, which is not followed', { status: 307, headers: { location: 'http://127.0.0.1:1/' } }, 'the door answered 307'],
    ['no answer', 'nothing', 'no answer (ECONNRESET)'],
  ] as const)('answers %s: said once, looked and tried again ever later, and at the end it is taken', async (_, answer, words) => {
    const { heard, pusher, said } = await stand(shop(), [answer, answer, answer, answer, answer, { status: 202 }]);
    const waits = [];
    for (let round = 0; round < 6; round++) waits.push(await pusher.round());
    expect(waits).toEqual([5_000, 10_000, 20_000, 40_000, 60_000, 60_000]);
    expect(said).toEqual([`${words}; looked and tried again until it is taken`, 'the door takes the inventory again after 5 failures']);
    expect([heard.length, pusher.counters.get('tries failed'), pusher.counters.get('inventories accepted')]).toEqual([6, 5, 1]);
  }); // prettier-ignore

  test('says when it will: Retry-After is kept to, and never shortens the wait', async () => {
    const busy = (after: string) => ({ status: 429, headers: { 'retry-after': after } });
    const { pusher } = await stand(shop(), [busy('120'), busy('1'), busy('soon'), { status: 202 }]);
    expect([await pusher.round(), await pusher.round(), await pusher.round(), await pusher.round()]).toEqual([120_000, 10_000, 20_000, 60_000]); // prettier-ignore
  });

  test('sees the token as its file holds it at that moment, and a new look each time', async () => {
    const { heard, pusher, kubernetes } = await stand(shop(), [{ status: 401 }, { status: 202 }]);
    await pusher.round();
    writeFileSync(files.token, 'second.token\n');
    kubernetes.set([...shop(), ...running('cart', '10.0.3.2')]);
    await pusher.round();
    expect(heard.map(({ headers }) => headers.authorization)).toEqual(['Bearer first.token', 'Bearer second.token']);
    expect(heard.map((one) => snapshotIn(one).items.pods?.length)).toEqual([3, 4]);
  });
});

test('a command line that will not do is refused with a sentence', () => {
  const refused = (...args: string[]) => {
    try {
      parsePushOptions(args, () => undefined);
      return 'taken';
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(refused()).toBe('nowhere to push to: add --post <url>, or --print; see --help');
  expect(refused('--post', 'https://a.example')).toBe('--post needs --token-file <file>; see --help');
  expect(refused('--post', 'ftp://a.example')).toContain('Only https and http are spoken.');
  expect(refused('--post', 'https://u:p@a.example')).toContain('Put the token into a file');
  expect(refused('--every', '5', '--print')).toContain('Give a whole number from 10 to 600.');
  expect(refused('--listen', 'everywhere', '--print')).toContain('Give an address such as 0.0.0.0:9465.');
  expect(refused('--pots', 'x')).toContain('Did you mean --post?');
  expect(refused('--print', '--post', 'https://a.example')).toContain('--print pushes nothing');
  expect(refused('--post', 'https://a.example', '--token-file', 'token', '--listen', '0.0.0.0:9465')).toBe('taken');
  expect(() => clusterDoor({ kubernetesTokenFile: 'x', kubernetesCaFile: 'x' }, {})).toThrow('this is no pod of a cluster: say which Kubernetes API with --kubernetes <url>'); // prettier-ignore
});
