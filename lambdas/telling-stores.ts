import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoAuditEvents } from '../adapters/dynamodb/audit-event-store.ts';
import { dynamoBaselines } from '../adapters/dynamodb/baseline-store.ts';
import { dynamoClusterParts } from '../adapters/dynamodb/cluster-part-store.ts';
import { dynamoFindings } from '../adapters/dynamodb/finding-store.ts';
import { dynamoIncidents } from '../adapters/dynamodb/incident-store.ts';
import { dynamoExposures } from '../adapters/dynamodb/observed-store.ts';
import { dynamoRenown } from '../adapters/dynamodb/renown-store.ts';
import { dynamoWorkloads } from '../adapters/dynamodb/workload-store.ts';

/** What it takes to keep findings and make incidents of them, whoever found them. */
export function tellingStores(client: DynamoDBClient, tableName: string) {
  return {
    workloads: dynamoWorkloads(client, tableName),
    baseline: dynamoBaselines(client, tableName),
    renown: dynamoRenown(client, tableName),
    findings: dynamoFindings(client, tableName),
    incidents: dynamoIncidents(client, tableName),
    events: dynamoAuditEvents(client, tableName),
    parts: dynamoClusterParts(client, tableName),
    exposures: dynamoExposures(client, tableName),
  };
}
