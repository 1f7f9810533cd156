import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from '../../scripts/build.mjs';
import { stages } from '../lib/stack.ts';

const out = mkdtempSync(join(tmpdir(), 'plumbline-build-'));
/** What writes schemas down, reads streams of events, and hashes without Node's crypto. */
const unused = /json-schema|event-streams|Sha256Js/;
let made: { readonly outputs: Readonly<Record<string, { readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>> }>> }; // prettier-ignore
let built: Awaited<ReturnType<typeof build>>;

beforeAll(async () => {
  built = await build({ out });
  made = JSON.parse(readFileSync(join(out, 'meta.json'), 'utf8')) as typeof made;
}, 120_000);

afterAll(() => rmSync(out, { recursive: true }));

/** Runs a handler of a bundle in a process of its own, as Lambda would, and gives what it answered. */
function answerOf(stage: string, environment: Record<string, string>, event: unknown): Record<string, unknown> {
  const url = pathToFileURL(join(built.handlers, stage, 'index.mjs')).href;
  const script = `const { handler } = await import(${JSON.stringify(url)});
    const answer = await handler(${JSON.stringify(event)});
    process.stdout.write('\\n' + JSON.stringify(answer) + '\\n', () => process.exit(0));`;
  const aws = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'key' };
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ...aws, ...environment },
  });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout.trim().split('\n').at(-1) ?? '') as Record<string, unknown>;
}

describe('scripts/build.mjs', () => {
  it('bundles every stage that the stack has, and no other', () => {
    expect(readdirSync(built.handlers).toSorted((a, b) => (a < b ? -1 : 1))).toEqual([...stages]);
    expect(Object.keys(built.bytes).toSorted((a, b) => (a < b ? -1 : 1))).toEqual([...stages]);
  });

  it.each(stages)('keeps %s within its size', (stage) => {
    expect(built.bytes[stage]).toBeLessThanOrEqual((stage === 'authorize' ? 150 : 600) * 1024);
  });

  it.each(stages)('leaves out of %s what no function calls', (stage) => {
    const { inputs } = Object.entries(made.outputs).find(([file]) => file.endsWith(`lambdas/${stage}/index.mjs`))![1];
    const large = Object.entries(inputs).filter(
      ([file, { bytesInOutput }]) => unused.test(file) && bytesInOutput > 1_024,
    );
    expect(large).toEqual([]);
  });

  it('leaves source maps out of what is deployed', () => {
    for (const stage of stages) {
      expect(readdirSync(join(built.handlers, stage))).toEqual(
        stage === 'refresh-intel' ? ['guards.json.gz', 'index.mjs'] : ['index.mjs'],
      );
      expect(existsSync(join(out, 'maps/lambdas', stage, 'index.mjs.map'))).toBe(true);
    }
  });

  it('ends with a sentence on a Node that is too old', () => {
    const source = readFileSync(join(import.meta.dirname, '../../scripts/build.mjs'), 'utf8');
    const pretending = source.replace('process.versions.node.split', "'18.20.0'.split");
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', pretending], { encoding: 'utf8' }); // prettier-ignore
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^Plumbline needs Node 20 or newer; this is .*\n$/)]);
  });
});

describe('a bundle', () => {
  it('of ingest refuses a bad batch naming the field, in words', () => {
    const answer = answerOf(
      'ingest',
      { QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/000000000000/q', BUCKET_NAME: 'b', HEARTBEAT_SECONDS: '60' },
      {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ v: 1, node: 7 }),
        isBase64Encoded: false,
        requestContext: { http: { method: 'POST' }, authorizer: { lambda: { cluster: 'prod-1', kind: 'enrolment' } } },
      },
    );
    expect(answer).toMatchObject({ statusCode: 422, headers: { 'content-type': 'application/problem+json' } });
    expect(JSON.parse(answer['body'] as string)).toMatchObject({ field: 'node', detail: expect.stringContaining('expected string') }); // prettier-ignore
  });

  it('of authorize refuses who shows no token, without asking anyone', () => {
    expect(answerOf('authorize', { BUCKET_NAME: 'b', INSTALLATION: 'main' }, { headers: {} })).toEqual({
      isAuthorized: false,
    });
  });

  it('of api answers an unknown path with a problem', () => {
    const environment = {
      TABLE_NAME: 't', BUCKET_NAME: 'b', CLUSTER_PARAMETERS: '/p', INSTALLATION: 'main', ISSUER: 'https://issuer.example.org', CLIENT_ID: 'c',
      SIGN_IN_URL: '', GROUPS_CLAIM: 'groups', GROUP_PREFIX: '', FIRST_ADMIN: 'a@example.org', TOPIC_ARN: 'arn:aws:sns:eu-west-1:000000000000:t', SLACK_PARAMETER: '/s', WEBHOOK_PARAMETER: '/w', LOOPBACK_CLUSTERS: 'false', KUBERNETES_ROLES: 'arn:aws:iam::000000000000:role/enrich', AUDIT_FUNCTION: 'arn:aws:lambda:eu-west-1:000000000000:function:audit', PLUMBLINE_VERSION: '0.0.0',
    }; // prettier-ignore
    const claims = { sub: 'a', iss: 'https://issuer.example.org', email: 'a@example.org', email_verified: true };
    const token = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;
    const answer = answerOf('api', environment, {
      rawPath: '/v1/nothing',
      rawQueryString: '',
      headers: { authorization: `Bearer ${token}` },
      isBase64Encoded: false,
      requestContext: {
        http: { method: 'GET' },
        authorizer: { jwt: { claims: { sub: claims.sub, iss: claims.iss } } },
      },
    });
    expect(answer).toMatchObject({ statusCode: 404, headers: { 'content-type': 'application/problem+json' } });
  });

  it('of notify sets aside what is no notice', () => {
    const answer = answerOf('notify', { TABLE_NAME: 't', SLACK_PARAMETER: '/p', QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/000000000000/q', TOPIC_ARN: 'arn:aws:sns:eu-west-1:000000000000:t' }, { Records: [{ messageId: 'm', body: '{' }] }); // prettier-ignore
    expect(answer).toEqual({ batchItemFailures: [] });
  });

  it.each(['detect', 'announce'])('of %s sets aside an item that does not parse', (stage) => {
    const environment = { TABLE_NAME: 't', BUCKET_NAME: 'b', TOPIC_ARN: 'arn:aws:sns:eu-west-1:000000000000:t', DASHBOARD_URL: 'https://a.example' }; // prettier-ignore
    const NewImage = { pk: { S: 'a' }, sk: { S: 'b' }, type: { S: 'edge' }, value: { S: '{}' } };
    const event = { Records: [{ eventName: 'INSERT', dynamodb: { SequenceNumber: '1', NewImage } }] };
    expect(answerOf(stage, environment, event)).toEqual({ batchItemFailures: [] });
  });
});
