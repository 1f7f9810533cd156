import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Cluster } from '../../core/enrolment.ts';
import type { ClusterStore } from '../../core/ports/clusters.ts';
import { sortedBy } from '../sorted-by.ts';
import { type Image, type Item, itemOf, revisionIn, valueIn } from './item.ts';
import { clusterKey, clustersPartition } from './keys.ts';
import { deleteRevision, getItem, itemsOf, putRevision } from './requests.ts';

export function dynamoClusters(client: DynamoDBClient, tableName: string): ClusterStore {
  const table = { client, name: tableName };
  return {
    async find(cluster) {
      const item = await getItem(table, clusterKey(cluster), 'strong');
      return item && { value: clusterFromItem(item), revision: revisionIn(item) };
    },
    put: (cluster, expected) => putRevision(table, itemFromCluster(cluster, (expected ?? 0) + 1), expected),
    remove: (cluster, expected) => deleteRevision(table, clusterKey(cluster), expected),
    // Strongly consistent: the index that `authorize` reads is compiled from it right after a change.
    all: async () =>
      sortedBy((await itemsOf(table, [clustersPartition], 'strong')).map(clusterFromItem), ({ id }) => id),
  };
}

export function itemFromCluster(cluster: Cluster, revision: number): Item {
  return itemOf(clusterKey(cluster.id), 'cluster', cluster, { revision });
}

export function clusterFromItem(item: Image): Cluster {
  return valueIn(item, Cluster);
}
