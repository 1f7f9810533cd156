import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { listen } from '../../local/http/loopback.ts';
import { archiveKey, s3Archive } from '../../adapters/s3/archive.ts';
import { getObject, putObject } from '../../adapters/s3/object.ts';
import { bodiesOf, plainSubject, snsTopic } from '../../adapters/sns/topic.ts';
import { s3Objects } from '../../adapters/s3/object-store.ts';
import { sqsQueue } from '../../adapters/sqs/queue.ts';
import { ssmSecrets } from '../../adapters/ssm/secret.ts';
import { ArchiveRecord } from '../../core/archive.ts';
import type { Notice, NoticeMessage } from '../../core/message.ts';
import { describeObjectStore } from '../contracts/object-store.contract.ts';
import { incident, newCluster } from '../contracts/samples.ts';
import { bucket, startAws, topicArn } from './aws.ts';

let aws: Awaited<ReturnType<typeof startAws>>;
beforeAll(async () => {
  aws = await startAws();
});
afterAll(() => aws.stop());
afterEach(() => aws.become('ALLOWED'));

const bytes = (text: string) => new TextEncoder().encode(text);

describe('one object of S3', () => {
  test('comes back byte for byte, and need not come again while it is the same', async () => {
    const stored = await putObject(bucket, 'authorize/index.json', bytes('{}'), { contentType: 'application/json' });
    expect(stored).toEqual({ kind: 'stored', etag: expect.stringMatching(/^"[0-9a-f]{32}"$/) });
    const etag = stored.kind === 'stored' ? stored.etag : '';
    expect(await getObject(bucket, 'authorize/index.json')).toEqual({ kind: 'found', body: Buffer.from('{}'), etag });
    expect(await getObject(bucket, 'authorize/index.json', etag)).toEqual({ kind: 'unchanged' });
  });

  test('that is absent is told apart from one that may not be read', async () => {
    expect(await getObject(bucket, 'nothing')).toEqual({ kind: 'absent' });
    aws.become('DENIED');
    expect(await getObject(bucket, 'nothing')).toEqual({ kind: 'denied' });
    expect(await putObject(bucket, 'nothing', bytes('x'))).toEqual({ kind: 'denied' });
  });

  test('is made by one of two who make it, and replaced by one of two who replace it', async () => {
    const made = await Promise.all(
      ['a', 'b'].map((text) => putObject(bucket, 'race', bytes(text), { over: 'absent' })),
    );
    expect(made.map(({ kind }) => kind).toSorted()).toEqual(['conflict', 'stored']);
    const found = await getObject(bucket, 'race');
    const etag = found.kind === 'found' ? found.etag : '';
    const replaced = await Promise.all(
      ['c', 'd'].map((text) => putObject(bucket, 'race', bytes(text), { over: { etag } })),
    );
    expect(replaced.map(({ kind }) => kind).toSorted()).toEqual(['conflict', 'stored']);
    expect(await putObject(bucket, 'gone', bytes('x'), { over: { etag } })).toEqual({ kind: 'conflict' });
  });

  test.each(['a b/ü/+', '100%', 'x#y?z=1', "it's (1)*!"])(
    'is kept under the key %s, whose signature holds',
    async (key) => {
      expect(await putObject(bucket, key, bytes(key))).toMatchObject({ kind: 'stored' });
      expect(await getObject(bucket, key)).toMatchObject({ kind: 'found', body: Buffer.from(key) });
    },
  );

  test('of a bucket that does not exist is a failure when written, and so is an endpoint that is closed', async () => {
    await expect(putObject('no-such-bucket', 'key', bytes('x'))).rejects.toThrow('s3 answered PUT with 404');
    process.env['AWS_ENDPOINT_URL_S3'] = 'http://127.0.0.1:1';
    await expect(getObject(bucket, 'key')).rejects.toMatchObject({ name: 'Unavailable' });
  });

  test('cannot be asked for without credentials, and the error names what is missing', async () => {
    delete process.env['AWS_SECRET_ACCESS_KEY'];
    await expect(getObject(bucket, 'key')).rejects.toThrow('AWS_SECRET_ACCESS_KEY is not set');
  });
});

describeObjectStore('S3', async () => {
  // A prefix of its own for each test: the bucket is shared.
  const objects = s3Objects(bucket);
  const prefix = `contract-${Math.random()}/`;
  return {
    get: (key, unlessTag) => objects.get(prefix + key, unlessTag),
    put: (key, body, expected) => objects.put(prefix + key, body, expected),
  };
});

