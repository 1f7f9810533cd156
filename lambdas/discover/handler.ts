import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { systemClock } from '../../adapters/clock.ts';
import { dynamoClusters } from '../../adapters/dynamodb/cluster-store.ts';
import { signingKeys } from '../../adapters/kubernetes/signing-keys.ts';
import { kubernetesView } from '../../adapters/kubernetes/view.ts';
import { powertoolsLog } from '../../adapters/log.ts';
import { powertoolsMeter } from '../../adapters/meter.ts';
import { ssmSecrets } from '../../adapters/ssm/secret.ts';
import { counted } from '../counted.ts';
import { indexObject } from '../index-object.ts';
import { inventoryStores } from '../inventory-stores.ts';
import { discover } from './discover.ts';
import { DiscoverEnv } from './env.ts';
import { publishKeys } from './publish-keys.ts';

const env = DiscoverEnv.parse(process.env);
const table = [new DynamoDBClient({}), env.TABLE_NAME] as const;
const now = systemClock();
const glue = { log: powertoolsLog('discover'), meter: powertoolsMeter('discover'), now };
const secrets = ssmSecrets(now);
const clusters = dynamoClusters(...table);
const access = { clusters, secret: (name: string) => secrets.get(name), ...glue };
const deps = {
  ...glue,
  ...inventoryStores(...table, env.BUCKET_NAME),
  clusters,
  view: kubernetesView(access),
  keys: signingKeys(access),
  index: indexObject(env.BUCKET_NAME),
};

// Neither waits for the other: a cluster that cannot be looked at still has its keys renewed.
export const handler = () =>
  counted(glue.meter, async () => {
    const [keys, look] = await Promise.allSettled([publishKeys(deps), discover(deps)]);
    if (look.status === 'rejected') throw look.reason;
    if (keys.status === 'rejected') throw keys.reason;
  });
