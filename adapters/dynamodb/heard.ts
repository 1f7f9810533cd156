import { QueryCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { joinedNumbers, missingNumbers } from '../../core/batch-numbers.ts';
import type { ClusterId } from '../../core/ids.ts';
import { Instant } from '../../core/instant.ts';
import { type Heard, lookedBackMs, type SheetRef } from '../../core/ports/graph.ts';
import { hourOf } from '../../core/resolve.ts';
import { sortedBy } from '../sorted-by.ts';
import { receivedIn } from './counter-items.ts';
import { decodeFront } from './counter-head.ts';
import { bytesOf, type Item, itemOf, revisionIn, valueIn } from './item.ts';
import { aboveSheets, countersPartition, nodeKey, nodesPartition, sheetKey, sheetOfKey } from './keys.ts';
import { getItem, getItems, itemsOf, putRevision, type Table } from './requests.ts';

// When a sentinel was heard last stands in the heads of its sheets, which move with every batch. Which heads those are is
// known from the node's item: it names the boots, is written once a boot and once a day, and costs an ordinary hour nothing.

const NodeItem = z.object({ node: z.string(), boots: z.array(z.string()), heardAt: Instant });

const hourMs = 3_600_000;
const notedEveryMs = 24 * hourMs;
/** A node item outlives the bases of its sheets: 35 days, two for the bases, one until it is written again. */
const keptSeconds = 38 * 24 * 3_600;
const attempts = 5;

/** Notes that a node speaks in this boot, where that is not noted yet or a day ago. Of its boots the last two are kept: one that ends and one that begins. */
export async function noteBoot(table: Table, { cluster, node, bootId }: SheetRef, receivedAt: string): Promise<void> {
  const key = nodeKey(cluster, node);
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const item = await getItem(table, key, 'strong');
    const there = item && valueIn(item, NodeItem);
    const old = there === undefined || Date.parse(receivedAt) - Date.parse(there.heardAt) >= notedEveryMs;
    if (!old && there.boots.includes(bootId)) return;
    const boots = [...(old ? [] : there.boots.slice(-1)), bootId];
    const heardAt = new Date(Math.max(Date.parse(receivedAt), Date.parse(there?.heardAt ?? receivedAt))).toISOString();
    const next = itemOf(key, 'node', { node, boots, heardAt }, { ttl: Math.ceil(Date.parse(heardAt) / 1_000) + keptSeconds }); // prettier-ignore
    const revision = item && revisionIn(item);
    if ((await putRevision(table, { ...next, revision: { N: String((revision ?? 0) + 1) } }, revision)) === 'stored') return; // prettier-ignore
  }
  throw new Error(`the item of the node ${node} changed ${attempts} times while it was being written`);
}

/** See CounterStore.heard. */
export async function heardOf(table: Table, cluster: ClusterId, at: number): Promise<readonly Heard[]> {
  const nodes = (await itemsOf(table, [nodesPartition(cluster)], 'eventual')).map((item) => valueIn(item, NodeItem));
  // An hour more than a day: an item that is due is written with the first batch of the next hour.
  const lately = nodes.filter(({ heardAt }) => at - Date.parse(heardAt) < notedEveryMs + hourMs);
  const hours = [...new Set([at, at - lookedBackMs].map(hourOf))];
  const keys = lately.flatMap(({ node, boots }) => boots.flatMap((bootId) => hours.map((hour) => sheetKey({ cluster, node, bootId, hour })))); // prettier-ignore
  const heads = Map.groupBy(await getItems(table, keys, 'eventual'), (item) => item['pk']?.S ?? '');
  for (const { node } of lately) {
    const pk = countersPartition(cluster, node);
    if (!heads.has(pk)) heads.set(pk, await latestHeads(table, pk));
  }
  return sortedBy(nodes.map((node) => heardIn(node, heads.get(countersPartition(cluster, node.node)) ?? [])), ({ node }) => node); // prettier-ignore
}

/** Those of the last hour that it spoke of, of as many boots as are noted. */
async function latestHeads(table: Table, pk: string): Promise<Item[]> {
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'pk = :pk AND sk < :above',
      ExpressionAttributeValues: { ':pk': { S: pk }, ':above': { S: aboveSheets } },
      ScanIndexForward: false,
      Limit: 2,
    }),
  );
  const hours = Items.map((item) => sheetOfKey(item['sk']?.S ?? '')?.hour);
  return Items.filter((_, at) => hours[at] === hours[0]);
}

function heardIn({ node, heardAt }: z.infer<typeof NodeItem>, heads: readonly Item[]): Heard {
  const fronts = heads.map((head) => decodeFront(bytesOf(head['data']?.B ?? '')));
  return {
    node,
    heardAt: fronts.reduce((latest, { receivedAt }) => (receivedAt > latest ? receivedAt : latest), heardAt),
    paceMs: Math.max(0, ...fronts.map(({ paceMs }) => paceMs)),
    lostPpm: Math.max(0, ...fronts.map(({ lostPpm }) => lostPpm)),
    missing: missingOf(heads),
  };
}

/** Numbers go on from hour to hour, and begin anew with each boot. */
function missingOf(heads: readonly Item[]): number {
  const boots = Map.groupBy(heads, (head) => sheetOfKey(head['sk']?.S ?? '')?.bootId ?? head['boot']?.S);
  const ofBoots = [...boots.values()].map((ofBoot) => missingNumbers(ofBoot.map(receivedIn).reduce(joinedNumbers, [])));
  return ofBoots.reduce((sum, missing) => sum + missing, 0);
}
