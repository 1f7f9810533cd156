import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { ClusterId } from '../../../core/ids.ts';
import type { QueuedBatch } from '../../../core/message.ts';
import { firstPolicy, policyOf } from '../../../core/policy.ts';
import { SentinelPolicy } from '../../../core/policy-schema.ts';
import { telemetryMediaType } from '../../../core/telemetry-limits.ts';
import { policyAnswer } from '../../../lambdas/ingest/policy.ts';
import { ingest, type IngestDeps, type IngestRequest } from '../../../lambdas/ingest/ingest.ts';
import { at, batch, flow, packed, t0 } from '../batches.ts';
import { recording } from '../record.ts';

const cluster = ClusterId.parse('prod-1');

const open = async () => undefined;

async function post(
  body: Uint8Array,
  parts: Partial<IngestRequest> = {},
  closedUntil: IngestDeps['closedUntil'] = open,
) {
  const sent: QueuedBatch[] = [];
  const { log, meter, counts } = recording();
  const send = (message: QueuedBatch) => Promise.resolve(void sent.push(message));
  const request = { body, mediaType: telemetryMediaType, speaker: { kind: 'enrolment' as const, cluster }, ...parts };
  const started = performance.now();
  const answer = await ingest(request, { send, closedUntil, policy: firstPolicy, now: () => t0 + 12_000, log, meter });
  return { answer, sent, counts, ms: performance.now() - started };
}

const pod = (node: string, expires = t0 / 1_000 + 600) =>
  ({ kind: 'projected', role: 'sentinel', cluster, node, nodeUid: 'node-uid', podUid: 'pod-uid', expires }) as const;

test('a batch goes on with the pod that its token was given to', async () => {
  const { answer, sent } = await post(packed(batch()), { speaker: pod('ip-10-0-1-7') });
  expect(answer).toMatchObject({ status: 202 });
  expect(sent[0]).toMatchObject({ cluster, node: 'ip-10-0-1-7', bound: { podUid: 'pod-uid', nodeUid: 'node-uid' } });
});

test('a token that ended is refused though the gateway still believes in it, so that the sentinel reads its file again', async () => {
  const { answer, sent } = await post(packed(batch()), { speaker: pod('ip-10-0-1-7', (t0 + 12_000) / 1_000) });
  expect(answer).toMatchObject({ problem: { status: 401, title: 'Token expired' } });
  expect(sent).toEqual([]);
});

test('who pushes the inventory sends no telemetry', async () => {
  const { answer, sent } = await post(packed(batch()), { speaker: { ...pod('ip-10-0-1-7'), role: 'inventory' } });
  expect(answer).toMatchObject({ problem: { status: 403, title: 'Foreign account' } });
  expect(sent).toEqual([]);
});

test('a node that floods is shut out at the door, others are not, and nothing of it is queued', async () => {
  const closedUntil = async (_: ClusterId, node: string) => (node === 'ip-10-0-1-7' ? t0 + 60_000 : undefined);
  const { answer, sent, counts } = await post(packed(batch()), {}, closedUntil);
  expect(answer).toMatchObject({ problem: { status: 429, title: 'Too much that is new' } });
  expect([sent, counts[0]?.reason]).toEqual([[], 'too-much-that-is-new']);
  expect((await post(packed(batch({ node: 'ip-10-0-1-8' })), {}, closedUntil)).answer).toMatchObject({ status: 202 });
});

const plain = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));

test('a good batch is accepted once the queue holds it, with the cluster of the authorizer and the time of arrival', async () => {
  const body = packed(batch());
  const { answer, sent } = await post(body);
  expect(answer).toEqual({ status: 202, body: { accepted: 1, policyVersion: '1' } });
  expect(sent).toEqual([{ v: 1, cluster, node: 'ip-10-0-1-7', receivedAt: at(12), batch: body.toString('base64') }]);
});

