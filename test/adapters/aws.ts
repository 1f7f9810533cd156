import { SQSClient } from '@aws-sdk/client-sqs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { awsEndpoint, type Identity, type Service } from '../../local/aws/endpoint.ts';
import { listen } from '../../local/http/loopback.ts';
import { Access } from '../../local/iam/access.ts';
import { Objects } from '../../local/s3/objects.ts';
import { objectService } from '../../local/s3/service.ts';
import { type Publication, publicationOf } from '../../local/sns/publish-request.ts';
import { queueSpec, Queues } from '../../local/sqs/queues.ts';
import { queueService } from '../../local/sqs/service.ts';
import { Parameters } from '../../local/ssm/parameters.ts';
import { parameterService } from '../../local/ssm/service.ts';

export const bucket = 'graph-bucket';
export const topicArn = 'arn:aws:sns:eu-west-1:000000000000:notices';

const secret = 'test-secret';
const identities: Readonly<Record<string, Identity>> = {
  ALLOWED: { secret, caller: { kind: 'person', arn: 'arn:aws:iam::000000000000:user/test' } },
  // A role without a single grant.
  DENIED: { secret, caller: { kind: 'role', role: 'r', arn: 'arn:aws:iam::000000000000:role/r', session: 's' } },
};

/** The services of the local runtime behind one endpoint, as handlers meet them: signatures checked, grants enforced. */
export async function startAws() {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-adapters-'));
  const access = new Access({ ofRole: new Map(), ofResource: new Map(), ofFunction: new Map() }, '000000000000');
  const now = Date.now;
  const queues = new Queues([queueSpec('telemetry', 'arn:aws:sqs:eu-west-1:000000000000:telemetry', {}, 1)], join(folder, 'queues')); // prettier-ignore
  const published: Publication[] = [];
  const sns: Service = async ({ caller, body }) => {
    if (caller.kind === 'role') return { status: 403, headers: { 'content-type': 'text/xml' }, body: '<ErrorResponse><Error><Code>AuthorizationError</Code></Error></ErrorResponse>' }; // prettier-ignore
    published.push(publicationOf(new URLSearchParams(body.toString())));
    const answer = '<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>';
    return { status: 200, headers: { 'content-type': 'text/xml' }, body: answer };
  };
  let url = '';
  const server = awsEndpoint(
    {
      s3: objectService({ buckets: new Map([[bucket, new Objects(join(folder, 's3'))]]), access, now }),
      ssm: parameterService({ parameters: new Parameters(join(folder, 'parameters.json')), access, now, arn: 'arn:aws:ssm:eu-west-1:000000000000:parameter' }),
      sqs: queueService({ queues, access, now, timerScale: 1, urlOf: (name) => `${url}/000000000000/${name}` }),
      sns,
    },
    (key) => (Object.hasOwn(identities, key) ? identities[key] : undefined),
  );
  url = `http://127.0.0.1:${await listen(server, 0)}`;
  const before = { ...process.env };
  const become = (accessKeyId: 'ALLOWED' | 'DENIED') =>
    Object.assign(process.env, { AWS_ENDPOINT_URL_S3: url, AWS_ENDPOINT_URL_SSM: url, AWS_ENDPOINT_URL_SNS: url, AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secret });
  become('ALLOWED');
  delete process.env['AWS_SESSION_TOKEN'];
  const options = { endpoint: url, region: 'eu-west-1', credentials: { accessKeyId: 'ALLOWED', secretAccessKey: secret }, maxAttempts: 1 };
  const clients = { sqs: new SQSClient(options) };
  return {
    ...clients,
    queueUrl: `${url}/000000000000/telemetry`,
    published,
    become,
    async stop() {
      for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
      Object.assign(process.env, before);
      for (const client of Object.values(clients)) client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
} // prettier-ignore
