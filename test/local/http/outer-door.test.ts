import type { Server } from 'node:http';
import http from 'node:http';
import https from 'node:https';
import { close, type LoopbackRequest } from '../../../local/http/loopback.ts';
import { listenOutside, type OuterDoor, outerServer } from '../../../local/http/outer-door.ts';
import { message } from '../../../local/http/response.ts';
import { privateAuthority } from '../../../local/kubernetes/authority.ts';

let authority: string;
let outer: OuterDoor;
let server: Server;
let port: number;
let asked: string[];

beforeAll(async () => {
  const made = await privateAuthority();
  authority = made.authority;
  // Its names: localhost, kubernetes.default.svc, 127.0.0.1.
  outer = { host: '127.0.0.1', port: 0, certificate: made.cert, key: made.key };
  server = outerServer(outer, {
    maxBodyBytes: 100,
    tooLarge: message(413, 'Request Entity Too Large'),
    forbidden: message(403, 'Forbidden'),
    answer: async ({ message: { method, url }, body }: LoopbackRequest) => {
      asked.push(`${method} ${url} ${body.toString()}`);
      return message(202, 'Accepted');
    },
  });
  port = await listenOutside(server, outer);
});
afterAll(() => close(server));
beforeEach(() => void (asked = []));

type Headers = Readonly<Record<string, string>>;

function ask(method: string, path: string, headers: Headers = {}, body = '', by: typeof https | typeof http = https): Promise<number | string> {
  return new Promise((resolve) => {
    const options = { host: '127.0.0.1', port, method, path, headers: { host: `localhost:${port}`, 'content-length': String(body.length), ...headers }, ca: authority, servername: 'localhost', checkServerIdentity: () => undefined, agent: false };
    const request = by.request(options, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode ?? 0));
    });
    request.on('error', ({ code }: NodeJS.ErrnoException) => resolve(code ?? 'failed'));
    request.end(body);
  });
} // prettier-ignore

test.each(['localhost', 'localhost:8443', 'LOCALHOST', '127.0.0.1', 'kubernetes.default.svc'])(
  'a sentinel that calls it %s, as its certificate does, is let in',
  async (host) => {
    expect(await ask('POST', '/v1/telemetry', { host }, '{}')).toBe(202);
    expect(asked).toEqual(['POST /v1/telemetry {}']);
  },
);

test.each<[string, string, string, Headers]>([
  ['under another name', 'POST', '/v1/telemetry', { host: 'evil.example' }],
  ['under a name that begins like one of its own', 'POST', '/v1/telemetry', { host: 'localhost.evil.example' }],
  ['under an address of another', 'POST', '/v1/telemetry', { host: '192.0.2.7' }],
  ['from a web page', 'POST', '/v1/telemetry', { origin: 'https://evil.example' }],
  ['from a web page of its own name', 'POST', '/v1/telemetry', { origin: 'https://localhost' }],
  ['from a browser', 'POST', '/v1/telemetry', { 'sec-fetch-site': 'none' }],
  ['for what people read', 'GET', '/v1/clusters', {}],
  ['for the sign-in', 'GET', '/_local/oidc/enter?code=x', {}],
  ['for the administration', 'POST', '/_local/quiet', {}],
  ['for the dashboard', 'GET', '/', {}],
  ['for a route of sentinels, spelled otherwise', 'POST', '/v1/telemetry/../clusters', {}],
  ['for a route of sentinels with a question', 'POST', '/v1/telemetry?x=1', {}],
  ['for a route of sentinels by another method', 'DELETE', '/v1/policy', {}],
])('who calls %s is refused, and nothing hears of it', async (_, method, path, headers) => {
  expect([403, 400]).toContain(await ask(method, path, headers));
  expect(asked).toEqual([]);
});

test('who speaks no TLS gets no answer', async () => {
  expect(typeof (await ask('POST', '/v1/telemetry', {}, '{}', http))).toBe('string');
  expect(asked).toEqual([]);
});

test('what is too large is refused before it is read', async () => {
  expect(await ask('POST', '/v1/telemetry', {}, 'x'.repeat(101))).toBe(413);
});

test('an address that is not this machine\u2019s is said in a sentence', async () => {
  const another = outerServer(outer, { maxBodyBytes: 1, tooLarge: message(413, ''), forbidden: message(403, ''), answer: async () => message(200, '') }); // prettier-ignore
  await expect(listenOutside(another, { ...outer, host: '192.0.2.1', port: 1 })).rejects.toThrow('Nothing can listen on 192.0.2.1:1 (EADDRNOTAVAIL): give an address of this machine and a free port.'); // prettier-ignore
});
