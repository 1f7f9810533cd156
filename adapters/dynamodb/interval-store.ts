import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { Interval, ownerUid } from '../../core/interval.ts';
import type { IntervalStore } from '../../core/ports/graph.ts';
import { type Item, itemOf, valueIn } from './item.ts';
import { intervalKey, intervalsPartition } from './keys.ts';
import { itemsOf } from './requests.ts';

// Telemetry comes at most a day late; the hour covers the clocks.
const keptAfterEndSeconds = 25 * 3_600;

export function dynamoIntervals(client: DynamoDBClient, tableName: string): IntervalStore {
  const table = { client, name: tableName };
  return {
    async of(cluster, address) {
      const items = await itemsOf(table, [intervalsPartition(cluster, address)], 'eventual');
      const intervals = items.map((item) => valueIn(item, Interval));
      return intervals.toSorted((a, b) => a.from - b.from || (ownerUid(a.owner) < ownerUid(b.owner) ? -1 : 1));
    },
    async put(cluster, interval) {
      // No condition: who learned last says when it ends. An end that is lost does no harm, because of two intervals
      // that overlap the one that began last counts.
      await client.send(new PutItemCommand({ TableName: tableName, Item: itemFromInterval(cluster, interval) }));
    },
  };
}

export function itemFromInterval(cluster: Parameters<typeof intervalKey>[0], interval: Interval): Item {
  const key = intervalKey(cluster, interval.address, ownerUid(interval.owner));
  const ttl = interval.to === undefined ? {} : { ttl: interval.to / 1_000 + keptAfterEndSeconds };
  return itemOf(key, 'interval', interval, ttl);
}
