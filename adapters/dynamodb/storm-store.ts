import { ConditionalCheckFailedException, type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { StormCount, StormStore } from '../../core/ports/channels.ts';
import { stormKey } from './keys.ts';

const keptSeconds = 90 * 24 * 3_600;
const counts: readonly StormCount[] = ['critical', 'other', 'grouped'];

/** Counts in one item of a cluster, by conditional updates alone: two who count at once are counted twice. */
export function dynamoStorms(client: DynamoDBClient, tableName: string): StormStore {
  return {
    async add(cluster, count, at, windowMs) {
      const { pk, sk } = stormKey(cluster);
      const cutoff = { S: new Date(Date.parse(at) - windowMs).toISOString() };
      const command = { TableName: tableName, Key: { pk: { S: pk }, sk: { S: sk } }, ReturnValues: 'ALL_NEW' as const };
      const names = { '#since': 'since', '#count': count };
      for (;;) {
        try {
          const { Attributes: after = {} } = await client.send(
            new UpdateItemCommand({
              ...command,
              UpdateExpression: 'ADD #count :one',
              ConditionExpression: '#since > :cutoff',
              ExpressionAttributeNames: names,
              ExpressionAttributeValues: { ':one': { N: '1' }, ':cutoff': cutoff },
            }),
          );
          return { count: Number(after[count]?.N), since: after['since']?.S ?? at };
        } catch (error) {
          if (!(error instanceof ConditionalCheckFailedException)) throw error;
        }
        try {
          // Some of the words are reserved by DynamoDB.
          const [a = '', b = ''] = counts.filter((one) => one !== count);
          await client.send(
            new UpdateItemCommand({
              ...command,
              UpdateExpression: `SET #since = :at, #count = :one, #a = :none, #b = :none, #type = :type, #ttl = :ttl`,
              ConditionExpression: 'attribute_not_exists(pk) OR #since <= :cutoff',
              ExpressionAttributeNames: { ...names, '#a': a, '#b': b, '#type': 'type', '#ttl': 'ttl' },
              ExpressionAttributeValues: {
                ':at': { S: at },
                ':one': { N: '1' },
                ':none': { N: '0' },
                ':cutoff': cutoff,
                ':type': { S: 'storm' },
                ':ttl': { N: String(Math.ceil(Date.parse(at) / 1_000) + keptSeconds) },
              },
            }),
          );
          return { count: 1, since: at };
        } catch (error) {
          // Somebody else began counting in between.
          if (!(error instanceof ConditionalCheckFailedException)) throw error;
        }
      }
    },
  };
}