test('objects of S3 that may not be read or written are an exception, never "absent"', async () => {
  aws.become('DENIED');
  await expect(s3Objects(bucket).get('intelligence/index.bin')).rejects.toThrow('s3 denies reading');
  await expect(s3Objects(bucket).put('intelligence/index.bin', bytes('x'), 'any')).rejects.toThrow('s3 denies writing');
});

const record = (cluster = newCluster()): ArchiveRecord => ({
  v: 1,
  kind: 'batch',
  cluster,
  node: 'node-1',
  bootId: 'boot',
  seq: 1,
  receivedAt: '2026-11-23T14:05:06Z',
  clockOffsetMs: 3,
  window: { from: '2026-11-23T14:00:00Z', to: '2026-11-23T14:01:00Z' },
  coverage: { seen: 1, dropped: 0, folded: 0, spooled: 0, freezes: 0, sources: ['wire'], failed: [] },
  sights: [],
  workloads: [],
});

describe('the archive', () => {
  test('keeps the records of a batch as lines of JSON, under cluster and hour of receipt', async () => {
    const one = record();
    const two = { ...one, seq: 2 };
    await s3Archive(bucket).append('batch-1', [one, two]);
    const key = archiveKey('batch-1', [one]);
    expect(key).toBe(`archive/${one.cluster}/2026/11/23/14/batch-1.jsonl.gz`);
    const found = await getObject(bucket, key);
    const lines = found.kind === 'found' ? gunzipSync(found.body).toString().trimEnd().split('\n') : [];
    expect(lines.map((line) => ArchiveRecord.parse(JSON.parse(line)))).toEqual([one, two]);
  });

  test('takes the same batch again without a word, and nothing for nothing', async () => {
    const one = record();
    await s3Archive(bucket).append('again', [one]);
    await s3Archive(bucket).append('again', [one]);
    await s3Archive(bucket).append('empty', []);
    expect((await getObject(bucket, archiveKey('again', [one]))).kind).toBe('found');
  });

  test('never mixes clusters in an object, and no name leads out of its folder', async () => {
    await expect(s3Archive(bucket).append('mixed', [record(), record()])).rejects.toThrow('the records of one cluster');
    expect(archiveKey('../../x', [record()])).toMatch(/\/14\/\.\.%2F\.\.%2Fx\.jsonl\.gz$/);
  });

  test('that may not be written throws, so that the batch is sent back', async () => {
    aws.become('DENIED');
    await expect(s3Archive(bucket).append('denied', [record()])).rejects.toThrow('s3:PutObject');
  });
});

test('the queue holds what was sent', async () => {
  await sqsQueue(aws.sqs, aws.queueUrl).send({ v: 1, text: 'ü' });
  const { Messages = [] } = await aws.sqs.send(new ReceiveMessageCommand({ QueueUrl: aws.queueUrl }));
  expect(Messages.map(({ Body = '' }) => JSON.parse(Body))).toEqual([{ v: 1, text: 'ü' }]);
});

function messageOf(change: Partial<Notice> = {}): NoticeMessage {
  const { id, cluster } = incident(newCluster(), 'root');
  const notice: Notice = {
    incident: id, cluster, version: 1, severity: 'critical', classification: 'cryptojacking', headline: 'shop/checkout mines',
    sections: [{ title: 'What', lines: ['a line'] }], link: 'https://d.example.org/i', techniques: ['T1496.001'], resent: false, ...change,
  };
  return { v: 1, cluster, incident: id, version: 1, notice };
} // prettier-ignore

const text = (StringValue: string) => ({ DataType: 'String', StringValue });

