import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { AuditEvent } from '../../core/inventory/audit-event.ts';
import type { AuditEventStore } from '../../core/ports/clusters.ts';
import { type Image, type Item, itemOf, valueIn } from './item.ts';
import { eventKey, eventsPartition, eventSpan } from './keys.ts';
import { putRevision, queryAll } from './requests.ts';

const keptSeconds = 35 * 24 * 3_600;

export function dynamoAuditEvents(client: DynamoDBClient, tableName: string): AuditEventStore {
  const table = { client, name: tableName };
  return {
    append: async (event) => ((await putRevision(table, itemFromEvent(event), undefined)) === 'stored' ? 'stored' : 'known'),
    async ofNamespace(cluster, namespace, from, to) {
      const [first, last] = eventSpan(from, to);
      const items = await queryAll(table, {
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
        ExpressionAttributeValues: { ':pk': { S: eventsPartition(cluster, namespace) }, ':first': { S: first }, ':last': { S: last } },
        ConsistentRead: true,
      });
      return items.map((item) => valueIn(item, AuditEvent));
    },
  };
} // prettier-ignore

export function itemFromEvent(event: AuditEvent): Item {
  const { cluster, namespace, at, id } = event;
  return itemOf(eventKey(cluster, namespace, at, id), 'event', event, { ttl: Date.parse(at) / 1_000 + keptSeconds });
}

export function eventFromItem(item: Image): AuditEvent {
  return valueIn(item, AuditEvent);
}
