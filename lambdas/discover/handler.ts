import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { systemClock } from '../../adapters/clock.ts';
import { dynamoClusters } from '../../adapters/dynamodb/cluster-store.ts';
import { kubernetesView } from '../../adapters/kubernetes/view.ts';
import { powertoolsLog } from '../../adapters/log.ts';
import { powertoolsMeter } from '../../adapters/meter.ts';
import { ssmSecrets } from '../../adapters/ssm/secret.ts';
import { counted } from '../counted.ts';
import { inventoryStores } from '../inventory-stores.ts';
import { discover } from './discover.ts';
import { DiscoverEnv } from './env.ts';

const env = DiscoverEnv.parse(process.env);
const table = [new DynamoDBClient({}), env.TABLE_NAME] as const;
const now = systemClock();
const glue = { log: powertoolsLog('discover'), meter: powertoolsMeter('discover'), now };
const secrets = ssmSecrets(now);
const clusters = dynamoClusters(...table);
const deps = {
  ...glue,
  ...inventoryStores(...table, env.BUCKET_NAME),
  clusters,
  view: kubernetesView({ clusters, secret: (name) => secrets.get(name), ...glue }),
};

export const handler = () => counted(glue.meter, () => discover(deps));
