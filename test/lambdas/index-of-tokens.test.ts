import { authorizeIndexOf } from '../../core/authorize-index.ts';
import { tokenFrom, tokenHash } from '../../core/enrolment-token.ts';
import { ClusterId } from '../../core/ids.ts';
import { indexObject } from '../../lambdas/index-object.ts';
import { publishedIndex } from '../../lambdas/authorize/published-index.ts';
import { bucket, startAws } from '../adapters/aws.ts';
import { recording } from './record.ts';

// What api publishes is what authorize reads: both against the S3 of the local runtime.

let aws: Awaited<ReturnType<typeof startAws>>;

beforeEach(async () => {
  aws = await startAws();
});

afterEach(() => aws.stop());

const token = tokenFrom(new Uint8Array(32).fill(7));

function indexOf(...ids: string[]) {
  const at = '2026-11-23T10:00:00.000Z';
  const clusters = ids.map((id) => ({ id: ClusterId.parse(id), enrolledAt: at, enrolledBy: 'test', tokenHashes: [tokenHash(token + id)] })); // prettier-ignore
  return authorizeIndexOf(clusters, at);
}

test('before anything is published nobody is known, which is no failure', async () => {
  const { log } = recording();
  expect((await publishedIndex(bucket, log)()).tokens).toEqual({});
});

test('what was published is known at the next question', async () => {
  const { log } = recording();
  const [read, shelf] = [publishedIndex(bucket, log), indexObject(bucket)];
  expect(await shelf.publish(indexOf('a'), (await shelf.current())?.version)).toBe('stored');
  expect(await read()).toEqual(indexOf('a'));
  expect(await read()).toEqual(indexOf('a'));
  expect(await shelf.publish(indexOf('a', 'b'), (await shelf.current())?.version)).toBe('stored');
  expect(await read()).toEqual(indexOf('a', 'b'));
});

test('who compiled from an older version is told so, and overwrites nothing', async () => {
  const { log } = recording();
  const shelf = indexObject(bucket);
  const none = (await shelf.current())?.version;
  expect(await Promise.all([shelf.publish(indexOf('a'), none), shelf.publish(indexOf('a'), none)])).toEqual(
    expect.arrayContaining(['stored', 'stale']),
  );
  const first = (await shelf.current())?.version;
  expect(await shelf.publish(indexOf('a', 'b'), first)).toBe('stored');
  expect(await shelf.publish(indexOf('a', 'c'), first)).toBe('stale');
  expect(await publishedIndex(bucket, log)()).toEqual(indexOf('a', 'b'));
});

test('while S3 does not answer the last index counts, and the log says so; without one it is a failure', async () => {
  const { log, lines } = recording();
  const read = publishedIndex(bucket, log);
  await indexObject(bucket).publish(indexOf('a'), undefined);
  await read();
  aws.become('DENIED');
  expect(await read()).toEqual(indexOf('a'));
  expect(lines.join()).toContain('the last index of tokens is used');
  await expect(publishedIndex(bucket, log)()).rejects.toThrow('s3 denies reading the index of tokens');
  await expect(indexObject(bucket).current()).rejects.toThrow('s3 denies reading the index of tokens');
  await expect(indexObject(bucket).publish(indexOf('b'), undefined)).rejects.toThrow('s3 denies writing the index');
});

test('an index that is damaged is a failure, never "nobody"', async () => {
  const { log } = recording();
  await indexObject(bucket).publish({ v: 1, compiledAt: 'yesterday', tokens: {}, clusters: {} }, undefined);
  await expect(publishedIndex(bucket, log)()).rejects.toThrow('compiledAt');
});
