import { setTimeout as sleep } from 'node:timers/promises';
import {
  checked,
  db,
  type Item,
  type Operation,
  type Params,
  run,
  type Store,
  type Table,
  tableOf,
} from './dynalite.ts';
import type { Streams } from './streams.ts';
import type { TimeToLive } from './time-to-live.ts';

/** What concerns whole tables: making, describing and dropping them, their streams and their expiry. */
export function tableOperations(
  store: Store,
  streams: Streams,
  ttl: TimeToLive,
): Readonly<Record<string, (request: Params) => Promise<Params>>> {
  const plain = (operation: Operation, request: Params) => run(store, operation, checked(store, operation, request));
  const described = (answer: Params, field: 'Table' | 'TableDescription') => withStream(answer, field, streams);
  return {
    CreateTable: async ({ StreamSpecification: stream, ...rest }) => {
      await plain('CreateTable', rest);
      const table = await activeTable(store, String(rest['TableName']));
      await setStream(streams, table, stream);
      return described({ TableDescription: { ...table } }, 'TableDescription');
    },
    UpdateTable: async ({ StreamSpecification: stream, TableName, ...rest }) => {
      const table = await tableOf(store, String(TableName));
      const unknown = Object.keys(rest).filter((key) => rest[key] !== undefined);
      if (unknown.length > 0 || stream === undefined) {
        throw db.validationError(
          `UpdateTable is emulated for StreamSpecification alone, not for ${unknown.join(', ')}`,
        );
      }
      await setStream(streams, table, stream);
      return described({ TableDescription: { ...table } }, 'TableDescription');
    },
    DeleteTable: async (request) => {
      const answer = await plain('DeleteTable', request);
      await streams.forget(String(request['TableName']));
      await ttl.set(String(request['TableName']), undefined);
      return answer;
    },
    DescribeTable: async (request) => described(await plain('DescribeTable', request), 'Table'),
    UpdateTimeToLive: async (request) => {
      const table = await tableOf(store, String(request['TableName']));
      const specification = (request['TimeToLiveSpecification'] ?? {}) as Params;
      const { Enabled: on, AttributeName: attribute } = specification;
      if (typeof on !== 'boolean' || typeof attribute !== 'string') {
        throw db.validationError('TimeToLiveSpecification needs Enabled and AttributeName');
      }
      if (ttl.attributeOf(table.TableName) !== (on ? attribute : undefined)) {
        await ttl.set(table.TableName, on ? attribute : undefined);
        if (on) await indexExpiry(store, ttl, table);
      }
      return { TimeToLiveSpecification: specification };
    },
    DescribeTimeToLive: async (request) => {
      const { TableName } = await tableOf(store, String(request['TableName']));
      const AttributeName = ttl.attributeOf(TableName);
      const on = AttributeName !== undefined;
      return {
        TimeToLiveDescription: on ? { TimeToLiveStatus: 'ENABLED', AttributeName } : { TimeToLiveStatus: 'DISABLED' },
      };
    },
  };
}

/** dynalite marks a new table active in a timer of its own. */
async function activeTable(store: Store, name: string): Promise<Table> {
  for (;;) {
    const table = await tableOf(store, name);
    if (table.TableStatus === 'ACTIVE') return table;
    await sleep(1);
  }
}

async function setStream(streams: Streams, table: Table, specification: unknown): Promise<void> {
  if (specification === undefined) return;
  const { StreamEnabled: on, StreamViewType: view } = specification as Params;
  if (on === true) await streams.enable(table, String(view));
  else await streams.forget(table.TableName);
}

function withStream(answer: Params, field: 'Table' | 'TableDescription', streams: Streams): Params {
  const table = answer[field] as Params;
  const stream = streams.of(String(table['TableName']));
  if (stream === undefined) return answer;
  const StreamSpecification = { StreamEnabled: true, StreamViewType: stream.view };
  const told = { ...table, LatestStreamArn: stream.arn, LatestStreamLabel: stream.label, StreamSpecification };
  return { ...answer, [field]: told };
}

/** Rows for the items that were there before the attribute was named. */
async function indexExpiry(store: Store, ttl: TimeToLive, table: Table): Promise<void> {
  const prefix = `item-${table.TableName}~`;
  for await (const [, item] of store.db.iterator({ gt: prefix, lt: `${prefix}\xff` })) {
    const row = ttl.rowOf(table, item as Item);
    if (row !== undefined) await store.db.put(row.key, row.value);
  }
}
