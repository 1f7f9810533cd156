import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import { randomBytes } from 'node:crypto';
import { systemClock } from '../../adapters/clock.ts';
import { dynamoStores } from '../../adapters/dynamodb/stores.ts';
import { powertoolsLog } from '../../adapters/log.ts';
import { powertoolsMeter } from '../../adapters/meter.ts';
import { rememberedGraph } from '../../adapters/remembered-graph.ts';
import { s3Objects } from '../../adapters/s3/object-store.ts';
import { ssmSecrets } from '../../adapters/ssm/secret.ts';
import { seedIndex } from '../../core/seed-intelligence.ts';
import { counted } from '../counted.ts';
import { apiApp } from './app.ts';
import { ApiEnv } from './env.ts';
import { callerOf, requestOf, resultOf } from './http-event.ts';
import { indexObject } from '../index-object.ts';
import { publicConfig, publicConfigPath } from './public-config.ts';
import { signInOf } from './sign-in.ts';

const env = ApiEnv.parse(process.env);
const now = systemClock();
const log = powertoolsLog('api');
const meter = powertoolsMeter('api');
const people = { groupsClaim: env.GROUPS_CLAIM, groupPrefix: env.GROUP_PREFIX, firstAdmin: env.FIRST_ADMIN };
const door = {
  installation: env.INSTALLATION,
  version: env.PLUMBLINE_VERSION,
  signIn: signInOf({ issuer: env.ISSUER, clientId: env.CLIENT_ID, signInUrl: env.SIGN_IN_URL }, now),
  log,
  meter,
};
const stores = dynamoStores(new DynamoDBClient({}), env.TABLE_NAME);
const app = apiApp({
  ...rememberedGraph(stores, now),
  objects: s3Objects(env.BUCKET_NAME),
  index: indexObject(env.BUCKET_NAME),
  secrets: ssmSecrets(now),
  clusterParameters: env.CLUSTER_PARAMETERS,
  kubernetesRoles: env.KUBERNETES_ROLES.split(','),
  auditFunction: env.AUDIT_FUNCTION,
  channels: {
    topic: env.TOPIC_ARN,
    slackParameter: env.SLACK_PARAMETER,
    webhookParameter: env.WEBHOOK_PARAMETER,
  },
  loopbackClusters: env.LOOPBACK_CLUSTERS === 'true',
  random: randomBytes,
  versions: {
    plumbline: env.PLUMBLINE_VERSION,
    get intelligence() {
      return seedIndex().version;
    },
  },
  now,
  log,
  meter,
});

export const handler = (event: APIGatewayProxyEventV2WithJWTAuthorizer) =>
  counted(meter, async () => {
    if (event.rawPath === publicConfigPath) return resultOf(await publicConfig(door));
    return resultOf(await app.fetch(requestOf(event), callerOf(event, people)), event.headers['accept-encoding']);
  });
