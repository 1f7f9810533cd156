import { ConditionalCheckFailedException, type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { Integer } from '../../core/fields.ts';
import type { ClusterId } from '../../core/ids.ts';
import { Incident } from '../../core/incident.ts';
import { newestFirst } from '../newest-first.ts';
import type { IncidentStore } from '../../core/ports/judgement.ts';
import { type Image, type Item, itemOf, revisionIn, valueIn } from './item.ts';
import { changeKey, holderKey, incidentKey, incidentsOfRoot, pointerKey, pointersPartition } from './keys.ts';
import { getItem, getItems, itemsOf, putRevision, queryAll } from './requests.ts';

/** Says where the incident of an id lies. */
const Pointer = z.object({ root: z.string(), period: Integer });

/** Whose incident holds what is found about a destination. */
const Holder = z.object({ root: z.string() });

export function dynamoIncidents(client: DynamoDBClient, tableName: string): IncidentStore {
  const table = { client, name: tableName };
  return {
    async latest(cluster, root) {
      const [item] = await queryAll(table, newestOf(cluster, root));
      return item && { value: incidentFromItem(item), revision: revisionIn(item) };
    },
    async put(incident, expected) {
      // The pointer goes first: one that leads nowhere is skipped, an incident that nobody finds would be lost.
      if (expected === undefined) await putRevision(table, itemFromPointer(incident), undefined);
      return putRevision(table, itemFromIncident(incident, (expected ?? 0) + 1), expected);
    },
    async markAnnounced({ cluster, root, period }, version) {
      const { pk, sk } = incidentKey(cluster, root, period);
      try {
        await client.send(
          new UpdateItemCommand({
            TableName: tableName,
            Key: { pk: { S: pk }, sk: { S: sk } },
            // The revision rises, so that a writer who read before cannot set it back.
            UpdateExpression: 'SET announcedVersion = :version ADD revision :one',
            ConditionExpression: 'announcedVersion < :version',
            ExpressionAttributeValues: { ':version': { N: String(version) }, ':one': { N: '1' } },
          }),
        );
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },
    async find(cluster, id) {
      const pointer = await getItem(table, pointerKey(cluster, id), 'strong');
      if (pointer === undefined) return undefined;
      const { root, period } = valueIn(pointer, Pointer);
      const item = await getItem(table, incidentKey(cluster, root, period), 'strong');
      return item && incidentFromItem(item);
    },
    async ofCluster(cluster) {
      const pointers = await itemsOf(table, [pointersPartition(cluster)], 'eventual');
      const keys = pointers.map((item) => valueIn(item, Pointer)).map(({ root, period }) => incidentKey(cluster, root, period)); // prettier-ignore
      return (await getItems(table, keys, 'eventual')).map(incidentFromItem).filter(({ into }) => into === undefined).toSorted(newestFirst); // prettier-ignore
    },
    async holder(cluster, destination) {
      const item = await getItem(table, holderKey(cluster, destination), 'strong');
      return item && { value: valueIn(item, Holder).root, revision: revisionIn(item) };
    },
    async hold(cluster, destination, root, expected) {
      return putRevision(table, itemOf(holderKey(cluster, destination), 'holder', { root }, { revision: (expected ?? 0) + 1 }), expected); // prettier-ignore
    },
  };
}

function newestOf(cluster: ClusterId, root: string) {
  return {
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: incidentsOfRoot(cluster, root) } },
    ScanIndexForward: false,
    Limit: 1,
    ConsistentRead: true,
  };
}

export function itemFromIncident(incident: Incident, revision: number): Item {
  const { cluster, root, period, id, updatedAt, announcedVersion } = incident;
  const index = changeKey(cluster, updatedAt, 'incident', id);
  const item = itemOf(incidentKey(cluster, root, period), 'incident', incident, { revision, index });
  return { ...item, announcedVersion: { N: String(announcedVersion) } };
}

export function incidentFromItem(item: Image): Incident {
  const incident = valueIn(item, Incident);
  const announcedVersion = Number(item['announcedVersion']?.N ?? incident.announcedVersion);
  return { ...incident, announcedVersion };
}

function itemFromPointer({ cluster, id, root, period }: Incident): Item {
  return itemOf(pointerKey(cluster, id), 'pointer', { root, period });
}
