import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { systemClock } from '../../adapters/clock.ts';
import { dynamoClusters } from '../../adapters/dynamodb/cluster-store.ts';
import { dynamoEdges } from '../../adapters/dynamodb/edge-store.ts';
import { powertoolsLog } from '../../adapters/log.ts';
import { powertoolsMeter } from '../../adapters/meter.ts';
import { feedSource } from '../../adapters/outside/feed-source.ts';
import { s3Objects } from '../../adapters/s3/object-store.ts';
import { ssmSecrets } from '../../adapters/ssm/secret.ts';
import type { Edge } from '../../core/edge.ts';
import type { GuardLists } from '../../core/feeds/guard-lists.ts';
import type { Intelligence } from '../../core/intelligence.ts';
import { counted } from '../counted.ts';
import { tellingStores } from '../telling-stores.ts';
import { detect } from '../detect/detect.ts';
import { feedsIn, RefreshIntelEnv } from './env.ts';
import { shippedGuards } from './guard-texts.ts';
import { refreshIntel } from './refresh-intel.ts';

const env = RefreshIntelEnv.parse(process.env);
const now = systemClock();
const development = env.DEVELOPMENT_FEEDS === 'true';
const table = [new DynamoDBClient({}), env.TABLE_NAME] as const;
const edges = dynamoEdges(...table);
const judging = {
  ...tellingStores(...table),
  edges,
};
const glue = { stage: 'refresh-intel', log: powertoolsLog('refresh-intel'), meter: powertoolsMeter('refresh-intel'), now }; // prettier-ignore
let guards: GuardLists | undefined;
const parameters = ssmSecrets(now);
const deps = {
  ...glue,
  clusters: dynamoClusters(...table),
  edges,
  objects: s3Objects(env.BUCKET_NAME),
  source: feedSource({ development, agent: `plumbline/${env.PLUMBLINE_VERSION}` }),
  guards: () => (guards ??= shippedGuards(env.OWN_NAMES.split(','))),
  judge: (listed: readonly Edge[], intelligence: Intelligence) => detect(listed, { ...judging, ...glue, intelligence }),
};

export const handler = () =>
  counted(glue.meter, async () => {
    await refreshIntel(feedsIn(await parameters.get(env.FEEDS_PARAMETER), development), deps);
  });
