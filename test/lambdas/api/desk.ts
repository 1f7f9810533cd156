import { graphFrom } from '../../../adapters/remembered-graph.ts';
import { memoryObjects } from '../../../adapters/memory/object-store.ts';
import { memoryStores } from '../../../adapters/memory/stores.ts';
import type { AuthorizeIndex } from '../../../core/authorize-index.ts';
import type { Channels } from '../../../core/answers/cluster.ts';
import { ClusterId } from '../../../core/ids.ts';
import type { Role } from '../../../core/role.ts';
import { apiApp } from '../../../lambdas/api/app.ts';
import { recording } from '../record.ts';

export const alice = 'arn:aws:iam::111122223333:user/alice';
export const cluster = ClusterId.parse('prod-1');
export const endpoint = 'https://kubernetes.example.com:6443';
export const authority = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';

export const channels: Channels = {
  topic: 'arn:aws:sns:eu-west-1:111122223333:alerts',
  slackParameter: '/plumbline/main/slack-webhook',
  webhookParameter: '/plumbline/main/webhook',
};

/** The API on memory: what it keeps and publishes can be looked at. */
export function desk({ loopbackClusters = false, channels: where = channels } = {}) {
  const stores = memoryStores();
  const record = recording();
  const objects = memoryObjects();
  const secrets = new Map<string, string>();
  const published: { index: AuthorizeIndex; version: number }[] = [];
  let time = Date.parse('2026-11-23T10:00:00.000Z');
  let drawn = 0;
  const version = () => (published.length === 0 ? undefined : String(published.length));
  const index = {
    async current() {
      const last = published.at(-1);
      return last && { index: last.index, version: String(last.version) };
    },
    async publish(compiled: AuthorizeIndex, expected: string | undefined) {
      if (expected !== version()) return 'stale' as const;
      published.push({ index: compiled, version: published.length + 1 });
      return 'stored' as const;
    },
  };
  const deps = {
    ...stores,
    graphOf: graphFrom(stores),
    objects,
    index,
    secrets: { put: async (name: string, secret: string) => void secrets.set(name, secret) },
    clusterParameters: '/plumbline/main/clusters',
    kubernetesRoles: ['arn:aws:iam::111122223333:role/enrich'],
    auditFunction: 'arn:aws:lambda:eu-west-1:111122223333:function:audit',
    channels: where,
    loopbackClusters,
    random: (bytes: number) => new Uint8Array(bytes).fill(++drawn),
    versions: { plumbline: '0.1.0', intelligence: 'seed-1' },
    now: () => (time += 1_000),
    log: record.log,
    meter: record.meter,
  };
  const app = apiApp(deps);

  async function ask(method: string, path: string, body?: unknown, options: { actor?: string; role?: Role; headers?: Record<string, string> } = {}) {
    const { actor = alice, role = 'admin', headers = {} } = options;
    const json = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const response = await app.request(path, { method, headers: { ...type, ...headers }, ...json }, actor === '' ? {} : { actor, role });
    const text = await response.text();
    const answer = (text === '' ? undefined : JSON.parse(text)) as Record<string, unknown>;
    return { status: response.status, headers: response.headers, answer, bytes: Buffer.byteLength(text) };
  } // prettier-ignore

  return { app, ask, deps, stores, objects, record, secrets, published };
}

/** The desk with one cluster enrolled. */
export async function openDesk() {
  const opened = desk();
  const { answer } = await opened.ask('POST', '/v1/clusters', { id: cluster });
  return { ...opened, token: answer['token'] as string };
}
