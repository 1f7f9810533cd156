import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { CounterSheet, SheetLine } from '../../core/counter-sheet.ts';
import type { ClusterId } from '../../core/ids.ts';
import type { CounterStore, SheetRef } from '../../core/ports/graph.ts';
import { sortedBy } from '../sorted-by.ts';
import { decodeBase } from './counter-codec.ts';
import { decodeHead, type Head } from './counter-head.ts';
import { type Footing, layoutOf, sheetIn } from './counter-layout.ts';
import {
  headBytes,
  itemFromBase,
  itemFromHead,
  itemsFromMore,
  moreIn,
  overheadOf,
  receivedIn,
  refOf,
} from './counter-items.ts';
import { bytesOf, type Item, revisionIn, valueIn } from './item.ts';
import { heardOf, noteBoot } from './heard.ts';
import { aboveSheets, counterPartKey, countersPartition, nodesPartition, sheetKey, sheetsFrom } from './keys.ts';
import { Recent } from '../recent.ts';
import { deleteItems, getItem, getItems, itemsOf, putRevision, queryAll } from './requests.ts';

const NodeItem = z.object({ node: z.string() });

const keptSeconds = 35 * 24 * 3_600;

// Lines of bases and heads kept between calls: some 30 MB at most.
const cachedLines = 60_000;
const cachedHeads = 2_000;
// Enough to wait for the table once instead of node after node.
const nodesAtOnce = 8;

interface Known {
  readonly revision: number;
  readonly footing: Footing;
  readonly more: readonly string[];
}

const nameOf = (ref: SheetRef) => JSON.stringify([ref.cluster, ref.node, ref.bootId, ref.hour]);
const bootOf = (ref: SheetRef) => JSON.stringify([ref.cluster, ref.node, ref.bootId]);

