import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Thread, type ThreadStore } from '../../core/ports/channels.ts';
import { itemOf, revisionIn, valueIn } from './item.ts';
import { threadKey } from './keys.ts';
import { getItem, putRevision } from './requests.ts';

const keptSeconds = 90 * 24 * 3_600;

export function dynamoThreads(client: DynamoDBClient, tableName: string): ThreadStore {
  const table = { client, name: tableName };
  return {
    async find(incident) {
      const item = await getItem(table, threadKey(incident), 'strong');
      return item && { value: valueIn(item, Thread), revision: revisionIn(item) };
    },
    put(thread, expected) {
      const ttl = Math.ceil(Date.parse(thread.at) / 1_000) + keptSeconds;
      const item = itemOf(threadKey(thread.incident), 'thread', thread, { revision: (expected ?? 0) + 1, ttl });
      return putRevision(table, item, expected);
    },
  };
}
