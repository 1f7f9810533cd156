import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { systemClock } from '../../adapters/clock.ts';
import { dynamoBaselines } from '../../adapters/dynamodb/baseline-store.ts';
import { edgeFromItem } from '../../adapters/dynamodb/edge-store.ts';
import { dynamoFindings } from '../../adapters/dynamodb/finding-store.ts';
import { dynamoIncidents } from '../../adapters/dynamodb/incident-store.ts';
import { dynamoRenown } from '../../adapters/dynamodb/renown-store.ts';
import { dynamoWorkloads } from '../../adapters/dynamodb/workload-store.ts';
import { powertoolsLog } from '../../adapters/log.ts';
import { powertoolsMeter } from '../../adapters/meter.ts';
import { s3Objects } from '../../adapters/s3/object-store.ts';
import { counted } from '../counted.ts';
import { allChanges } from '../each-record.ts';
import { detect } from './detect.ts';
import { publishedIntelligence } from '../published-intelligence.ts';
import { DetectEnv } from './env.ts';

const env = DetectEnv.parse(process.env);
const table = [new DynamoDBClient({}), env.TABLE_NAME] as const;
const glue = { stage: 'detect', log: powertoolsLog('detect'), meter: powertoolsMeter('detect') };
const deps = {
  ...glue,
  workloads: dynamoWorkloads(...table),
  baseline: dynamoBaselines(...table),
  renown: dynamoRenown(...table),
  findings: dynamoFindings(...table),
  incidents: dynamoIncidents(...table),
  now: systemClock(),
};
const intelligence = publishedIntelligence({ ...deps, objects: s3Objects(env.BUCKET_NAME) });

export const handler = (event: DynamoDBStreamEvent) =>
  counted(glue.meter, () =>
    allChanges(
      event,
      edgeFromItem,
      async (edges) => detect(edges, { ...deps, intelligence: await intelligence() }),
      glue,
    ),
  );
