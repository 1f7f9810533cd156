import { AwsClient } from 'aws4fetch';
import { type Started, startFixture } from '../fixtures/started.ts';

const framed = (crc: string) => `5\r\nhallo\r\n6\r\n, welt\r\n0\r\nx-amz-checksum-crc32:${crc}\r\n\r\n`;

const keysIn = (xml: string) => [...xml.matchAll(/<Key>(.*?)<\/Key>/g)].map(([, key]) => key);

describe('S3', () => {
  let started: Started;
  let s3: AwsClient;
  let bucket: string;
  beforeAll(async () => {
    started = await startFixture();
    s3 = new AwsClient({ ...started.runtime.credentials, service: 's3', region: 'eu-west-1', retries: 0 });
    bucket = `${started.client.endpoint}/${started.runtime.outputs['BucketName']}`;
  });
  afterAll(() => started.stop());

  const ask = (method: string, key: string, init: RequestInit = {}) =>
    s3.fetch(`${bucket}/${key}`, { method, ...init });

  test('an object comes back as it was put, with what was said of it', async () => {
    const key = 'archive/a%20b/%C3%A4%2B.json';
    const headers = { 'content-type': 'application/json', 'content-encoding': 'identity', 'x-amz-meta-note': 'x' };
    const put = await ask('PUT', key, { body: '{"a":1}', headers });
    const got = await ask('GET', key);
    expect(await got.text()).toBe('{"a":1}');
    expect(got.headers.get('etag')).toBe(put.headers.get('etag'));
    expect(Object.fromEntries(got.headers)).toMatchObject(headers);
    const head = await ask('HEAD', key);
    expect([head.status, head.headers.get('content-type')]).toEqual([200, 'application/json']);
    const range = await ask('GET', key, { headers: { range: 'bytes=1-3' } });
    expect([range.status, await range.text(), range.headers.get('content-range')]).toEqual([206, '"a"', 'bytes 1-3/7']);
  });

  test('a condition that does not hold writes nothing', async () => {
    const none = { 'if-none-match': '*' };
    const first = await ask('PUT', 'index', { body: '1', headers: none });
    expect(first.status).toBe(200);
    const again = await ask('PUT', 'index', { body: '2', headers: none });
    expect([again.status, await again.text()]).toEqual([
      412,
      expect.stringContaining('<Code>PreconditionFailed</Code>'),
    ]);
    const etag = first.headers.get('etag') ?? '';
    expect((await ask('PUT', 'index', { body: '3', headers: { 'if-match': etag } })).status).toBe(200);
    expect((await ask('PUT', 'index', { body: '4', headers: { 'if-match': etag } })).status).toBe(412);
    expect((await ask('PUT', 'absent', { body: '4', headers: { 'if-match': etag } })).status).toBe(404);
    const now = await ask('GET', 'index');
    expect(await now.text()).toBe('3');
    expect((await ask('GET', 'index', { headers: { 'if-none-match': now.headers.get('etag') ?? '' } })).status).toBe(
      304,
    );
  });

  test('a streamed body is stored without its frames, and only if its checksum is right', async () => {
    const put = (key: string, body: string, length = 11) =>
      ask('PUT', key, {
        body,
        headers: {
          'content-encoding': 'aws-chunked',
          'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
          'x-amz-decoded-content-length': String(length),
          'x-amz-trailer': 'x-amz-checksum-crc32',
        },
      });
    // Python: base64.b64encode(zlib.crc32(b'hallo, welt').to_bytes(4, 'big'))
    expect((await put('framed', framed('aCO4vg=='))).status).toBe(200);
    const got = await ask('GET', 'framed');
    expect([await got.text(), got.headers.get('content-encoding')]).toEqual(['hallo, welt', null]);
    const wrong = await put('wrong', framed('AAAAAA=='));
    expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining('BadDigest')]);
    expect((await put('short', framed('aCO4vg=='), 12)).status).toBe(400);
    expect((await put('broken', 'zz\r\nhallo')).status).toBe(400);
    expect((await ask('GET', 'wrong')).status).toBe(404);
  });

  const list = async (query: string) => (await s3.fetch(`${bucket}?list-type=2&prefix=list/${query}`)).text();

  test('keys are listed under a prefix, folded and in pages', async () => {
    for (const key of ['list/b/2', 'list/a', 'list/b/1', 'list/c']) await ask('PUT', key, { body: 'x' });
    expect(keysIn(await list(''))).toEqual(['list/a', 'list/b/1', 'list/b/2', 'list/c']);
    const folded = await list('&delimiter=/');
    expect(keysIn(folded)).toEqual(['list/a', 'list/c']);
    expect(folded).toContain('<CommonPrefixes><Prefix>list/b/</Prefix></CommonPrefixes>');
    const page = await list('&max-keys=3');
    const [, token] = /<NextContinuationToken>(.*?)</.exec(page) ?? [];
    expect(keysIn(await list(`&max-keys=3&continuation-token=${token}`))).toEqual(['list/c']);
  });

  test('a deleted object is gone, and so is a bucket that never was', async () => {
    await ask('PUT', 'brief', { body: 'x' });
    expect((await ask('DELETE', 'brief')).status).toBe(204);
    expect((await ask('DELETE', 'brief')).status).toBe(204);
    const gone = await ask('GET', 'brief');
    expect([gone.status, await gone.text()]).toEqual([404, expect.stringContaining('<Code>NoSuchKey</Code>')]);
    expect(await (await s3.fetch(`${started.client.endpoint}/nobody/x`)).text()).toContain('NoSuchBucket');
    expect((await ask('POST', 'brief?uploads')).status).toBe(501);
  });

  test('an unsigned request is refused', async () => {
    expect((await fetch(`${bucket}/index`)).status).toBe(403);
  });
});
