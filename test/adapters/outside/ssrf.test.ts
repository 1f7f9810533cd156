import dns from 'node:dns';
import net from 'node:net';
import { feedSource } from '../../../adapters/outside/feed-source.ts';
import { askOutside } from '../../../adapters/outside/request.ts';
import { signedWebhook } from '../../../adapters/outside/webhook.ts';
import { kubernetesApi } from '../../../adapters/kubernetes/api.ts';
import { signingKeys } from '../../../adapters/kubernetes/signing-keys.ts';
import { slackChat } from '../../../adapters/slack/chat.ts';
import type { Feed } from '../../../core/feeds/feed.ts';
import { ClusterId } from '../../../core/ids.ts';
import type { Notice, NoticeMessage } from '../../../core/message.ts';
import { signInOf } from '../../../lambdas/api/sign-in.ts';
import { feedsIn } from '../../../lambdas/refresh-intel/env.ts';
import { ssrfStrings } from '../../core/ssrf-strings.ts';
import { authority, desk, endpoint, openDesk } from '../../lambdas/api/desk.ts';
import { incident, newCluster } from '../../contracts/samples.ts';

// Every setting that takes an address × every string that leads inside. At the lowest seam: no connection is begun. The
// settings of the deployment are in test/lib/settings.test.ts, with the same strings: no request comes of them.

let begun: string[] = [];
let asked: string[] = [];
let leadsTo: readonly string[] = [];

beforeAll(() => {
  const connect = net.Socket.prototype.connect;
  jest.spyOn(net.Socket.prototype, 'connect').mockImplementation(function (this: net.Socket, ...given: unknown[]) {
    // Emitted once per address, after all lookups, right before the first packet.
    this.once('connectionAttempt', (address: string, port: number) => begun.push(`${address}:${port}`));
    return Reflect.apply(connect, this, given) as net.Socket;
  });
  // Every name leads where its owner wants.
  jest.spyOn(dns, 'lookup').mockImplementation(((name: string, _options: unknown, done: (error: null, found: dns.LookupAddress[]) => void) => {
    asked.push(name);
    done(null, leadsTo.map((address) => ({ address, family: net.isIP(address) })));
  }) as never);
}); // prettier-ignore
afterAll(() => void jest.restoreAllMocks());
beforeEach(() => ((begun = []), (asked = []), (leadsTo = ['127.0.0.1'])));

const { id, cluster } = incident(newCluster(), 'root');
const notice: Notice = { incident: id, cluster, version: 1, severity: 'high', classification: 'c', headline: 'h', sections: [], link: 'l', techniques: [], resent: false }; // prettier-ignore
const message: NoticeMessage = { v: 1, cluster, incident: id, version: 1, notice };
const secret = 'x'.repeat(32);
const identity = { issuer: 'https://issuer.example', subject: 'system:serviceaccount:plumbline:plumbline-sentinel', keys: [{ kid: 'k', kty: 'RSA', n: 'A'.repeat(342), e: 'AQAB' }] }; // prettier-ignore
const feed = { name: 'list', format: 'plain', category: 'malware', licence: 'MIT' };
const app = { token: 'xoxb-1234567890-abc', channel: 'C0123456789' };
const render = { whole: () => ({}), head: () => ({}), evidence: () => ({}) };
const slack = (address: string) => slackChat({ address: async () => address, render, loopback: false }).post(notice);

/** Where an operator or a person hands in an address. True: it was taken. */
const doors: Readonly<Record<string, (text: string) => Promise<boolean>>> = {
  'a feed': (text) => taken(() => feedsIn(JSON.stringify([{ ...feed, url: text }]), false)),
  'the Kubernetes API of a cluster': async (text) => (await desk().ask('POST', '/v1/clusters', { id: 'prod-1', access: { endpoint: text, authority, token: 't' } })).status < 300,
  'the Kubernetes API of a cluster that is there': async (text) => (await (await openDesk()).ask('PUT', '/v1/clusters/prod-1/access', { endpoint: text, authority, token: 't' })).status < 300,
  'the keys of an issuer': async (text) => (await desk().ask('POST', '/v1/clusters', { id: 'prod-1', identity: { ...identity, keysUrl: text } })).status < 300,
  'the webhook': (text) => taken(() => signedWebhook({ target: async () => JSON.stringify({ url: text, secret }), now: Date.now, agent: 'x', loopback: false }).send(message)),
  "Slack's webhook": (text) => taken(() => slack(text)),
  "Slack's API": (text) => taken(() => slack(JSON.stringify({ ...app, api: text }))),
}; // prettier-ignore

