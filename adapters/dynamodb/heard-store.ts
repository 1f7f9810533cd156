import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { HeardStore } from '../../core/ports.ts';
import { sortedBy } from '../sorted-by.ts';
import { itemOf, valueIn } from './item.ts';
import { heardKey, heardPartition } from './keys.ts';
import { getItem, itemsOf, putIf } from './requests.ts';

const HeardItem = z.object({ node: z.string(), heardAt: z.iso.datetime(), previousAt: z.iso.datetime().optional() });

const keptSeconds = 35 * 24 * 3_600;

export function dynamoHeard(client: DynamoDBClient, tableName: string): HeardStore {
  const table = { client, name: tableName };
  return {
    async hear(cluster, node, at) {
      const heardAt = new Date(at).toISOString();
      const there = await getItem(table, heardKey(cluster, node), 'strong');
      const before = there && valueIn(there, HeardItem).heardAt;
      const heard = { node, heardAt, ...(before === undefined ? {} : { previousAt: before }) };
      const item = itemOf(heardKey(cluster, node), 'heard', heard, { ttl: Date.parse(at) / 1_000 + keptSeconds });
      await putIf(table, { ...item, heardAt: { S: heardAt } }, { ConditionExpression: 'attribute_not_exists(pk) OR heardAt < :at', ExpressionAttributeValues: { ':at': { S: heardAt } } });
    },
    async ofCluster(cluster) {
      const items = await itemsOf(table, [heardPartition(cluster)], 'eventual');
      return sortedBy(items.map((item) => valueIn(item, HeardItem)), ({ node }) => node);
    },
  };
} // prettier-ignore
