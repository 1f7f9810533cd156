import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { systemClock } from '../../adapters/clock.ts';
import { changeFromItem } from '../../adapters/dynamodb/change.ts';
import { dynamoEdges } from '../../adapters/dynamodb/edge-store.ts';
import { powertoolsLog } from '../../adapters/log.ts';
import { powertoolsMeter } from '../../adapters/meter.ts';
import { s3Objects } from '../../adapters/s3/object-store.ts';
import { counted } from '../counted.ts';
import { allChanges } from '../each-record.ts';
import { detectChanges } from './changes.ts';
import { publishedIntelligence } from '../published-intelligence.ts';
import { tellingStores } from '../telling-stores.ts';
import { DetectEnv } from './env.ts';

const env = DetectEnv.parse(process.env);
const table = [new DynamoDBClient({}), env.TABLE_NAME] as const;
const glue = { stage: 'detect', log: powertoolsLog('detect'), meter: powertoolsMeter('detect') };
const deps = {
  ...glue,
  ...tellingStores(...table),
  edges: dynamoEdges(...table),
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
