import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { IncidentId } from '../../core/ids.ts';
import { Instant } from '../../core/instant.ts';
import { type Channel, channels, type NoticeFate, type NoticeStore } from '../../core/ports/channels.ts';
import { UnreadableItem } from '../unreadable-item.ts';
import type { Item } from './item.ts';
import { noticeKey, noticesPartition } from './keys.ts';
import { itemsOf } from './requests.ts';

const keptSeconds = 90 * 24 * 3_600;

/** Attributes of their own, for every write is a single conditional update. `tries`: begun, and nobody knows what came of it. */
const NoticeItem = z.object({
  version: z.coerce.number().int(),
  channel: z.enum(channels),
  state: z.enum(['trying', 'done']),
  at: Instant,
  refused: z.string().optional(),
  tries: z.coerce.number().int(),
});

export function dynamoNotices(client: DynamoDBClient, tableName: string): NoticeStore {
  return {
    async begin(incident, version, channel, at) {
      const set = { ...written(version, channel, at), ':one': { N: '1' }, ':done': { S: 'done' }, ':trying': { S: 'trying' } }; // prettier-ignore
      const after = await update(incident, version, channel, {
        UpdateExpression: `SET ${writes}, #state = :trying ADD tries :one`,
        ConditionExpression: 'attribute_not_exists(pk) OR #state <> :done',
        ExpressionAttributeNames: { ...names, '#state': 'state' },
        ExpressionAttributeValues: set,
      });
      if (after === undefined) return 'done';
      return after['tries']?.N === '1' ? 'first' : 'again';
    },
    async finish(incident, version, channel, at, refused) {
      await update(incident, version, channel, {
        UpdateExpression: `SET ${writes}, #state = :done, tries = :none${refused === undefined ? '' : ', refused = :refused'}`,
        ConditionExpression: 'attribute_not_exists(pk) OR #state <> :done',
        ExpressionAttributeNames: { ...names, '#state': 'state' },
        ExpressionAttributeValues: { ...written(version, channel, at), ':none': { N: '0' }, ':done': { S: 'done' }, ...(refused !== undefined && { ':refused': { S: refused } }) }, // prettier-ignore
      });
    },
    async release(incident, version, channel) {
      // Takes back one try only: another one, whose outcome is not known, still makes the next a second.
      await update(incident, version, channel, {
        UpdateExpression: 'ADD tries :less',
        ConditionExpression: '#state = :trying AND tries > :none',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':less': { N: '-1' }, ':none': { N: '0' }, ':trying': { S: 'trying' } },
      });
    },
    async ofIncident(incident) {
      const items = await itemsOf({ client, name: tableName }, [noticesPartition(incident)], 'eventual');
      return items.flatMap(fatesIn);
    },
  };

  /** The item after the update, or undefined where the condition did not hold. */
  async function update(incident: IncidentId, version: number, channel: Channel, change: Change): Promise<Item | undefined> {
    const { pk, sk } = noticeKey(incident, version, channel);
    const command = { TableName: tableName, Key: { pk: { S: pk }, sk: { S: sk } }, ReturnValues: 'ALL_NEW' as const };
    try {
      return (await client.send(new UpdateItemCommand({ ...command, ...change }))).Attributes ?? {};
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  } // prettier-ignore
}

interface Change {
  readonly UpdateExpression: string;
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues: Record<string, AttributeValue>;
}

const names = { '#type': 'type', '#at': 'at', '#ttl': 'ttl' };
const writes = '#type = :type, version = :version, channel = :channel, #at = :at, #ttl = :ttl';

function written(version: number, channel: Channel, at: string): Record<string, AttributeValue> {
  const ttl = Math.ceil(Date.parse(at) / 1_000) + keptSeconds;
  return { ':type': { S: 'notice' }, ':version': { N: String(version) }, ':channel': { S: channel }, ':at': { S: at }, ':ttl': { N: String(ttl) } };
} // prettier-ignore

function fatesIn(item: Item): NoticeFate[] {
  const plain = Object.fromEntries(Object.entries(item).map(([name, value]) => [name, value.S ?? value.N]));
  const parsed = NoticeItem.safeParse(plain);
  if (!parsed.success) throw new UnreadableItem('a stored notice does not fit its schema');
  const { tries, ...fate } = parsed.data;
  return fate.state === 'done' || tries > 0 ? [fate] : [];
}
