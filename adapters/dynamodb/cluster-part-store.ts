import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type * as z from 'zod';
import { AuditCoverage } from '../../core/inventory/audit-event.ts';
import { DigestState, EksFacts, InventoryState, SweepState } from '../../core/inventory/cluster-facts.ts';
import type { ClusterParts, ClusterPartStore } from '../../core/ports/clusters.ts';
import { itemOf, revisionIn, valueIn } from './item.ts';
import { partKey } from './keys.ts';
import { getItem, putRevision } from './requests.ts';

const schemas: { readonly [Part in keyof ClusterParts]: z.ZodType<ClusterParts[Part]> } = {
  eks: EksFacts,
  inventory: InventoryState,
  audit: AuditCoverage,
  sweep: SweepState,
  digest: DigestState,
};

export function dynamoClusterParts(client: DynamoDBClient, tableName: string): ClusterPartStore {
  const table = { client, name: tableName };
  return {
    async find(cluster, part) {
      const item = await getItem(table, partKey(cluster, part), 'strong');
      return item && { value: valueIn(item, schemas[part]), revision: revisionIn(item) };
    },
    put: (part, value, expected) =>
      putRevision(table, itemOf(partKey(value.cluster, part), 'part', value, { revision: (expected ?? 0) + 1 }), expected), // prettier-ignore
  };
}
