import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { feedSource } from '../../../adapters/outside/feed-source.ts';
import { askOutside } from '../../../adapters/outside/request.ts';
import { Feed } from '../../../core/feeds/feed.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
let answer: Answer;
let requests: IncomingMessage[] = [];
const server = createServer((request, response) => {
  requests.push(request);
  answer(request, response);
});
let url: string;
beforeAll(async () => {
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/list`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => (requests = []));

const base = Feed.parse({ name: 'list', url: 'https://lists.example.org', format: 'plain', category: 'malware', licence: 'MIT', maxBytes: 4_096 }); // prettier-ignore
const at = (address: string) => ({ ...base, url: address });
const near = feedSource({ development: true, agent: 'plumbline/test' });
const inAccount = feedSource({ development: false, agent: 'plumbline/test' });

test('a feed is asked for by name of the asker, and its version comes back with it', async () => {
  answer = (_, response) => void response.writeHead(200, { etag: '"1"', 'last-modified': 'Mon, 23 Nov 2026 10:00:00 GMT' }).end('bad.badcoin.net'); // prettier-ignore
  expect(await near.fetch(at(url), {})).toEqual({ kind: 'fetched', bytes: Buffer.from('bad.badcoin.net'), etag: '"1"', lastModified: 'Mon, 23 Nov 2026 10:00:00 GMT' }); // prettier-ignore
  expect(requests[0]?.headers['user-agent']).toBe('plumbline/test');
  expect(requests[0]?.headers['if-none-match']).toBeUndefined();
});

test('a version that is known is asked for under a condition', async () => {
  answer = (_, response) => void response.writeHead(304).end();
  expect(await near.fetch(at(url), { etag: '"1"', lastModified: 'yesterday' })).toEqual({ kind: 'unchanged' });
  expect(requests[0]?.headers).toMatchObject({ 'if-none-match': '"1"', 'if-modified-since': 'yesterday' });
});

test('gzip is undone once, whether the header or the bytes say so, and within the limit', async () => {
  answer = (_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('bad.badcoin.net'));
  expect(await near.fetch(at(url), {})).toMatchObject({ kind: 'fetched', bytes: Buffer.from('bad.badcoin.net') });
  answer = (_, response) => void response.writeHead(200).end(gzipSync('bad.badcoin.net'));
  expect(await near.fetch(at(url), {})).toMatchObject({ kind: 'fetched', bytes: Buffer.from('bad.badcoin.net') });
  answer = (_, response) => void response.writeHead(200).end(gzipSync(Buffer.alloc(5_000_000)));
  expect(await near.fetch(at(url), {})).toEqual({ kind: 'failed', reason: 'too-large' });
  answer = (_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('bad.badcoin.net').subarray(0, 20)); // prettier-ignore
  expect(await near.fetch(at(url), {})).toMatchObject({ kind: 'failed' });
}); // prettier-ignore

test.each<[string, Answer]>([
  ['too-large', (_, response) => void response.writeHead(200).end(Buffer.alloc(8_192))],
  ['status-404', (_, response) => void response.writeHead(404).end('bad.badcoin.net')],
  ['status-503', (_, response) => void response.writeHead(503).end()],
  ['cut-short', (_, response) => { response.writeHead(200, { 'content-length': 100 }).write('bad'); setTimeout(() => response.destroy(), 20); }],
  ['redirected-elsewhere', (_, response) => void response.writeHead(302, { location: 'https://elsewhere.example.org/' }).end()],
  ['redirected-elsewhere', (_, response) => void response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data/' }).end()],
  ['redirected-elsewhere', (_, response) => void response.writeHead(302, { location: 'file:///etc/passwd' }).end()],
  ['redirected-elsewhere', (_, response) => void response.writeHead(301).end()],
  ['too-many-redirects', (_, response) => void response.writeHead(302, { location: '/list' }).end()],
])('%s is an answer, not an exception', async (reason, given) => {
  answer = given;
  expect(await near.fetch(at(url), {})).toEqual({ kind: 'failed', reason });
}); // prettier-ignore

test('a redirect within the same origin is followed', async () => {
  answer = (request, response) => {
    if (request.url === '/list') response.writeHead(302, { location: '/list-2' }).end();
    else response.writeHead(200).end('bad.badcoin.net');
  };
  expect(await near.fetch(at(url), {})).toMatchObject({ kind: 'fetched' });
});

test('in an account nothing near is asked, by no spelling', async () => {
  answer = (_, response) => void response.writeHead(200).end('bad.badcoin.net');
  const { port } = new URL(url);
  const spellings = [
    url, `https://127.0.0.1:${port}/`, `https://localhost:${port}/`, `https://127.1:${port}/`, `https://2130706433:${port}/`, `https://0x7f.1:${port}/`,
    `https://[::1]:${port}/`, `https://[::ffff:127.0.0.1]:${port}/`, `https://0.0.0.0:${port}/`, 'https://169.254.169.254/latest/meta-data/', 'https://[fd00:ec2::254]/',
    'https://10.0.0.1/', 'https://192.168.1.1/', 'https://172.16.0.1/', 'https://100.64.0.1/', 'https://[fe80::1]/', 'https://[fc00::1]/', 'file:///etc/passwd', 'http://lists.example.org/',
    `https://user:pass@127.0.0.1:${port}/`,
  ]; // prettier-ignore
  for (const spelling of spellings) {
    expect([spelling, await inAccount.fetch(at(spelling), {})]).toEqual([spelling, { kind: 'failed', reason: 'not-allowed' }]); // prettier-ignore
  }
  expect(requests).toEqual([]);
});

test('a file is a feed in development, and is not read again while it is the same', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'plumbline-feed-'));
  const file = path.join(folder, 'list.txt');
  writeFileSync(file, 'bad.badcoin.net');
  const address = pathToFileURL(file).href;
  const first = await near.fetch(at(address), {});
  expect(first).toMatchObject({ kind: 'fetched', bytes: Buffer.from('bad.badcoin.net') });
  const { etag } = first as { etag?: string };
  expect(await near.fetch(at(address), { etag })).toEqual({ kind: 'unchanged' });
  writeFileSync(file, 'other.badcoin.net');
  utimesSync(file, 1, 1);
  expect(await near.fetch(at(address), { etag })).toMatchObject({ kind: 'fetched' });
  rmSync(folder, { recursive: true });
  expect(await near.fetch(at(address), {})).toEqual({ kind: 'failed', reason: 'status-404' });
});

test('who never ends is cut off in time', async () => {
  answer = (_, response) => void response.writeHead(200).write('bad');
  await expect(askOutside(new URL(url), { method: 'GET', headers: {}, timeoutMs: 100, maxBytes: 100, loopback: true })).rejects.toMatchObject({ reason: 'timeout' }); // prettier-ignore
});
