import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { systemClock } from '../../adapters/clock.ts';
import { dynamoClusters } from '../../adapters/dynamodb/cluster-store.ts';
import { dynamoCounters } from '../../adapters/dynamodb/counter-store.ts';
import { dynamoEdges } from '../../adapters/dynamodb/edge-store.ts';
import { dynamoNotices } from '../../adapters/dynamodb/notice-store.ts';
import { dynamoNamespaces, dynamoNodes, dynamoRisks, dynamoTraits } from '../../adapters/dynamodb/observed-store.ts'; // prettier-ignore
import { powertoolsLog } from '../../adapters/log.ts';
import { powertoolsMeter } from '../../adapters/meter.ts';
import { snsTopic } from '../../adapters/sns/topic.ts';
import { s3Objects } from '../../adapters/s3/object-store.ts';
import type { Change } from '../../core/change.ts';
import type { ClusterId } from '../../core/ids.ts';
import { counted } from '../counted.ts';
import { detectChanges } from '../detect/changes.ts';
import { publishedIntelligence } from '../published-intelligence.ts';
import { publishReview } from '../published-review.ts';
import { reviewList, settleLearning } from '../settle-learning.ts';
import { tellingStores } from '../telling-stores.ts';
import { tellDigest } from './digest.ts';
import { tellStaleFeeds } from './feeds.ts';
import { SweepEnv } from './env.ts';
import { sweep, sweepTimes } from './sweep.ts';

const env = SweepEnv.parse(process.env);
const table = [new DynamoDBClient({}), env.TABLE_NAME] as const;
const glue = { log: powertoolsLog('sweep'), meter: powertoolsMeter('sweep'), now: systemClock() };
const judging = {
  ...glue,
  ...tellingStores(...table),
  edges: dynamoEdges(...table),
};
const objects = s3Objects(env.BUCKET_NAME);
const intelligence = publishedIntelligence({ ...glue, objects });
const watching = {
  counters: dynamoCounters(...table),
  nodes: dynamoNodes(...table),
  risks: dynamoRisks(...table),
};
const days = {
  ...judging,
  ...watching,
  notices: dynamoNotices(...table),
  topic: snsTopic(env.TOPIC_ARN),
  wait: sleep,
  dashboardUrl: env.DASHBOARD_URL,
  digestHour: env.DIGEST_HOUR,
};
const deps = {
  ...judging,
  ...watching,
  ...sweepTimes,
  clusters: dynamoClusters(...table),
  traits: dynamoTraits(...table),
  namespaces: dynamoNamespaces(...table),
  judge: async (changes: readonly Change[]) =>
    detectChanges(changes, { ...judging, intelligence: await intelligence() }),
  settleLearning: async (cluster: ClusterId) =>
    settleLearning(cluster, { ...judging, intelligence: await intelligence() }),
  tellStaleFeeds: () => tellStaleFeeds({ ...days, clusters: dynamoClusters(...table), objects }),
  tellDigest: (cluster: ClusterId) => tellDigest(cluster, days),
  publishReview: async (cluster: ClusterId, at: string) => {
    const list = await reviewList(cluster, { ...judging, intelligence: await intelligence() });
    await publishReview(cluster, list, at, objects);
  },
};

export const handler = () => counted(glue.meter, () => sweep(deps));
