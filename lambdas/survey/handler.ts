import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { systemClock } from '../../adapters/clock.ts';
import { dynamoClusterParts } from '../../adapters/dynamodb/cluster-part-store.ts';
import { dynamoClusters } from '../../adapters/dynamodb/cluster-store.ts';
import { describeEks } from '../../adapters/eks/describe.ts';
import { powertoolsLog } from '../../adapters/log.ts';
import { powertoolsMeter } from '../../adapters/meter.ts';
import { counted } from '../counted.ts';
import { SurveyEnv } from './env.ts';
import { survey } from './survey.ts';

const env = SurveyEnv.parse(process.env);
const table = [new DynamoDBClient({}), env.TABLE_NAME] as const;
const meter = powertoolsMeter('survey');
const deps = {
  clusters: dynamoClusters(...table),
  parts: dynamoClusterParts(...table),
  describe: describeEks,
  now: systemClock(),
  log: powertoolsLog('survey'),
  meter,
};

export const handler = () => counted(meter, () => survey(deps));