test('a plain batch for curl goes on compressed', async () => {
  const { answer, sent } = await post(plain(batch()), { mediaType: 'application/json; charset=utf-8' });
  expect(answer).toMatchObject({ status: 202 });
  expect(Buffer.from(sent[0]?.batch ?? '', 'base64').subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
});

test('a heartbeat without observations is a batch', async () => {
  expect((await post(packed(batch({ observations: [] })))).answer).toMatchObject({
    status: 202,
    body: { accepted: 0 },
  });
});

test('a batch that names another node than its token is bound to is refused', async () => {
  const { answer, sent } = await post(packed(batch()), { speaker: pod('ip-10-0-9-9') });
  expect(answer).toMatchObject({ problem: { status: 403, field: 'node' } });
  expect(sent).toEqual([]);
});

test('a queue that does not take the batch is an error and no 202', async () => {
  const { log, meter } = recording();
  const send = () => Promise.reject(new Error('queue gone'));
  const request = {
    body: packed(batch()),
    mediaType: telemetryMediaType,
    speaker: { kind: 'enrolment' as const, cluster },
  };
  await expect(
    ingest(request, { send, closedUntil: open, policy: firstPolicy, now: () => t0, log, meter }),
  ).rejects.toThrow('queue gone');
});

const withFlow = (parts: Record<string, unknown>) => packed({ ...batch(), observations: [{ ...flow(), ...parts }] });
const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const json = { mediaType: 'application/json' };
const whole = packed(batch());

test.each<[string, Uint8Array, Partial<IngestRequest>, number, string]>([
  ['no media type', whole, { mediaType: undefined }, 415, 'Content-Type'],
  ['another media type', whole, { mediaType: 'text/plain' }, 415, 'Content-Type'],
  ['gzip called JSON', whole, json, 400, 'body'],
  ['an empty body', Buffer.alloc(0), {}, 400, 'body'],
  ['truncated gzip', whole.subarray(0, whole.length - 12), {}, 400, 'body'],
  ['deflate', deflateSync(JSON.stringify(batch())), {}, 400, 'body'],
  ['brotli', brotliCompressSync(JSON.stringify(batch())), {}, 400, 'body'],
  ['gzip with something behind it', Buffer.concat([whole, Buffer.from('x')]), {}, 400, 'body'],
  ['no gzip at all', plain(batch()), {}, 400, 'body'],
  ['more than 640 KiB compressed', Buffer.alloc(640 * 1024 + 1), {}, 413, 'body'],
  ['a bomb of 200 MB', gzipSync(Buffer.alloc(200 * 1024 * 1024), { level: 9 }), {}, 413, 'body'],
  ['more than 8 MiB inflated', gzipSync(Buffer.alloc(8 * 1024 * 1024 + 1, ' ')), {}, 413, 'body'],
  ['200,000 nested arrays', plain(nested(200_000)), json, 400, 'body'],
  ['nine levels', packed({ ...batch(), extra: JSON.parse(nested(8)) as unknown }), {}, 400, 'body'],
  ['half a JSON', plain('{"v":1,'), json, 400, 'body'],
  ['NaN', plain('{"v":NaN}'), json, 400, 'body'],
  ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0x22]), json, 400, 'body'],
  ['null', plain('null'), json, 422, 'body'],
  ['a list', plain('[]'), json, 422, 'body'],
  ['a prototype', plain('{"__proto__":{"isAdmin":true}}'), json, 400, '__proto__'],
  [
    '5,001 observations',
    packed(batch({ observations: Array.from({ length: 5001 }, () => flow()) })),
    {},
    413,
    'observations',
  ],
  ['version 2', packed({ ...batch(), v: 2 }), {}, 422, 'v'],
  ['no version', packed({ ...batch(), v: undefined }), {}, 422, 'v'],
  ['a huge number', plain(JSON.stringify(batch()).replace('"seq":1', '"seq":1e999')), json, 422, 'seq'],
  ['half a number', packed({ ...batch(), seq: 1.5 }), {}, 422, 'seq'],
  ['a negative count', withFlow({ bytesOut: -1 }), {}, 422, 'observations[0].bytesOut'],
  [
    'a lone surrogate',
    plain(JSON.stringify(batch()).replace('api.example.com', '\\ud800')),
    json,
    422,
    'observations[0].names[0].value',
  ],
  ['an octal address', withFlow({ src: '010.0.0.1' }), {}, 422, 'observations[0].src'],
  ['a name for an address', withFlow({ dst: 'pool.example.org' }), {}, 422, 'observations[0].dst'],
  ['port 65536', withFlow({ port: 65_536 }), {}, 422, 'observations[0].port'],
  ['a kind of its own', withFlow({ kind: 'gossip' }), {}, 422, 'observations[0].kind'],
  ['a date that is none', withFlow({ lastSeen: 'yesterday' }), {}, 422, 'observations[0].lastSeen'],
  [
    'a name of 300 characters',
    withFlow({ names: [{ value: 'a'.repeat(300), from: 'dns' }] }),
    {},
    422,
    'observations[0].names[0].value',
  ],
  [
    '65 operations',
    withFlow({ ops: Array.from({ length: 65 }, () => ({ app: 'http', count: 1 })) }),
    {},
    422,
    'observations[0].ops',
  ],
  ['an empty node', packed(batch({ node: '' })), {}, 422, 'node'],
  ['a window that ends before it begins', packed(batch({ window: { from: at(1), to: at(0) } })), {}, 422, 'window.to'],
])('%s is refused with the field, and nothing is sent', async (_, body, parts, status, field) => {
  const { answer, sent, counts } = await post(body, parts);
  expect(answer).toMatchObject({ problem: { status, field } });
  expect(sent).toEqual([]);
  expect(counts).toMatchObject([{ metric: 'ingest.refused' }]);
});

test('the value at fault is never repeated', async () => {
  const { answer } = await post(withFlow({ outcome: 'hunter2' }));
  expect(JSON.stringify(answer)).not.toContain('hunter2');
});

test('a sentinel is told how often to tell, and nothing where it knows', () => {
  const slow = policyOf(120);
  const told = policyAnswer(slow, '"1"');
  expect(told).toMatchObject({ statusCode: 200, headers: { etag: '"1-120"' } });
  expect(SentinelPolicy.parse(JSON.parse(told.body ?? ''))).toEqual({ v: 1, version: '1-120', heartbeatS: 120 });
  expect(policyAnswer(slow, told.headers['etag'])).toEqual({ statusCode: 304, headers: { etag: '"1-120"' } });
  expect(policyOf(60)).toEqual(firstPolicy);
});
