import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { auditCreators } from '../adapters/audit-creators.ts';
import { dynamoAuditEvents } from '../adapters/dynamodb/audit-event-store.ts';
import { dynamoClusterParts } from '../adapters/dynamodb/cluster-part-store.ts';
import { dynamoIntervals } from '../adapters/dynamodb/interval-store.ts';
import { dynamoExposures, dynamoNamespaces, dynamoNodes, dynamoTraits } from '../adapters/dynamodb/observed-store.ts';
import { dynamoWorkloads } from '../adapters/dynamodb/workload-store.ts';
import { rostersIn } from '../adapters/rosters.ts';
import { s3Objects } from '../adapters/s3/object-store.ts';

/** Where a look at a cluster is settled, whoever brought it. */
export function inventoryStores(client: DynamoDBClient, tableName: string, bucket: string) {
  return {
    workloads: dynamoWorkloads(client, tableName),
    intervals: dynamoIntervals(client, tableName),
    exposures: dynamoExposures(client, tableName),
    traits: dynamoTraits(client, tableName),
    namespaces: dynamoNamespaces(client, tableName),
    nodes: dynamoNodes(client, tableName),
    parts: dynamoClusterParts(client, tableName),
    rosters: rostersIn(s3Objects(bucket)),
    creatorOf: auditCreators(dynamoAuditEvents(client, tableName)),
  };
}
