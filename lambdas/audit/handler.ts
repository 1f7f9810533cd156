import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { CloudWatchLogsEvent } from 'aws-lambda';
import { systemClock } from '../../adapters/clock.ts';
import { dynamoAuditEvents } from '../../adapters/dynamodb/audit-event-store.ts';
import { dynamoClusterParts } from '../../adapters/dynamodb/cluster-part-store.ts';
import { dynamoClusters } from '../../adapters/dynamodb/cluster-store.ts';
import { dynamoTraits } from '../../adapters/dynamodb/observed-store.ts';
import { dynamoWorkloads } from '../../adapters/dynamodb/workload-store.ts';
import { powertoolsLog } from '../../adapters/log.ts';
import { powertoolsMeter } from '../../adapters/meter.ts';
import { counted } from '../counted.ts';
import { audit } from './audit.ts';
import { AuditEnv } from './env.ts';

const env = AuditEnv.parse(process.env);
const table = [new DynamoDBClient({}), env.TABLE_NAME] as const;
const meter = powertoolsMeter('audit');
const deps = {
  clusters: dynamoClusters(...table),
  events: dynamoAuditEvents(...table),
  parts: dynamoClusterParts(...table),
  workloads: dynamoWorkloads(...table),
  traits: dynamoTraits(...table),
  now: systemClock(),
  log: powertoolsLog('audit'),
  meter,
};

/** Fails as a whole where one record cannot be kept: CloudWatch brings the delivery again, and what is known changes nothing. */
export const handler = (event: CloudWatchLogsEvent) => counted(meter, () => audit(event.awslogs.data, deps));