/** Sheets as bases and tails; see docs/table.md for what they cost. Keeps bases that it read between calls: they never change. */
export function dynamoCounters(client: DynamoDBClient, tableName: string): CounterStore {
  const table = { client, name: tableName };
  const bases = new Recent<readonly SheetLine[]>(cachedLines, (lines) => lines.length + 1);
  const heads = new Recent<Known>(cachedHeads, () => 1);
  const boots = new Recent<Footing>(cachedHeads, () => 1);

  return {
    async read(ref) {
      const loaded = await load(ref);
      return loaded && { value: loaded.sheet, revision: loaded.revision };
    },
    write,
    heard: (cluster, at) => heardOf(table, cluster, at),
    async since(cluster, node, hour) {
      const { pk, sk } = sheetsFrom(cluster, node, hour);
      const items = await queryAll(table, {
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :above',
        ExpressionAttributeValues: { ':pk': { S: pk }, ':from': { S: sk }, ':above': { S: aboveSheets } },
      });
      const loaded = [];
      for (const item of items) {
        const ref = refOf(cluster, node, item);
        const found = ref && (await load(ref));
        if (found !== undefined) loaded.push(found.sheet);
      }
      return loaded;
    },
    async ofCluster(cluster) {
      const nodes = (await itemsOf(table, [nodesPartition(cluster)], 'eventual')).map((item) =>
        valueIn(item, NodeItem),
      );
      const sheets = [];
      for (let from = 0; from < nodes.length; from += nodesAtOnce) {
        const some = nodes.slice(from, from + nodesAtOnce);
        sheets.push(...(await Promise.all(some.map(({ node }) => ofNode(cluster, node)))).flat());
      }
      return sortedBy(sheets, ({ node, hour, bootId }) => JSON.stringify([cluster, node, hour, bootId]));
    },
  };

  async function write(ref: SheetRef, value: CounterSheet, expected: number | undefined) {
    const known = expected === undefined ? undefined : await knownHead(ref, expected);
    if (known?.revision !== expected) return 'stale';
    const footing = known?.footing ?? (await footingBefore(ref));
    const expires = Math.ceil(Math.max(startOf(ref.hour), Date.parse(value.receivedAt)) / 1_000) + keptSeconds;
    const layout = layoutOf(value, footing, expires, overheadOf(ref, value.received));
    if (expected === undefined) await noteBoot(table, ref, value.receivedAt);
    if (layout.fresh.length > 0) {
      const { basesExpire: ttl } = layout.head;
      for (const base of layout.fresh) await put(itemFromBase(ref, base, ttl));
    }
    const more = itemsFromMore(ref, layout.bytes, expires);
    for (const item of more.items) await put(item);
    const revision = (expected ?? 0) + 1;
    const written = await putRevision(table, itemFromHead(ref, layout.bytes, value.received, more.ids, revision, expires), expected);
    if (written === 'stale') {
      heads.delete(nameOf(ref));
      return written;
    }
    for (const { id, lines } of layout.footing.bases) bases.set(id, lines);
    heads.set(nameOf(ref), { revision, footing: layout.footing, more: more.ids });
    boots.set(bootOf(ref), layout.footing);
    const left = known?.more.filter((id) => !more.ids.includes(id)) ?? [];
    await deleteItems(table, left.map((id) => counterPartKey(ref.cluster, ref.node, 'more', id))); // prettier-ignore
    return written;
  } // prettier-ignore

  async function put(item: Item): Promise<void> {
    // No condition: these items are named by their content, so that a second write writes the same.
    await client.send(new PutItemCommand({ TableName: tableName, Item: item }));
  }

  /** The head as it was last seen here; read again where `revision` is another one. */
  async function knownHead(ref: SheetRef, revision?: number): Promise<Known | undefined> {
    const cached = heads.get(nameOf(ref));
    if (cached !== undefined && (revision === undefined || cached.revision === revision)) return cached;
    await load(ref);
    return heads.get(nameOf(ref));
  }

  /** A new hour goes on where the boot's last one stands, if it is known here or was the hour before. */
  async function footingBefore(ref: SheetRef): Promise<Footing | undefined> {
    const known = boots.get(bootOf(ref));
    if (known !== undefined) return known;
    const before = { ...ref, hour: new Date(startOf(ref.hour) - 3_600_000).toISOString().slice(0, 13) };
    return (await knownHead(before))?.footing;
  }

  async function load(ref: SheetRef) {
    for (let attempt = 1; attempt <= 3; attempt++) {
      const item = await getItem(table, sheetKey(ref), 'strong');
      if (item === undefined) return undefined;
      const more = await getItems(table, moreIn(item).map((id) => counterPartKey(ref.cluster, ref.node, 'more', id)), 'strong'); // prettier-ignore
      // Parts that are gone were replaced between the two reads: the head is another one by now.
      if (more.length < moreIn(item).length) continue;
      const head = decodeHead(headBytes(item, more));
      const lines = await basesOf(ref, head);
      const revision = revisionIn(item);
      const { basesExpire, atFirst, paid } = head;
      const known = head.segments.map(({ base }) => ({ id: base, lines: lines.get(base) ?? [] }));
      const footing = { basesExpire, atFirst, paid, bases: known };
      heads.set(nameOf(ref), { revision, footing, more: moreIn(item) });
      return { sheet: sheetIn(head, receivedIn(item), lines), revision };
    }
    throw new Error('a counter sheet changed three times while it was being read');
  }

  async function basesOf(ref: SheetRef, head: Head): Promise<Map<string, readonly SheetLine[]>> {
    const lines = new Map<string, readonly SheetLine[]>();
    const missing = new Set<string>();
    for (const { base } of head.segments) {
      const cached = bases.get(base);
      if (cached === undefined) missing.add(base);
      else lines.set(base, cached);
    }
    const keys = [...missing].map((id) => counterPartKey(ref.cluster, ref.node, 'base', id));
    for (const item of await getItems(table, keys, 'strong')) {
      const id = item['sk']?.S?.split('#')[1] ?? '';
      const found = decodeBase(bytesOf(item['data']?.B ?? ''));
      bases.set(id, found);
      lines.set(id, found);
    }
    return lines;
  }

  async function ofNode(cluster: ClusterId, node: string): Promise<(SheetRef & { sheet: CounterSheet })[]> {
    const items = await itemsOf(table, [countersPartition(cluster, node)], 'strong');
    const bySk = new Map(items.map((item) => [item['sk']?.S ?? '', item]));
    const lines = new Map<string, readonly SheetLine[]>();
    const sheets = [];
    for (const item of items) {
      const ref = refOf(cluster, node, item);
      if (ref === undefined) continue;
      if (moreIn(item).length > 0) {
        // Its parts may have been replaced between two pages.
        const loaded = await load(ref);
        if (loaded !== undefined) sheets.push({ ...ref, sheet: loaded.sheet });
        continue;
      }
      const head = decodeHead(headBytes(item, []));
      for (const { base } of head.segments) {
        const found = bySk.get(counterPartKey(cluster, node, 'base', base).sk);
        if (found !== undefined && !lines.has(base)) lines.set(base, decodeBase(bytesOf(found['data']?.B ?? '')));
      }
      sheets.push({ ...ref, sheet: sheetIn(head, receivedIn(item), lines) });
    }
    return sheets;
  }
}

function startOf(hour: string): number {
  const at = Date.parse(`${hour}:00:00Z`);
  if (Number.isNaN(at)) throw new RangeError('the hour of a counter sheet is spelled like 2026-11-23T14');
  return at;
}
