import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { WorkloadStore } from '../../core/ports.ts';
import { Workload } from '../../core/workload.ts';
import { sortedBy } from '../sorted-by.ts';
import { type Image, type Item, itemOf, valueIn } from './item.ts';
import { changeKey, workloadKey, workloadPartitions } from './keys.ts';
import { getItem, itemsOf, putIf, putRevision } from './requests.ts';

export function dynamoWorkloads(client: DynamoDBClient, tableName: string): WorkloadStore {
  const table = { client, name: tableName };
  return {
    async find(cluster, lineage) {
      const item = await getItem(table, workloadKey(cluster, lineage), 'strong');
      return item && workloadFromItem(item);
    },
    async put(workload, changedAt) {
      const written = await putRevision(table, itemFromWorkload(workload, changedAt), undefined);
      return written === 'stored' ? 'stored' : 'known';
    },
    async nameCreator(cluster, lineage, creator, changedAt) {
      const item = await getItem(table, workloadKey(cluster, lineage), 'strong');
      if (item === undefined) return 'absent';
      const workload = workloadFromItem(item);
      if (workload.creator !== undefined) return 'known';
      const named = { ...itemFromWorkload({ ...workload, creator }, changedAt), named: { BOOL: true } };
      const written = await putIf(table, named, { ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(named)' }); // prettier-ignore
      return written === 'stored' ? 'stored' : 'known';
    },
    async ofCluster(cluster) {
      const items = await itemsOf(table, workloadPartitions(cluster), 'eventual');
      return sortedBy(items.map(workloadFromItem), ({ lineage }) => lineage);
    },
  };
}

export function itemFromWorkload(workload: Workload, changedAt: string): Item {
  const { cluster, lineage } = workload;
  return itemOf(workloadKey(cluster, lineage), 'workload', workload, { index: changeKey(cluster, changedAt, 'workload', lineage) }); // prettier-ignore
}

export function workloadFromItem(item: Image): Workload {
  return valueIn(item, Workload);
}