describe('the topic', () => {
  test('carries a body for each protocol and the attributes that subscriptions filter by', async () => {
    const message = messageOf();
    await snsTopic(topicArn).publish(message, { subject: 'Critical: shop/checkout', email: 'Dear reader' });
    const sent = aws.published.at(-1);
    expect(sent).toMatchObject({ topicArn, subject: 'Critical: shop/checkout' });
    expect(sent?.texts).toMatchObject({
      default: 'shop/checkout mines\nhttps://d.example.org/i',
      email: 'Dear reader',
    });
    expect(JSON.parse(sent?.texts['sqs'] ?? '')).toEqual(message);
    expect(sent?.attributes).toEqual({
      cluster: text(message.cluster),
      severity: text('critical'),
      classification: text('cryptojacking'),
      audience: { DataType: 'String.Array', StringValue: '["email","chat","machines"]' },
    });
  });

  test.each([
    ['Crítico: café → pool\r\nBcc: x', 'Critico: cafe pool Bcc: x'],
    ['漢字', 'Plumbline'],
    [' \u0000\u001f', 'Plumbline'],
    ['x'.repeat(300), 'x'.repeat(99)],
  ])('turns the subject %j into what SNS takes', async (subject, plain) => {
    expect(plainSubject(subject)).toBe(plain);
    await snsTopic(topicArn).publish(messageOf(), { subject, email: '' });
    expect(aws.published.at(-1)?.subject).toBe(plain);
  });

  test('that may not be published to is a refusal with the word of AWS, and one that is not there is a failure', async () => {
    aws.become('DENIED');
    await expect(snsTopic(topicArn).publish(messageOf(), { subject: 's', email: '' })).rejects.toMatchObject({
      name: 'AuthorizationError',
    });
    process.env['AWS_ENDPOINT_URL_SNS'] = 'http://127.0.0.1:1';
    await expect(snsTopic(topicArn).publish(messageOf(), { subject: 's', email: '' })).rejects.toMatchObject({
      name: 'Unavailable',
    });
  });

  test('cuts the e-mail first, then sections, where names are so long that SNS would refuse all of it', async () => {
    const lines = Array.from({ length: 20 }, () => '漢'.repeat(700));
    const sections = Array.from({ length: 8 }, (_, which) => ({ title: `s${which}`, lines }));
    const large = messageOf({ sections });
    await snsTopic(topicArn).publish(large, { subject: 's', email: '漢'.repeat(100_000) });
    const texts = aws.published.at(-1)?.texts;
    expect(texts?.['email']).toMatch(/cut: the link shows the rest\.$/);
    const { notice } = JSON.parse(texts?.['sqs'] ?? '') as NoticeMessage;
    expect(notice.headline).toBe(large.notice.headline);
    // What machines get and what chat channels get share SNS's limit.
    expect(notice.sections.length).toBeGreaterThan(1);
    expect(JSON.parse(bodiesOf(messageOf({ sections: sections.slice(0, 2) }), 'short'))).toMatchObject({
      email: 'short',
    });
  });
});

describe('secrets in SSM', () => {
  test('are written encrypted, read back, and kept for a minute', async () => {
    const clock = { at: 0 };
    const secrets = ssmSecrets(() => clock.at);
    const other = ssmSecrets(() => clock.at);
    await secrets.put('/plumbline/slack', 'first');
    expect(await secrets.get('/plumbline/slack')).toBe('first');
    await other.put('/plumbline/slack', 'second');
    expect(await other.get('/plumbline/slack')).toBe('second');
    expect(await secrets.get('/plumbline/slack')).toBe('first');
    clock.at = 60_000;
    expect(await secrets.get('/plumbline/slack')).toBe('second');
  });

  test('that are absent are undefined, asked for again each time; what may not be read is an error', async () => {
    const secrets = ssmSecrets(() => 0);
    expect(await secrets.get('/plumbline/none')).toBeUndefined();
    await secrets.put('/plumbline/none', 'now');
    expect(await secrets.get('/plumbline/none')).toBe('now');
    aws.become('DENIED');
    await expect(ssmSecrets(() => 0).get('/plumbline/none')).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });

  test('are asked for again where SSM says that it is busy, and are an error where it stays silent', async () => {
    const busy = { __type: 'com.amazonaws.ssm#ThrottlingException', message: 'Rate exceeded' };
    const answers = [
      { status: 400, body: busy },
      { status: 200, body: { Parameter: { Value: 'told at last' } } },
    ];
    const server = createServer((_request, response) => {
      const { status, body } = answers.shift() ?? { status: 503, body: {} };
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
    });
    process.env['AWS_ENDPOINT_URL_SSM'] = `http://127.0.0.1:${await listen(server, 0)}`;
    const secrets = ssmSecrets(() => 0);
    expect(await secrets.get('/plumbline/busy')).toBe('told at last');
    await expect(secrets.get('/plumbline/silent')).rejects.toMatchObject({
      name: 'Unavailable',
      message: 'ssm answered POST with 503',
    });
    server.closeAllConnections();
    server.close();
  });
});
