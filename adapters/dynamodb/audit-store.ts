import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { ClusterId } from '../../core/ids.ts';
import { Instant } from '../../core/instant.ts';
import type { AuditStore } from '../../core/ports/clusters.ts';
import { auditId } from '../audit-id.ts';
import { itemOf, valueIn } from './item.ts';
import { auditKey, auditPartition } from './keys.ts';
import { itemsOf, putRevision } from './requests.ts';

const AuditItem = z.object({
  cluster: ClusterId,
  at: Instant,
  actor: z.string(),
  action: z.string(),
  detail: z.string(),
});

export function dynamoAudit(client: DynamoDBClient, tableName: string): AuditStore {
  const table = { client, name: tableName };
  return {
    async append(entry) {
      // Append-only: where it is already, it was this very entry.
      await putRevision(table, itemOf(auditKey(entry.cluster, entry.at, auditId(entry)), 'audit', entry), undefined);
    },
    async ofCluster(cluster) {
      const items = await itemsOf(table, [auditPartition(cluster)], 'strong');
      return items.map((item) => valueIn(item, AuditItem));
    },
  };
}
