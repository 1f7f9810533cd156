import { once } from 'node:events';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { Batch, type Lookup } from '../../core/telemetry.ts';
import { telemetryLimits } from '../../core/telemetry-limits.ts';
import { dispositionOf, retryDelayMs } from '../../sentinel/output/answer.ts';
import { BatchPacker, type Envelope } from '../../sentinel/output/batches.ts';
import { Poster, type Posted } from '../../sentinel/output/post.ts';

const folder = mkdtempSync(join(tmpdir(), 'sentinel-'));
afterAll(() => rmSync(folder, { recursive: true }));
const tokenFile = join(folder, 'token');
writeFileSync(tokenFile, 'header.payload.signature\n');

const envelope = (): Envelope => ({ v: 1, node: 'node-1', bootId: 'boot-1', sentAt: '2026-01-05T12:00:00.000Z', coverage: { seen: 1, dropped: 0, folded: 0, spooled: 0, freezes: 0, sources: ['pcap'], failed: [] } }); // prettier-ignore
const lookup = (index: number, name = `host-${index}.example`): Lookup => ({ kind: 'lookup', src: '10.0.0.1', dst: '10.0.0.2', port: 53, proto: 'udp', name, aliases: [], outcome: 'answered', count: 1, generation: 0, firstSeen: new Date(1e12 + index).toISOString(), lastSeen: new Date(1e12 + index).toISOString() }); // prettier-ignore

interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly batch: Batch;
}

/** A door that answers with the given statuses in turn, the last one for ever after. */
async function posting(statuses: readonly number[], observations: readonly Lookup[], options: { giveUpS?: number; retryAfter?: string } = {}) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, batch: Batch.parse(JSON.parse(gunzipSync(Buffer.concat(chunks)).toString())) });
      if (options.retryAfter !== undefined) response.setHeader('retry-after', options.retryAfter);
      response.writeHead(statuses[Math.min(received.length, statuses.length) - 1]!).end('{"title":"no"}');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const said: string[] = [];
  const post = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const poster = new Poster({ post, tokenFile, giveUpS: options.giveUpS ?? 60, envelope, say: (text) => void said.push(text) });
  for (const observation of observations) poster.add(observation);
  const posted: Posted = await poster.finish();
  server.closeAllConnections();
  server.close();
  return { received, posted, said: said.join('\n') };
} // prettier-ignore

const finishing = (path: string) => {
  const poster = new Poster({ post: new URL('http://127.0.0.1:9'), tokenFile: path, giveUpS: 1, envelope, say: () => {} }); // prettier-ignore
  poster.add(lookup(1));
  return poster.finish();
};

const letters = (index: number) => Math.abs(Math.sin(index) * 1e16).toString(36);

describe('posting', () => {
  test('everything arrives, in batches that pass the door, in order, with the token', async () => {
    const { received, posted } = await posting(
      [202],
      Array.from({ length: 4500 }, (_, index) => lookup(index)),
    );
    expect(posted).toMatchObject({ observations: 4500, setAside: 0, lost: 0 });
    expect(received.map(({ batch }) => batch.seq)).toEqual(received.map((_, index) => index));
    expect(new Set(received.flatMap(({ batch }) => batch.observations.map((one) => one.kind === 'lookup' && one.name))).size).toBe(4500); // prettier-ignore
    expect(received[0]!.headers).toMatchObject({ authorization: 'Bearer header.payload.signature', 'content-type': 'application/vnd.plumbline.telemetry.v1+gzip' }); // prettier-ignore
  });

  test('what may pass is tried again, and sent once it is taken', async () => {
    const { received, posted } = await posting([503, 429, 401, 202], [lookup(1)], { retryAfter: '0' });
    expect(posted).toMatchObject({ batches: 1, observations: 1, retries: 3, setAside: 0, lost: 0 });
    expect(new Set(received.map(({ batch }) => batch.seq))).toEqual(new Set([0]));
  });

  test('a batch that is refused for good is set aside, and the next one goes', async () => {
    const { posted, said } = await posting(
      [413, 202],
      Array.from({ length: 2100 }, (_, index) => lookup(index)),
    );
    expect(posted).toMatchObject({ setAside: 1, lost: 0 });
    expect(posted.observations).toBeGreaterThan(0);
    expect(said).toMatch(/refused for good \(the door answered 413\)/);
  });

  test('after the given time it gives up, says so, and never tells the token', async () => {
    const { posted, said } = await posting([503], [lookup(1)], { giveUpS: 1, retryAfter: '5' });
    expect(posted).toMatchObject({ observations: 0, lost: 1 });
    expect(said).toMatch(/gave up after 1 s \(the door answered 503\); check the address and the token/);
    expect(said).not.toContain('signature');
  });

  test('a redirect is not followed: the token would go with it', async () => {
    const { posted } = await posting([307], [lookup(1)], { giveUpS: 1, retryAfter: '5' });
    expect(posted.lost).toBe(1);
  });

  test('a token that cannot be read, or is none, gets a sentence', async () => {
    const bad = join(folder, 'bad');
    writeFileSync(bad, 'two lines\nof something else\n');
    await expect(finishing(join(folder, 'missing'))).rejects.toThrow(
      /--token-file .*missing: cannot be read \(ENOENT\)/,
    );
    await expect(finishing(bad)).rejects.toThrow(/holds no bearer token/);
    // Sparse: a terabyte that is not read.
    writeFileSync(bad, 'token');
    truncateSync(bad, 2 ** 40);
    await expect(finishing(bad)).rejects.toThrow(/holds no bearer token/);
  });

  test('each status means what the design says', () => {
    for (const status of [401, 403, 404, 408, 429, 500, 503, 302]) expect(dispositionOf(status)).toBe('retry');
    for (const status of [400, 413, 415, 422]) expect(dispositionOf(status)).toBe('set-aside');
    for (const status of [200, 202]) expect(dispositionOf(status)).toBe('accepted');
  });

  test('delays lie within a bound that doubles to 30 s; Retry-After is kept to, as seconds or as a date', () => {
    fc.assert(
      fc.property(fc.nat(40), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, chance) => {
        const delay = retryDelayMs(attempt, undefined, 0, chance);
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThanOrEqual(Math.min(30_000, 1000 * 2 ** attempt));
      }),
    );
    expect(retryDelayMs(0, '7', 0, 0.5)).toBe(7000);
    expect(retryDelayMs(0, new Date(9000).toUTCString(), 4000, 0.5)).toBe(5000);
  });

  test('batches with the longest names are split until they fit', () => {
    const long = Array.from({ length: 2000 }, (_, index) => ({ ...lookup(index), aliases: Array.from({ length: 16 }, (__, part) => Array.from({ length: 22 }, (___, piece) => letters(index * 1000 + part * 31 + piece)).join('').slice(0, 250)) })); // prettier-ignore
    const packed = new BatchPacker().pack(long, envelope);
    expect(packed.length).toBeGreaterThan(1);
    expect(packed.reduce((sum, { observations }) => sum + observations, 0)).toBe(2000);
    for (const { body } of packed) {
      expect(body.length).toBeLessThanOrEqual(telemetryLimits.compressedBytes);
      expect(gunzipSync(body).length).toBeLessThanOrEqual(telemetryLimits.inflatedBytes);
      Batch.parse(JSON.parse(gunzipSync(body).toString()));
    }
  });
});
