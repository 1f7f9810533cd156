import { ConditionalCheckFailedException, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { Finding } from '../../core/finding.ts';
import type { FindingStore } from '../../core/ports/judgement.ts';
import { findingChange, findingRank } from '../finding-rank.ts';
import { sortedBy } from '../sorted-by.ts';
import { type Image, type Item, itemOf, valueIn } from './item.ts';
import { changeKey, findingKey, findingPartitions, findingsOfLineage } from './keys.ts';
import { itemsOf, queryAll } from './requests.ts';

export function dynamoFindings(client: DynamoDBClient, tableName: string): FindingStore {
  return {
    async put(finding, changedAt) {
      const rank = { S: findingRank(finding) };
      try {
        const { Attributes } = await client.send(
          new PutItemCommand({
            TableName: tableName,
            Item: { ...itemFromFinding(finding, changedAt), rank },
            ConditionExpression: 'attribute_not_exists(pk) OR #rank < :rank',
            ExpressionAttributeNames: { '#rank': 'rank' },
            ExpressionAttributeValues: { ':rank': rank },
            ReturnValues: 'ALL_OLD',
          }),
        );
        return Attributes === undefined ? 'stored' : findingChange(findingFromItem(Attributes), finding);
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return 'known';
        throw error;
      }
    },
    async ofLineage(cluster, lineage) {
      const { pk, prefix } = findingsOfLineage(cluster, lineage);
      const items = await queryAll(
        { client, name: tableName },
        {
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
          ExpressionAttributeValues: { ':pk': { S: pk }, ':prefix': { S: prefix } },
          ConsistentRead: true,
        },
      );
      return sortedBy(items.map(findingFromItem), ({ id }) => id);
    },
    async ofCluster(cluster) {
      const items = await itemsOf({ client, name: tableName }, findingPartitions(cluster), 'eventual');
      return sortedBy(items.map(findingFromItem), ({ id }) => id);
    },
  };
}

export function itemFromFinding(finding: Finding, changedAt: string): Item {
  const { cluster, lineage, id } = finding;
  return itemOf(findingKey(cluster, lineage, id), 'finding', finding, {
    index: changeKey(cluster, changedAt, 'finding', id),
  });
}

export function findingFromItem(item: Image): Finding {
  return valueIn(item, Finding);
}
