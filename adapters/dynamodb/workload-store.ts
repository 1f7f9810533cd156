import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { WorkloadStore } from '../../core/ports/graph.ts';
import { withImages, Workload } from '../../core/workload.ts';
import { sortedBy } from '../sorted-by.ts';
import { Unavailable } from '../unavailable.ts';
import { type Image, inPlaceOf, type Item, itemOf, valueIn } from './item.ts';
import {
  changeKey,
  changePartitions,
  workloadKey,
  workloadNameKey,
  workloadNamesPartition,
  workloadPartitions,
} from './keys.ts';
import { getItem, getItems, indexed, itemsOf, putIf, putRevision } from './requests.ts';

const attempts = 5;

export function dynamoWorkloads(client: DynamoDBClient, tableName: string): WorkloadStore {
  const table = { client, name: tableName };
  return {
    async find(cluster, lineage) {
      const item = await getItem(table, workloadKey(cluster, lineage), 'strong');
      return item && workloadFromItem(item);
    },
    async findAll(workloads) {
      const keys = workloads.map(({ cluster, lineage }) => workloadKey(cluster, lineage));
      return (await getItems(table, keys, 'strong')).map(workloadFromItem);
    },
    async put(workload, changedAt) {
      // The name first: whoever finds the workload known must find it by its namespace too.
      const named = itemOf(workloadNameKey(workload), 'name', workload);
      await putRevision(table, named, undefined);
      const written = await putRevision(table, itemFromWorkload(workload, changedAt), undefined);
      return written === 'stored' ? 'stored' : 'known';
    },
    async addImages(cluster, lineage, images, changedAt) {
      for (let attempt = 1; attempt <= attempts; attempt++) {
        const item = await getItem(table, workloadKey(cluster, lineage), 'strong');
        if (item === undefined) return 'absent';
        const workload = workloadFromItem(item);
        const all = withImages(workload.images, images);
        if (all === workload.images) return 'known';
        const { named } = item;
        const next = { ...changed(item, { ...workload, images: [...all] }, changedAt), ...(named && { named }) };
        // Against whoever names the creator or adds images meanwhile: `changesSk` moves with every change.
        const condition = {
          ConditionExpression: 'changesSk = :before',
          ExpressionAttributeValues: { ':before': item['changesSk']! },
        };
        if ((await putIf(table, next, condition)) === 'stored') return 'stored';
      }
      throw new Unavailable(`the workload ${lineage} changed ${attempts} times in between`);
    },
    async nameCreator(cluster, lineage, creator, changedAt) {
      const item = await getItem(table, workloadKey(cluster, lineage), 'strong');
      if (item === undefined) return 'absent';
      const workload = workloadFromItem(item);
      if (workload.creator !== undefined) return 'known';
      const named = { ...changed(item, { ...workload, creator }, changedAt), named: { BOOL: true } };
      const written = await putIf(table, named, { ConditionExpression: 'changesSk = :before AND attribute_not_exists(named)', ExpressionAttributeValues: { ':before': item['changesSk']! } }); // prettier-ignore
      return written === 'stored' ? 'stored' : 'known';
    },
    async ofNamespace(cluster, namespace) {
      const items = await itemsOf(table, [workloadNamesPartition(cluster, namespace)], 'strong');
      return sortedBy(items.map(workloadFromItem), ({ lineage }) => lineage);
    },
    async ofCluster(cluster) {
      const items = await itemsOf(table, workloadPartitions(cluster), 'eventual');
      return sortedBy(items.map(workloadFromItem), ({ lineage }) => lineage);
    },
    async changedSince(cluster, since) {
      const items = await indexed(table, changePartitions(cluster), 'workload', new Date(since).toISOString());
      return sortedBy(items.map(workloadFromItem), ({ lineage }) => lineage);
    },
  };
}

export function itemFromWorkload(workload: Workload, changedAt: string): Item {
  const { cluster, lineage } = workload;
  return itemOf(workloadKey(cluster, lineage), 'workload', workload, { index: changeKey(cluster, changedAt, 'workload', lineage) }); // prettier-ignore
}

function changed(item: Image, workload: Workload, changedAt: string): Item {
  const { cluster, lineage } = workload;
  return inPlaceOf(item, workloadKey(cluster, lineage), 'workload', Workload, workload, { index: changeKey(cluster, changedAt, 'workload', lineage) }); // prettier-ignore
}

export function workloadFromItem(item: Image): Workload {
  return valueIn(item, Workload);
}
