import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { graphFrom } from '../../adapters/remembered-graph.ts';
import { memoryObjects } from '../../adapters/memory/object-store.ts';
import { synthesize } from '../../cli/synthesize.ts';
import type { ApiDeps } from '../../lambdas/api/deps.ts';
import { apiApp } from '../../lambdas/api/app.ts';
import type { CounterStore } from '../../core/ports/graph.ts';
import type { Role } from '../../core/role.ts';
import { distributionOf } from '../../local/distribution/from-template.ts';
import { type Answer, close, listen, loopbackServer, type LoopbackRequest } from '../../local/http/loopback.ts';
import { readTemplate } from '../../local/template/template.ts';
import { World } from '../../local/template/world.ts';
import { recording } from '../lambdas/record.ts';

type Stores = Omit<
  ApiDeps,
  | 'graphOf'
  | 'index'
  | 'objects'
  | 'secrets'
  | 'clusterParameters'
  | 'kubernetesRoles'
  | 'auditFunction'
  | 'channels'
  | 'loopbackClusters'
  | 'random'
  | 'versions'
  | 'now'
  | 'log'
  | 'meter'
>;

/** As stores come: counters with their sheets, from which totals are told. */
type Shelf = Omit<Stores, 'counters'> & { readonly counters: CounterStore };

export interface Stand {
  readonly url: string;
  /** What the template says about headers, functions and files is what answers. */
  stop(): Promise<void>;
  /** Whoever asks from here on. */
  role: Role;
  /** While it is true, the API does not answer. */
  broken: boolean;
}

/** The dashboard as the template serves it, with the API's own routes over stores in memory, and nobody who has to sign in. `objects`: what stages publish for people. */
export async function startStand(
  stores: Shelf,
  now: () => number = Date.now,
  objects: ApiDeps['objects'] = memoryObjects(),
): Promise<Stand> {
  const folder = mkdtempSync(path.join(tmpdir(), 'plumbline-stand-'));
  const built = await synthesize({ out: folder, context: {} });
  const { log, meter } = recording();
  const app = apiApp({
    ...stores,
    graphOf: graphFrom(stores),
    objects,
    index: { current: async () => undefined, publish: async () => 'stored' },
    kubernetesRoles: [],
    auditFunction: 'arn:aws:lambda:eu-west-1:111122223333:function:audit',
    channels: {
      topic: 'arn:aws:sns:eu-west-1:111122223333:alerts',
      slackParameter: '/plumbline/main/slack-webhook',
      webhookParameter: '/plumbline/main/webhook',
    },
    secrets: { put: async () => undefined },
    clusterParameters: '/plumbline/main/clusters',
    loopbackClusters: true,
    random: (bytes) => randomBytes(bytes),
    versions: { plumbline: '0.1.0', intelligence: 'seed-1' },
    now,
    log,
    meter,
  });
  const state: { role: Role; broken: boolean } = { role: 'admin', broken: false };
  const api = async ({ message, body }: LoopbackRequest): Promise<Answer> => {
    const { url = '/', method = 'GET' } = message;
    if (!url.startsWith('/v1/')) return { status: 404 };
    if (state.broken) return { status: 503, body: '{"title":"Unavailable","detail":"This could not be answered now."}' };
    const headers = Object.entries(message.headers).flatMap(([name, value]): [string, string][] => (typeof value === 'string' ? [[name, value]] : []));
    const request = new Request(`http://api${url}`, { method, headers, ...(method === 'GET' || method === 'HEAD' ? {} : { body: new Uint8Array(body) }) });
    const answer = await app.fetch(request, { actor: 'jane@example.org', role: state.role });
    return { status: answer.status, headers: Object.fromEntries(answer.headers), body: Buffer.from(await answer.arrayBuffer()) };
  }; // prettier-ignore
  const address = { url: '' };
  const world = new World(readTemplate(built.template), { region: 'eu-west-1', account: '000000000000', stackName: 'plumbline' }, { awsUrl: () => address.url, apiUrl: () => address.url, dashboardUrl: () => address.url, signInUrl: () => address.url, streamArn: (table) => `stream of ${table}` }); // prettier-ignore
  let site: ReturnType<typeof distributionOf>;
  const forbidden = { status: 403 };
  const server: Server = loopbackServer({ maxBodyBytes: 1_000_000, tooLarge: { status: 413 }, forbidden, answer: async (request) => (await site?.answer(request, api)) ?? forbidden }); // prettier-ignore
  address.url = `http://127.0.0.1:${await listen(server, 0)}`;
  site = distributionOf(world, built.assets);
  return Object.assign(state, {
    url: address.url,
    async stop() {
      await close(server);
      rmSync(folder, { recursive: true, force: true });
    },
  });
}