test.each(Object.entries(doors))(
  '%s takes none of the strings, and nothing is asked or resolved for it',
  async (_, door) => {
    const accepted: string[] = [];
    for (const text of ssrfStrings) if (await door(text)) accepted.push(text);
    expect([accepted, begun, asked]).toEqual([[], [], []]);
  },
);

test('the doors are open to an address as it should be', async () => {
  const { ask } = desk();
  expect(feedsIn(JSON.stringify([{ ...feed, url: 'https://lists.example.org/a?b=c' }]), false)).toHaveLength(1);
  expect((await ask('POST', '/v1/clusters', { id: 'prod-1', access: { endpoint, authority, token: 't' }, identity: { ...identity, keysUrl: 'https://keys.example.org/jwks' } })).status).toBe(201); // prettier-ignore
  expect((await ask('PUT', '/v1/clusters/prod-1/access', { endpoint, authority, token: 'u' })).status).toBe(200);
});

/** Where an address is asked: the second line, for what came in before the first one stood, and for names that lead elsewhere by now. */
const askers: Readonly<Record<string, (text: string) => Promise<unknown>>> = {
  'a request to the outside': async (text) => askOutside(new URL(text), { method: 'GET', headers: {}, timeoutMs: 500, maxBytes: 100, loopback: false }),
  'the source of feeds': (text) => feedSource({ development: false, agent: 'x' }).fetch({ ...feed, url: text, maxBytes: 1_024 } as Feed, {}),
  'the keys of an issuer': (text) => signingKeys({ now: Date.now, eksToken: async () => 't', secrets: { get: async () => 't' } } as never).keysOf({ id: ClusterId.parse('a'), identity: { ...identity, keysUrl: text } } as never),
  'the pages of an issuer': (text) => signInOf({ issuer: text, clientId: 'c', signInUrl: '' }, Date.now)(),
}; // prettier-ignore

const inside = ['127.0.0.1', '169.254.169.254', '10.0.0.1', '192.168.1.1', '172.16.0.1', '100.64.0.1', '0.0.0.0', '192.0.0.192', '100.100.100.200', '::1', '::', 'fe80::1', 'fd00:ec2::254', 'fc00::1', '::ffff:127.0.0.1', '64:ff9b::a9fe:a9fe', '2002:a9fe:a9fe::', '::7f00:1', '224.0.0.1', '255.255.255.255']; // prettier-ignore

test.each(Object.entries(askers))('%s begins no connection for any of the strings', async (_, ask) => {
  for (const text of ssrfStrings) await quietly(() => ask(text));
  expect(begun).toEqual([]);
});

test.each(Object.entries(askers))('%s begins none for a good name that leads inside, alone or beside a public address', async (_, ask) => {
  for (const address of inside) {
    for (const found of [[address], ['203.0.113.9', address]]) {
      leadsTo = found;
      await quietly(() => ask(`https://name-${asked.length}.example.org/x`));
    }
  }
  expect([begun, asked.length]).toEqual([[], inside.length * 2]);
}); // prettier-ignore

test('a Kubernetes API is asked in a private network, and by no name at this machine or a metadata service', async () => {
  const ask = (host: string) => kubernetesApi({ endpoint: `https://${host}`, authority, token: async () => 't' }).get('/x', {}, AbortSignal.timeout(300)); // prettier-ignore
  for (const address of ['127.0.0.1', '169.254.169.254', 'fd00:ec2::254', '192.0.0.192', '0.0.0.0', '::1', 'fe80::1']) {
    leadsTo = [address];
    expect(await ask('api.example.org')).toMatchObject({ ok: false });
  }
  expect(begun).toEqual([]);
  leadsTo = ['10.255.255.1'];
  await ask('api.example.org');
  expect(begun[0]).toBe('10.255.255.1:443');
});

test('the seam that is looked at sees a connection where one is begun', async () => {
  await quietly(() => askOutside(new URL('https://127.0.0.1:9/'), { method: 'GET', headers: {}, timeoutMs: 500, maxBytes: 100, loopback: true })); // prettier-ignore
  expect(begun).toEqual(['127.0.0.1:9']);
});

async function taken(use: () => unknown): Promise<boolean> {
  try {
    const result = await use();
    return !(typeof result === 'object' && result !== null && 'refused' in result);
  } catch {
    return false;
  }
}

async function quietly(use: () => Promise<unknown>): Promise<void> {
  await use().catch(() => undefined);
}
