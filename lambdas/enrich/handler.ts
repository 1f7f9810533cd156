import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SQSEvent } from 'aws-lambda';
import { systemClock } from '../../adapters/clock.ts';
import { dynamoClusters } from '../../adapters/dynamodb/cluster-store.ts';
import { dynamoCounters } from '../../adapters/dynamodb/counter-store.ts';
import { dynamoEdges } from '../../adapters/dynamodb/edge-store.ts';
import { dynamoIntervals } from '../../adapters/dynamodb/interval-store.ts';
import { dynamoWorkloads } from '../../adapters/dynamodb/workload-store.ts';
import { kubernetesDirectory } from '../../adapters/kubernetes/directory.ts';
import { powertoolsLog } from '../../adapters/log.ts';
import { powertoolsMeter } from '../../adapters/meter.ts';
import { s3Archive } from '../../adapters/s3/archive.ts';
import { s3Objects } from '../../adapters/s3/object-store.ts';
import { ssmSecrets } from '../../adapters/ssm/secret.ts';
import { QueuedBatch } from '../../core/message.ts';
import { counted } from '../counted.ts';
import { eachMessage } from '../each-record.ts';
import { Floodgate } from '../floodgate.ts';
import { tellingStores } from '../telling-stores.ts';
import { enrich } from './enrich.ts';
import { EnrichEnv } from './env.ts';
import { NodeGuard } from './node-guard.ts';
import { RecentSights } from './recent-sights.ts';
import { Directory } from './whereabouts.ts';

const env = EnrichEnv.parse(process.env);
const table = [new DynamoDBClient({}), env.TABLE_NAME] as const;
const now = systemClock();
const glue = { stage: 'enrich', log: powertoolsLog('enrich'), meter: powertoolsMeter('enrich') };
const secrets = ssmSecrets(now);
const kubernetes = kubernetesDirectory({
  clusters: dynamoClusters(...table),
  secret: (name) => secrets.get(name),
  now,
  log: glue.log,
});
const directory = new Directory({
  ...glue,
  workloads: dynamoWorkloads(...table),
  intervals: dynamoIntervals(...table),
  kubernetes,
  now,
});
const guard = new NodeGuard({
  ...glue,
  ...tellingStores(...table),
  gate: new Floodgate(s3Objects(env.BUCKET_NAME), now, glue.log),
  limits: { burst: env.NOVELTY_BURST, perMinute: env.NOVELTY_PER_MINUTE },
  now,
});
const deps = {
  ...glue,
  guard,
  edges: dynamoEdges(...table),
  workloads: dynamoWorkloads(...table),
  counters: dynamoCounters(...table),
  intervals: dynamoIntervals(...table),
  archive: s3Archive(env.BUCKET_NAME),
  kubernetes,
  directory,
  recent: new RecentSights(),
  now,
};

export const handler = (event: SQSEvent) =>
  counted(glue.meter, () => eachMessage(event, QueuedBatch, (batch) => enrich(batch, deps), glue));
