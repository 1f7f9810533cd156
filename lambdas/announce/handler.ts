import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { systemClock } from '../../adapters/clock.ts';
import { dynamoIncidents, incidentFromItem } from '../../adapters/dynamodb/incident-store.ts';
import { dynamoNotices } from '../../adapters/dynamodb/notice-store.ts';
import { dynamoStorms } from '../../adapters/dynamodb/storm-store.ts';
import { powertoolsLog } from '../../adapters/log.ts';
import { powertoolsMeter } from '../../adapters/meter.ts';
import { snsTopic } from '../../adapters/sns/topic.ts';
import { counted } from '../counted.ts';
import { eachChange } from '../each-record.ts';
import { announce } from './announce.ts';
import { AnnounceEnv } from './env.ts';

const env = AnnounceEnv.parse(process.env);
const table = [new DynamoDBClient({}), env.TABLE_NAME] as const;
const glue = { stage: 'announce', log: powertoolsLog('announce'), meter: powertoolsMeter('announce') };
const deps = {
  ...glue,
  incidents: dynamoIncidents(...table),
  notices: dynamoNotices(...table),
  storms: dynamoStorms(...table),
  topic: snsTopic(env.TOPIC_ARN),
  dashboardUrl: env.DASHBOARD_URL,
  now: systemClock(),
  wait: sleep,
};

export const handler = (event: DynamoDBStreamEvent) =>
  counted(glue.meter, () => eachChange(event, incidentFromItem, (incident) => announce(incident, deps), glue));
