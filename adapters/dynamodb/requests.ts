import {
  type AttributeValue, BatchGetItemCommand, ConditionalCheckFailedException, DeleteItemCommand, type DynamoDBClient, GetItemCommand, type KeysAndAttributes,
  PutItemCommand, QueryCommand, type QueryCommandInput,
} from '@aws-sdk/client-dynamodb'; // prettier-ignore
import { setTimeout as sleep } from 'node:timers/promises';
import type { WriteResult } from '../../core/ports/stored.ts';
import { Unavailable } from '../unavailable.ts';
import type { Item } from './item.ts';
import { type Key, table } from './keys.ts';

export interface Table {
  readonly client: DynamoDBClient;
  readonly name: string;
}

export type Consistency = 'strong' | 'eventual';

const attributes = ({ pk, sk }: Key): Item => ({ pk: { S: pk }, sk: { S: sk } });

export async function getItem({ client, name }: Table, key: Key, consistency: Consistency): Promise<Item | undefined> {
  const ConsistentRead = consistency === 'strong';
  return (await client.send(new GetItemCommand({ TableName: name, Key: attributes(key), ConsistentRead }))).Item;
}

// What one BatchGetItem takes.
const batchSize = 100;
const batchAttempts = 8;

/** The items of these keys that exist, in no order. Keys that DynamoDB left for later are asked for again. */
export async function getItems(from: Table, keys: readonly Key[], consistency: Consistency): Promise<Item[]> {
  const unique = [...new Map(keys.map((key) => [JSON.stringify([key.pk, key.sk]), attributes(key)])).values()];
  const chunks = Array.from({ length: Math.ceil(unique.length / batchSize) }, (_, at) => unique.slice(at * batchSize, (at + 1) * batchSize)); // prettier-ignore
  const items: Item[] = [];
  for (const chunk of chunks) items.push(...(await getChunk(from, chunk, consistency === 'strong')));
  return items;
}

async function getChunk({ client, name }: Table, keys: Item[], ConsistentRead: boolean): Promise<Item[]> {
  const items: Item[] = [];
  let asked: Record<string, KeysAndAttributes> = { [name]: { Keys: keys, ConsistentRead } };
  for (let attempt = 1; attempt <= batchAttempts; attempt++) {
    const { Responses = {}, UnprocessedKeys = {} } = await client.send(new BatchGetItemCommand({ RequestItems: asked })); // prettier-ignore
    items.push(...(Responses[name] ?? []));
    if ((UnprocessedKeys[name]?.Keys ?? []).length === 0) return items;
    asked = UnprocessedKeys;
    // Left over means throttled: each round waits twice as long, 2.5 s in all.
    await sleep(10 * 2 ** attempt);
  }
  throw new Unavailable(`the table left keys unread in ${batchAttempts} rounds`);
}

/** Every item of a query, page after page. */
export async function queryAll({ client, name }: Table, query: Omit<QueryCommandInput, 'TableName'>): Promise<Item[]> {
  const items: Item[] = [];
  let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(new QueryCommand({ ...query, TableName: name, ExclusiveStartKey }));
    items.push(...(page.Items ?? []));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return items;
}

/** Every item of these partitions, in order of the sort key within each. */
export async function itemsOf(from: Table, partitions: readonly string[], consistency: Consistency): Promise<Item[]> {
  const ofEach = partitions.map((pk) =>
    queryAll(from, {
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: pk } },
      ConsistentRead: consistency === 'strong',
    }),
  );
  return (await Promise.all(ofEach)).flat();
}

/** The first items of a partition in order of the sort key, as many as one answer holds. */
export async function firstOf(from: Table, partition: string, limit: number): Promise<Item[]> {
  const { client, name } = from;
  const request = new QueryCommand({ TableName: name, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': { S: partition } }, Limit: limit }); // prettier-ignore
  return (await client.send(request)).Items ?? [];
}

/**
 * Every item of one type under these partitions of the index, whose answer may be a moment old.
 * @param since begins the sort key: only items from there on
 */
export async function indexed(
  from: Table,
  partitions: readonly string[],
  type: string,
  since?: string,
): Promise<Item[]> {
  const ofEach = partitions.map((pk) =>
    queryAll(from, {
      IndexName: table.index,
      KeyConditionExpression: since === undefined ? 'changesPk = :pk' : 'changesPk = :pk AND changesSk >= :since',
      FilterExpression: '#type = :type',
      ExpressionAttributeNames: { '#type': 'type' },
      ExpressionAttributeValues: {
        ':pk': { S: pk },
        ':type': { S: type },
        ...(since === undefined ? {} : { ':since': { S: since } }),
      },
    }),
  );
  return (await Promise.all(ofEach)).flat();
}

/** Stored only if nothing is there (`expected` undefined) or what is there has this revision. */
export async function putRevision(to: Table, item: Item, expected: number | undefined): Promise<WriteResult> {
  const condition =
    expected === undefined
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : {
          ConditionExpression: 'revision = :expected',
          ExpressionAttributeValues: { ':expected': { N: String(expected) } },
        };
  return putIf(to, item, condition);
}

export async function putIf(
  { client, name }: Table,
  item: Item,
  condition: { ConditionExpression: string; ExpressionAttributeValues?: Item },
): Promise<WriteResult> {
  try {
    await client.send(new PutItemCommand({ TableName: name, Item: item, ...condition }));
    return 'stored';
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return 'stale';
    throw error;
  }
}

export async function deleteItems({ client, name }: Table, keys: readonly Key[]): Promise<void> {
  for (const key of keys) await client.send(new DeleteItemCommand({ TableName: name, Key: attributes(key) }));
}

/** Deleted only if what is there has this revision. */
export async function deleteRevision({ client, name }: Table, key: Key, expected: number): Promise<WriteResult> {
  const condition = { ConditionExpression: 'revision = :expected', ExpressionAttributeValues: { ':expected': { N: String(expected) } } }; // prettier-ignore
  try {
    await client.send(new DeleteItemCommand({ TableName: name, Key: attributes(key), ...condition }));
    return 'stored';
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return 'stale';
    throw error;
  }
}
