import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoAuditEvents } from './audit-event-store.ts';
import { dynamoAudit } from './audit-store.ts';
import { dynamoBaselines } from './baseline-store.ts';
import { dynamoClusterParts } from './cluster-part-store.ts';
import { dynamoClusters } from './cluster-store.ts';
import { dynamoCounters } from './counter-store.ts';
import { dynamoEdges } from './edge-store.ts';
import { dynamoFindings } from './finding-store.ts';
import { dynamoIncidents } from './incident-store.ts';
import { dynamoIntervals } from './interval-store.ts';
import { dynamoNotices } from './notice-store.ts';
import { dynamoExposures, dynamoNamespaces, dynamoNodes, dynamoRisks, dynamoTraits } from './observed-store.ts';
import { dynamoRenown } from './renown-store.ts';
import { dynamoStorms } from './storm-store.ts';
import { dynamoThreads } from './thread-store.ts';
import { dynamoWorkloads } from './workload-store.ts';

/** Every store on one table. A handler takes the few that it needs by themselves, so that its bundle holds no others. */
export function dynamoStores(client: DynamoDBClient, tableName: string) {
  return {
    edges: dynamoEdges(client, tableName),
    workloads: dynamoWorkloads(client, tableName),
    counters: dynamoCounters(client, tableName),
    intervals: dynamoIntervals(client, tableName),
    baselines: dynamoBaselines(client, tableName),
    renown: dynamoRenown(client, tableName),
    findings: dynamoFindings(client, tableName),
    incidents: dynamoIncidents(client, tableName),
    notices: dynamoNotices(client, tableName),
    threads: dynamoThreads(client, tableName),
    storms: dynamoStorms(client, tableName),
    clusters: dynamoClusters(client, tableName),
    audit: dynamoAudit(client, tableName),
    exposures: dynamoExposures(client, tableName),
    traits: dynamoTraits(client, tableName),
    namespaces: dynamoNamespaces(client, tableName),
    nodes: dynamoNodes(client, tableName),
    risks: dynamoRisks(client, tableName),
    parts: dynamoClusterParts(client, tableName),
    events: dynamoAuditEvents(client, tableName),
  };
}
export type DynamoStores = ReturnType<typeof dynamoStores>;
