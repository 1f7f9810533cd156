import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { APIGatewayProxyEventV2WithIAMAuthorizer } from 'aws-lambda';
import { randomBytes } from 'node:crypto';
import { systemClock } from '../../adapters/clock.ts';
import { dynamoStores } from '../../adapters/dynamodb/stores.ts';
import { powertoolsLog } from '../../adapters/log.ts';
import { powertoolsMeter } from '../../adapters/meter.ts';
import { ssmSecrets } from '../../adapters/ssm/secret.ts';
import { seedIndex } from '../../core/seed-intelligence.ts';
import { counted } from '../counted.ts';
import { apiApp } from './app.ts';
import { ApiEnv } from './env.ts';
import { callerOf, requestOf, resultOf } from './http-event.ts';
import { indexObject } from './index-object.ts';

const env = ApiEnv.parse(process.env);
const now = systemClock();
const meter = powertoolsMeter('api');
const app = apiApp({
  ...dynamoStores(new DynamoDBClient({}), env.TABLE_NAME),
  index: indexObject(env.BUCKET_NAME),
  secrets: ssmSecrets(new SSMClient({}), now),
  clusterParameters: env.CLUSTER_PARAMETERS,
  random: randomBytes,
  versions: { plumbline: env.PLUMBLINE_VERSION, intelligence: seedIndex.version },
  now,
  log: powertoolsLog('api'),
  meter,
});

export const handler = (event: APIGatewayProxyEventV2WithIAMAuthorizer) =>
  counted(meter, async () => resultOf(await app.fetch(requestOf(event), callerOf(event))));
