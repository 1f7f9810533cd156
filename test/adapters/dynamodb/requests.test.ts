import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { getItems } from '../../../adapters/dynamodb/requests.ts';
import { startTable, type TestTable } from '../table.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startTable();
}, 20_000);
afterAll(() => table.stop());

interface Batch {
  readonly RequestItems: Record<string, { Keys: unknown[]; ConsistentRead?: boolean }>;
}

test('keys that the table leaves for later are asked for again, and no request names more than a hundred', async () => {
  const { client, name } = table;
  const keys = Array.from({ length: 130 }, (_, which) => ({ pk: `p${which}`, sk: 's' }));
  for (const { pk, sk } of keys) {
    await client.send(new PutItemCommand({ TableName: name, Item: { pk: { S: pk }, sk: { S: sk } } }));
  }
  const asked: { keys: number; strong: boolean }[] = [];
  // As a throttled table does: it answers the first twenty keys of a request and hands the others back.
  client.middlewareStack.add(
    (next) => async (args) => {
      const { RequestItems } = args.input as unknown as Batch;
      const request = RequestItems[name];
      if (request === undefined) return next(args);
      asked.push({ keys: request.Keys.length, strong: request.ConsistentRead === true });
      const [now, later] = [request.Keys.slice(0, 20), request.Keys.slice(20)];
      const input = { RequestItems: { [name]: { ...request, Keys: now } } };
      const result = await next({ ...args, input });
      const output = result.output as { UnprocessedKeys?: unknown };
      if (later.length > 0) output.UnprocessedKeys = { [name]: { ...request, Keys: later } };
      return result;
    },
    { step: 'initialize', name: 'throttled' },
  );
  const items = await getItems({ client, name }, [...keys, ...keys.slice(0, 5), { pk: 'absent', sk: 's' }], 'strong');
  client.middlewareStack.remove('throttled');
  expect(items.map((item) => item['pk']?.S ?? '').toSorted()).toEqual(keys.map(({ pk }) => pk).toSorted());
  expect(asked.map((one) => one.keys)).toEqual([100, 80, 60, 40, 20, 31, 11]);
  expect(asked.every(({ strong }) => strong)).toBe(true);
});
