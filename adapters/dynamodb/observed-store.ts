import { ConditionalCheckFailedException, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type * as z from 'zod';
import { NamespaceFacts, NodeFacts } from '../../core/inventory/cluster-facts.ts';
import { Exposure } from '../../core/inventory/exposure.ts';
import { WorkloadTraits } from '../../core/inventory/traits.ts';
import type { ClusterId } from '../../core/ids.ts';
import type {
  ExposureStore,
  NamespaceStore,
  NodeStore,
  ObservedStore,
  RiskStore,
  TraitsStore,
} from '../../core/ports/clusters.ts';
import { Risk } from '../../core/risks/risk.ts';
import { type Observed, sightOf } from '../../core/inventory/observed.ts';
import { sortedBy } from '../sorted-by.ts';
import { type Image, type Item, itemOf, valueIn } from './item.ts';
import { changeKey, observedKey, observedPartitions, type ObservedType } from './keys.ts';
import { getItem, itemsOf } from './requests.ts';

// What is gone is remembered as long as people may ask what it was.
const keptAfterEndSeconds = 35 * 24 * 3_600;

function observedStore<Value extends Observed, Id extends string>(
  type: ObservedType,
  schema: z.ZodType<Value>,
  idOf: (value: Value) => Id,
  indexed: boolean,
) {
  const itemFrom = (value: Value, changedAt: string): Item => {
    const { cluster } = value;
    const gone = value.goneAt ?? value.fixedAt;
    const item = itemOf(observedKey(type, cluster, idOf(value)), type, value, {
      ...(gone === undefined ? {} : { ttl: Date.parse(gone) / 1_000 + keptAfterEndSeconds }),
      ...(indexed ? { index: changeKey(cluster, changedAt, type, idOf(value)) } : {}),
    });
    return { ...item, asOf: { S: new Date(value.asOf).toISOString() }, content: { S: sightOf(value) } };
  };
  return (client: DynamoDBClient, tableName: string): ObservedStore<Value, Id> => {
    const table = { client, name: tableName };
    return {
      async find(cluster, id) {
        const item = await getItem(table, observedKey(type, cluster, id), 'strong');
        return item && valueIn(item, schema);
      },
      async put(value, changedAt) {
        const item = itemFrom(value, changedAt);
        try {
          const { Attributes } = await client.send(
            new PutItemCommand({
              TableName: tableName,
              Item: item,
              ConditionExpression: 'attribute_not_exists(pk) OR (#asOf <= :asOf AND #content <> :content)',
              ExpressionAttributeNames: { '#asOf': 'asOf', '#content': 'content' },
              ExpressionAttributeValues: { ':asOf': item['asOf']!, ':content': item['content']! },
              ReturnValues: 'ALL_OLD',
            }),
          );
          return Attributes === undefined ? 'stored' : 'changed';
        } catch (error) {
          if (error instanceof ConditionalCheckFailedException) return 'known';
          throw error;
        }
      },
      async ofCluster(cluster: ClusterId) {
        const items = await itemsOf(table, observedPartitions(type, cluster), 'eventual');
        return sortedBy(items.map((item) => valueIn(item, schema)), idOf); // prettier-ignore
      },
    };
  };
}

export const dynamoExposures: (client: DynamoDBClient, tableName: string) => ExposureStore = observedStore(
  'exposure',
  Exposure,
  ({ id }) => id,
  true,
);
export const dynamoTraits: (client: DynamoDBClient, tableName: string) => TraitsStore = observedStore(
  'traits',
  WorkloadTraits,
  ({ lineage }) => lineage,
  true,
);
export const dynamoNamespaces: (client: DynamoDBClient, tableName: string) => NamespaceStore = observedStore(
  'namespace',
  NamespaceFacts,
  ({ name }) => name,
  false,
);
export const dynamoNodes: (client: DynamoDBClient, tableName: string) => NodeStore = observedStore(
  'machine',
  NodeFacts,
  ({ name }) => name,
  false,
);
export const dynamoRisks: (client: DynamoDBClient, tableName: string) => RiskStore = observedStore('risk', Risk, ({ id }) => id, false); // prettier-ignore

/** What the stream's records hold. */
export function exposureFromItem(item: Image): Exposure {
  return valueIn(item, Exposure);
}

export function traitsFromItem(item: Image): WorkloadTraits {
  return valueIn(item, WorkloadTraits);
}
