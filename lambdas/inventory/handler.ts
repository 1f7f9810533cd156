import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEventV2WithLambdaAuthorizer, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { systemClock } from '../../adapters/clock.ts';
import { dynamoClusters } from '../../adapters/dynamodb/cluster-store.ts';
import { powertoolsLog } from '../../adapters/log.ts';
import { powertoolsMeter } from '../../adapters/meter.ts';
import { counted } from '../counted.ts';
import { inventoryStores } from '../inventory-stores.ts';
import { problemResult } from '../problem-result.ts';
import { Speaker } from '../speaker.ts';
import { InventoryEnv } from './env.ts';
import { inventory } from './inventory.ts';

const env = InventoryEnv.parse(process.env);
const meter = powertoolsMeter('inventory');
const table = [new DynamoDBClient({}), env.TABLE_NAME] as const;
const deps = {
  ...inventoryStores(...table, env.BUCKET_NAME),
  clusters: dynamoClusters(...table),
  now: systemClock(),
  log: powertoolsLog('inventory'),
  meter,
};

type Event = APIGatewayProxyEventV2WithLambdaAuthorizer<unknown>;

export const handler = (event: Event): Promise<APIGatewayProxyStructuredResultV2> =>
  counted(meter, async () => {
    const { body = '', isBase64Encoded, headers, requestContext } = event;
    const speaker = Speaker.parse(requestContext.authorizer.lambda);
    const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
    const answer = await inventory({ body: bytes, mediaType: headers['content-type'], speaker }, deps);
    if ('problem' in answer) return problemResult(answer.problem, answer.retryAfterS);
    const json = { 'content-type': 'application/json' };
    return { statusCode: answer.status, headers: json, body: JSON.stringify(answer.body) };
  });
