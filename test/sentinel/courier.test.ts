import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Courier } from '../../sentinel/delivery/courier.ts';
import { Door } from '../../sentinel/delivery/door.ts';
import { Outbox } from '../../sentinel/delivery/outbox.ts';
import type { Sealed } from '../../sentinel/delivery/sealed.ts';
import { gzipSync } from 'node:zlib';

const folder = mkdtempSync(join(tmpdir(), 'courier-'));
afterAll(() => rmSync(folder, { recursive: true }));
const tokenFile = join(folder, 'token');
beforeEach(() => writeFileSync(tokenFile, 'first.token'));

const sealed = (seq: number): Sealed => ({ lane: 'novelty', seq, observations: 1, body: gzipSync(`"seq":${seq}}`) });

interface Request {
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** A door, and a courier that carries to it until everything is done. */
async function carrying(answer: (request: Request, response: ServerResponse, count: number) => void, batches: number, graceMs = 5000) {
  const requests: Request[] = [];
  const sockets = new Set<unknown>();
  const server = createServer((request, response) => {
    sockets.add(request.socket);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one = { url: request.url, headers: request.headers, body: Buffer.concat(chunks) };
      requests.push(one);
      answer(one, response, requests.length);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const said: string[] = [];
  const outbox = new Outbox();
  const door = new Door({ url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), tokenFile });
  const courier = new Courier({ door, outbox, now: Date.now, say: (text) => void said.push(text), chance: () => 0 });
  for (let seq = 0; seq < batches; seq += 1) outbox.add(sealed(seq));
  courier.start();
  await courier.finish(graceMs);
  server.closeAllConnections();
  server.close();
  return { requests, sockets, outbox, courier, said: said.join('\n') };
} // prettier-ignore

const accept = (response: ServerResponse, policyVersion = '1') => response.writeHead(202, { 'content-type': 'application/json' }).end(JSON.stringify({ accepted: 1, policyVersion })); // prettier-ignore

describe('the courier', () => {
  test('carries everything over one connection, stamped, with the token as its file holds it then', async () => {
    const { requests, sockets, courier } = await carrying((_, response, count) => {
      if (count === 2) writeFileSync(tokenFile, 'second.token');
      accept(response);
    }, 4);
    expect(requests.map(({ body }) => JSON.parse(gunzipSync(body).toString()) as object)).toEqual([0, 1, 2, 3].map((seq) => ({ sentAt: expect.stringMatching(/Z$/), seq }))); // prettier-ignore
    expect(sockets.size).toBe(1);
    expect(requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer first.token', 'Bearer first.token', 'Bearer second.token', 'Bearer second.token']); // prettier-ignore
    expect(courier.counters.get('post: batches accepted')).toBe(4);
  });

  test('keeps what may pass, sets aside what never will, and goes on', async () => {
    const statuses = [401, 403, 404, 408, 429, 503, 400, 413, 202];
    const { outbox, courier, said } = await carrying((_, response, count) => {
      const status = statuses[Math.min(count, statuses.length) - 1]!;
      if (status === 202) accept(response);
      else response.writeHead(status, { 'retry-after': '0' }).end('{"title":"no"}');
    }, 3); // prettier-ignore
    expect(outbox.isEmpty).toBe(true);
    expect(courier.counters.toObject()).toMatchObject({ 'post: batches accepted': 1, 'post: batches set aside': 2, 'post: tries failed': 6 }); // prettier-ignore
    expect(said).toMatch(/batch 0: the door answered 401; kept, and tried again/);
    expect(said).not.toContain('token');
  });

  test('fetches the policy when its version changed, by its tag; whatever else it is told changes nothing', async () => {
    const policy = { v: 1, version: '7', heartbeatS: 120 };
    const { requests, courier } = await carrying((request, response) => {
      if (request.url === '/v1/policy') response.writeHead(200, { etag: '"7"' }).end(JSON.stringify(policy));
      else accept(response, '7');
    }, 3);
    expect(requests.filter(({ url }) => url === '/v1/policy')).toHaveLength(1);
    expect(courier.policy).toEqual(policy);
    for (const body of ['{"v":1,"version":"8","heartbeatS":1}', 'null', '{'.repeat(50_000), 'x'.repeat(100_000)]) {
      const { courier: other } = await carrying((request, response) => {
        if (request.url === '/v1/policy') response.writeHead(200).end(body);
        else accept(response, '8');
      }, 1);
      expect(other.policy.heartbeatS).toBe(60);
      expect(other.counters.sum('policy: refused', 'policy: no answer')).toBe(1);
    }
  });

  test('an answer of any shape or size is survived', async () => {
    const { courier } = await carrying((_, response, count) => {
      if (count === 1) response.socket?.destroy();
      else if (count === 2) response.writeHead(202).end('x'.repeat(1_000_000));
      else response.writeHead(202, { date: 'never' }).end('{"policyVersion":{"a":1}}');
    }, 1);
    expect(courier.counters.toObject()).toMatchObject({ 'post: batches accepted': 1, 'post: tries failed': 2 });
  });

  test('a redirect is not followed; a missing token is waited for; the end comes in time all the same', async () => {
    const redirected = await carrying((_, response) => void response.writeHead(307, { location: 'http://127.0.0.1:1/', 'retry-after': '0' }).end(), 1, 200); // prettier-ignore
    expect(redirected.outbox.size).toBe(1);
    rmSync(tokenFile);
    const started = performance.now();
    const without = await carrying((_, response) => void accept(response), 1, 200);
    expect(without.requests).toEqual([]);
    expect(without.said).toMatch(/cannot be read \(ENOENT\)/);
    expect(performance.now() - started).toBeLessThan(4000);
  });

  test('a clock that is far off is said once', async () => {
    const { said, courier } = await carrying((_, response) => {
      response.setHeader('date', new Date(Date.now() + 3_600_000).toUTCString());
      accept(response);
    }, 3);
    expect(said.match(/clock differs/g)).toHaveLength(1);
    expect(Math.round(courier.clockOffsetMs / 60_000)).toBe(60);
  });
});
