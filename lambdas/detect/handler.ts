import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { systemClock } from '../../adapters/clock.ts';
import { dynamoAuditEvents } from '../../adapters/dynamodb/audit-event-store.ts';
import { dynamoBaselines } from '../../adapters/dynamodb/baseline-store.ts';
import { changeFromItem } from '../../adapters/dynamodb/change.ts';
import { dynamoClusterParts } from '../../adapters/dynamodb/cluster-part-store.ts';
import { dynamoEdges } from '../../adapters/dynamodb/edge-store.ts';
import { dynamoFindings } from '../../adapters/dynamodb/finding-store.ts';
import { dynamoIncidents } from '../../adapters/dynamodb/incident-store.ts';
import { dynamoExposures } from '../../adapters/dynamodb/observed-store.ts';
import { dynamoRenown } from '../../adapters/dynamodb/renown-store.ts';
import { dynamoWorkloads } from '../../adapters/dynamodb/workload-store.ts';
import { powertoolsLog } from '../../adapters/log.ts';
import { powertoolsMeter } from '../../adapters/meter.ts';
import { s3Objects } from '../../adapters/s3/object-store.ts';
import { counted } from '../counted.ts';
import { allChanges } from '../each-record.ts';
import { detectChanges } from './changes.ts';
import { publishedIntelligence } from '../published-intelligence.ts';
import { DetectEnv } from './env.ts';

const env = DetectEnv.parse(process.env);
const table = [new DynamoDBClient({}), env.TABLE_NAME] as const;
const glue = { stage: 'detect', log: powertoolsLog('detect'), meter: powertoolsMeter('detect') };
const deps = {
  ...glue,
  workloads: dynamoWorkloads(...table),
  baseline: dynamoBaselines(...table),
  edges: dynamoEdges(...table),
  renown: dynamoRenown(...table),
  findings: dynamoFindings(...table),
  incidents: dynamoIncidents(...table),
  events: dynamoAuditEvents(...table),
  parts: dynamoClusterParts(...table),
  exposures: dynamoExposures(...table),
  now: systemClock(),
};
const intelligence = publishedIntelligence({ ...deps, objects: s3Objects(env.BUCKET_NAME) });

export const handler = (event: DynamoDBStreamEvent) =>
  counted(glue.meter, () =>
    allChanges(
      event,
      changeFromItem,
      async (changes) => detectChanges(changes, { ...deps, intelligence: await intelligence() }),
      glue,
    ),
  );
