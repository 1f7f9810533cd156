import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Access, type Caller } from '../../../local/iam/access.ts';
import { statementsOf } from '../../../local/iam/statement.ts';
import { Objects } from '../../../local/s3/objects.ts';
import { objectService } from '../../../local/s3/service.ts';

const folder = mkdtempSync(join(tmpdir(), 'plumbline-objects-'));
afterAll(() => rmSync(folder, { recursive: true }));

const caller: Caller = {
  kind: 'role',
  role: 'R',
  arn: 'arn:aws:iam::0:role/R',
  session: 'arn:aws:sts::0:assumed-role/R/f',
};

/** What a role with these actions on the bucket gets for a request. */
async function ask(actions: readonly string[], method: string, key: string): Promise<number> {
  const document = {
    Statement: [{ Effect: 'Allow', Action: actions, Resource: ['arn:aws:s3:::b', 'arn:aws:s3:::b/*'] }],
  };
  const ofRole = new Map([['R', statementsOf(document, 'P')]]);
  const access = new Access({ ofRole, ofResource: new Map(), ofFunction: new Map() }, '0');
  const serve = objectService({ buckets: new Map([['b', new Objects(folder)]]), access, now: Date.now });
  return (await serve({ caller, method, url: `/b/${key}`, headers: {}, body: Buffer.from('x') })).status;
}

test('an absent key is 404 for who may list the bucket, and 403 for who may not', async () => {
  expect(await ask(['s3:GetObject'], 'GET', 'absent')).toBe(403);
  expect(await ask(['s3:GetObject', 's3:ListBucket'], 'GET', 'absent')).toBe(404);
});

test('each operation needs its own action', async () => {
  expect(await ask(['s3:PutObject'], 'PUT', 'key')).toBe(200);
  expect(await ask(['s3:PutObject'], 'GET', 'key')).toBe(403);
  expect(await ask(['s3:Get*'], 'HEAD', 'key')).toBe(200);
  expect(await ask(['s3:Get*'], 'PUT', 'key')).toBe(403);
  expect(await ask(['s3:Get*'], 'DELETE', 'key')).toBe(403);
  expect(await ask(['s3:DeleteObject'], 'DELETE', 'key')).toBe(204);
});
