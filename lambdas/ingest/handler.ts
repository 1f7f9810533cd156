import { SQSClient } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEventV2WithLambdaAuthorizer, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { systemClock } from '../../adapters/clock.ts';
import { powertoolsLog } from '../../adapters/log.ts';
import { powertoolsMeter } from '../../adapters/meter.ts';
import { s3Objects } from '../../adapters/s3/object-store.ts';
import { sqsQueue } from '../../adapters/sqs/queue.ts';
import type { QueuedBatch } from '../../core/message.ts';
import { policyOf } from '../../core/policy.ts';
import { counted } from '../counted.ts';
import { Floodgate } from '../floodgate.ts';
import { problemResult } from '../problem-result.ts';
import { Speaker } from '../speaker.ts';
import { IngestEnv } from './env.ts';
import { ingest } from './ingest.ts';
import { policyAnswer } from './policy.ts';

const env = IngestEnv.parse(process.env);
const meter = powertoolsMeter('ingest');
const queue = sqsQueue(new SQSClient({}), env.QUEUE_URL);
const log = powertoolsLog('ingest');
const now = systemClock();
const gate = new Floodgate(s3Objects(env.BUCKET_NAME), now, log);
const policy = policyOf(env.HEARTBEAT_SECONDS);
const deps = {
  closedUntil: gate.closedUntil.bind(gate),
  send: (message: QueuedBatch) => queue.send(message),
  policy,
  now,
  log,
  meter,
};

type Event = APIGatewayProxyEventV2WithLambdaAuthorizer<unknown>;

export const handler = (event: Event): Promise<APIGatewayProxyStructuredResultV2> =>
  counted(meter, async () => {
    const { body = '', isBase64Encoded, headers, requestContext } = event;
    if (requestContext.http.method === 'GET') return policyAnswer(policy, headers['if-none-match']);
    const speaker = Speaker.parse(requestContext.authorizer.lambda);
    const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
    const answer = await ingest({ body: bytes, mediaType: headers['content-type'], speaker }, deps);
    if ('problem' in answer) return problemResult(answer.problem);
    const json = { 'content-type': 'application/json' };
    return { statusCode: answer.status, headers: json, body: JSON.stringify(answer.body) };
  });
