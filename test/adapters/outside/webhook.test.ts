import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { signedWebhook } from '../../../adapters/outside/webhook.ts';
import type { NoticeMessage } from '../../../core/message.ts';
import { incident, newCluster } from '../../contracts/samples.ts';

const key = 'a-secret-of-thirty-two-characters-that-must-not-leak';
let answer: { status: number; headers?: Record<string, string> } = { status: 204 };
let got: { headers: IncomingHttpHeaders; body: string }[] = [];
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString()));
  request.on('end', () => {
    got.push({ headers: request.headers, body });
    response.writeHead(answer.status, answer.headers).end();
  });
});
let url: string;
beforeAll(async () => {
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/path-that-must-not-leak`;
});
afterAll(() => void server.close());
beforeEach(() => ((got = []), (answer = { status: 204 })));

const { id, cluster } = incident(newCluster(), 'root');
const message: NoticeMessage = { v: 1, cluster, incident: id, version: 2, notice: { incident: id, cluster, version: 2, severity: 'high', classification: 'c', headline: 'h', sections: [], link: 'l', techniques: [], resent: false } }; // prettier-ignore
const nowMs = Date.parse('2026-11-23T10:00:00.700Z');
const to = (target: string | undefined, loopback = true) => signedWebhook({ target: async () => target, now: () => nowMs, agent: 'plumbline/test', loopback }); // prettier-ignore
const here = () => JSON.stringify({ url, secret: key });

test('what is posted is signed with its time, and the receiver can tell each delivery', async () => {
  expect(await to(here()).send(message)).toBe('posted');
  const [{ headers, body } = { headers: {}, body: '' }] = got;
  const t = Math.floor(nowMs / 1_000);
  expect(headers['plumbline-signature']).toBe(`t=${t},v1=${createHmac('sha256', key).update(`${t}.${body}`).digest('hex')}`); // prettier-ignore
  expect(headers['plumbline-delivery']).toBe(`${id}-2`);
  expect(JSON.parse(body)).toEqual(message);
});

test.each([
  [{ status: 429, headers: { 'retry-after': '9' } }, { busyMs: 9_000 }],
  [{ status: 503 }, { busyMs: 30_000 }],
  [{ status: 410 }, { refused: 'status-410' }],
  [{ status: 302, headers: { location: 'http://169.254.169.254/' } }, { refused: 'status-302' }],
])('%j is %j', async (given, expected) => {
  answer = given;
  expect(await to(here()).send(message)).toEqual(expected);
});

test('a 500 is not known to have been taken', async () => {
  answer = { status: 500 };
  await expect(to(here()).send(message)).rejects.toMatchObject({ name: 'Unavailable' });
});

test('without a parameter there is no webhook', async () => {
  expect(await to(undefined).send(message)).toEqual({ refused: 'not-configured' });
});

test('in an account nothing near is posted to, by no spelling', async () => {
  const hosts = ['127.0.0.1', 'localhost', '[::1]', '127.1', '2130706433', '0.0.0.0', '10.0.0.1', '192.168.0.1', '172.16.0.1', '169.254.169.254', '[fd00:ec2::254]', '[::ffff:10.0.0.1]', '100.64.0.1']; // prettier-ignore
  const { port } = new URL(url);
  for (const scheme of ['http', 'https']) {
    for (const host of hosts) {
      const target = JSON.stringify({ url: `${scheme}://${host}:${port}/`, secret: key });
      expect([host, await to(target, false).send(message)]).toEqual([host, { refused: 'not-allowed' }]);
    }
  }
  expect(got).toEqual([]);
});

test('address and secret are in no failure', async () => {
  const targets = [here(), '{"url":"path-that-must-not-leak"}', `{"url":"${url}","secret":"must-not-leak"}`, 'must-not-leak', JSON.stringify({ url: url.replace(/:\d+/, ':1'), secret: key })]; // prettier-ignore
  answer = { status: 500 };
  for (const target of targets) {
    const failure = await to(target).send(message).catch((error: unknown) => error); // prettier-ignore
    expect(failure).toMatchObject({ name: 'Unavailable' });
    expect(inspect(failure, { depth: 9 })).not.toContain('must-not-leak');
  }
});
