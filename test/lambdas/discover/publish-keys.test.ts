import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signingKeys } from '../../../adapters/kubernetes/signing-keys.ts';
import { memoryClusters } from '../../../adapters/memory/cluster-store.ts';
import type { ClusterIdentity } from '../../../core/cluster-identity.ts';
import { type SigningKey, SigningKeys } from '../../../core/signing-key.ts';
import type { AuthorizeIndex } from '../../../core/authorize-index.ts';
import type { Cluster } from '../../../core/enrolment.ts';
import { ClusterId } from '../../../core/ids.ts';
import { type KeySource, publishKeys } from '../../../lambdas/discover/publish-keys.ts';
import { startFakeKubernetes } from '../../../local/kubernetes/server.ts';
import { recording } from '../record.ts';

const jwk = (kid: string) => ({ ...generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' }); // prettier-ignore
const published = { k1: jwk('k1'), k2: jwk('k2') };
const keys = (...kids: (keyof typeof published)[]) => SigningKeys.parse({ keys: kids.map((kid) => published[kid]) });
const at = '2026-11-25T12:00:00.000Z';

const cluster = (id: string, identity?: Partial<ClusterIdentity>, over: Partial<Cluster> = {}): Cluster => ({
  id: ClusterId.parse(id),
  enrolledAt: at,
  enrolledBy: 'jane',
  tokenHashes: [],
  ...(identity && { identity: { issuer: 'https://issuer.example', subject: 'system:serviceaccount:plumbline:plumbline-sentinel', keys: keys('k1'), ...identity } }), // prettier-ignore
  ...over,
});

/** Clusters, what is published of them, and an issuer that answers as it is told. */
async function installation(...enrolled: Cluster[]) {
  const clusters = memoryClusters();
  for (const one of enrolled) await clusters.put(one, undefined);
  const versions: AuthorizeIndex[] = [];
  const { log, meter, counts } = recording();
  let answer: Awaited<ReturnType<KeySource['keysOf']>> = keys('k1');
  let time = Date.parse(at);
  const deps = {
    clusters,
    log,
    meter,
    now: () => time,
    keys: { keysOf: async () => answer },
    index: {
      current: async () => (versions.length === 0 ? undefined : { index: versions.at(-1), version: String(versions.length) }),
      async publish(index: AuthorizeIndex, expected: string | undefined) {
        if (expected !== (versions.length === 0 ? undefined : String(versions.length))) return 'stale' as const;
        versions.push(index);
        return 'stored' as const;
      },
    },
  };
  return {
    clusters,
    versions,
    counts,
    publish: () => publishKeys(deps),
    says: (next: typeof answer) => void (answer = next),
    later: (ms: number) => void (time += ms),
    kids: (id = 'prod-1') => versions.at(-1)?.clusters[id]?.keys.map(({ kid }) => kid),
  };
} // prettier-ignore

test('fault 22: keys stay good while the issuer is down, for as long as it is, and a new one is published when it is seen', async () => {
  const here = await installation(cluster('prod-1', {}), cluster('prod-2'));
  await here.publish();
  expect([here.kids(), here.kids('prod-2')]).toEqual([['k1'], undefined]);
  for (const fault of ['unavailable', 'no-keys', 'no-access'] as const) {
    here.says({ fault });
    here.later(24 * 3_600_000);
    await here.publish();
    expect(here.kids()).toEqual(['k1']);
  }
  expect(here.counts.map(({ reason }) => reason)).toEqual(['unavailable', 'no-keys', 'no-access']);
  here.says(keys('k1', 'k2'));
  await here.publish();
  expect(here.kids()).toEqual(['k1', 'k2']);
  here.says(keys('k2'));
  await here.publish();
  expect(here.kids()).toEqual(['k2']);
});

test('nothing new is not published again', async () => {
  const here = await installation(cluster('prod-1', {}));
  for (let look = 0; look < 5; look++) {
    await here.publish();
    here.later(60_000);
  }
  expect(here.versions).toHaveLength(1);
});

test('fault 21: a cluster that is taken out is out with the next publication, and its keys with it', async () => {
  const here = await installation(cluster('prod-1', {}), cluster('prod-2', {}));
  await here.publish();
  const id = ClusterId.parse('prod-1');
  await here.clusters.remove(id, (await here.clusters.find(id))?.revision ?? 0);
  await here.publish();
  expect([here.kids(), here.kids('prod-2')]).toEqual([undefined, ['k1']]);
  here.says({ fault: 'unavailable' });
  here.later(1_000);
  await here.clusters.put(cluster('prod-1', { keys: keys('k2') }, { enrolledAt: '2026-11-25T13:00:00.000Z' }), undefined); // prettier-ignore
  await here.publish();
  expect(here.kids()).toEqual(['k2']);
});

describe('the keys of a cluster', () => {
  const access = async (kubernetes: Awaited<ReturnType<typeof startFakeKubernetes>>) => ({ endpoint: kubernetes.url, authority: kubernetes.authority, credential: { kind: 'token' as const, parameter: '/p' } }); // prettier-ignore
  const source = (token: string, now: () => number, loopback = false) => signingKeys({ secret: async () => token, now, loopback }); // prettier-ignore

  test('are asked of its Kubernetes API, once a minute at most', async () => {
    const kubernetes = await startFakeKubernetes({ serviceAccounts: { issuer: 'https://issuer.example', keys: [published.k1] } }); // prettier-ignore
    let time = 1_000_000;
    try {
      const one = cluster('prod-1', {}, { access: await access(kubernetes) });
      const from = source(kubernetes.token, () => time);
      for (let ask = 0; ask < 20; ask++) expect(await from.keysOf(one)).toEqual(keys('k1'));
      expect(kubernetes.requests).toEqual(['GET /openid/v1/jwks']);
      time += 60_000;
      kubernetes.fail('401');
      expect(await from.keysOf(one)).toEqual({ fault: 'unavailable' });
    } finally {
      await kubernetes.stop();
    }
  });

  test('are asked of an issuer that publishes them to the world, which is never this network', async () => {
    let asked = 0;
    const server = createServer((_, response) => {
      asked += 1;
      response.end(JSON.stringify({ keys: [published.k2, { kid: 'x', kty: 'oct' }] }));
    });
    await new Promise<void>((listening) => void server.listen(0, '127.0.0.1', listening));
    const keysUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
    const one = cluster('prod-1', { keysUrl });
    try {
      expect(await source('', () => 0).keysOf(one)).toEqual({ fault: 'unavailable' });
      expect(asked).toBe(0);
      const found = (await source('', () => 0, true).keysOf(one)) as readonly SigningKey[];
      expect(found.map(({ kid }) => kid)).toEqual(['k2']);
      expect(await source('', () => 0).keysOf(cluster('prod-2', {}))).toEqual({ fault: 'no-access' });
    } finally {
      await new Promise((stopped) => server.close(stopped));
    }
  });
});
