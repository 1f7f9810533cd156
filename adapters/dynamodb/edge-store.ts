import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Edge } from '../../core/edge.ts';
import type { EdgeStore } from '../../core/ports/graph.ts';
import { sortedBy } from '../sorted-by.ts';
import { type Image, type Item, itemOf, revisionIn, valueIn } from './item.ts';
import { changeKey, changePartitions, edgeKey, edgePartitionsOf } from './keys.ts';
import { getItems, indexed, itemsOf, putRevision } from './requests.ts';

export function dynamoEdges(client: DynamoDBClient, tableName: string): EdgeStore {
  const table = { client, name: tableName };
  return {
    async find(edges) {
      const items = await getItems(table, edges.map(edgeKey), 'strong');
      return new Map(items.map((item) => [edgeFromItem(item).id, { value: edgeFromItem(item), revision: revisionIn(item) }]));
    },
    put: (edge, expected, changedAt) => putRevision(table, itemFromEdge(edge, (expected ?? 0) + 1, changedAt), expected),
    ofWorkload: async (cluster, lineage) => edgesIn(await itemsOf(table, edgePartitionsOf(cluster, lineage), 'eventual')),
    ofCluster: async (cluster) => edgesIn(await indexed(table, changePartitions(cluster), 'edge')),
    changedSince: async (cluster, since) => edgesIn(await indexed(table, changePartitions(cluster), 'edge', new Date(since).toISOString())),
  };
} // prettier-ignore

export function itemFromEdge(edge: Edge, revision: number, changedAt: string): Item {
  return itemOf(edgeKey(edge), 'edge', edge, { revision, index: changeKey(edge.cluster, changedAt, 'edge', edge.id) });
}

export function edgeFromItem(item: Image): Edge {
  return valueIn(item, Edge);
}

function edgesIn(items: readonly Item[]): Edge[] {
  return sortedBy(items.map(edgeFromItem), ({ id }) => id);
}
