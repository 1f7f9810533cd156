import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Item } from '../../../local/dynamodb/dynalite.ts';
import { type Dynamo, startDynamo } from '../../../local/dynamodb/start.ts';

const dir = mkdtempSync(join(tmpdir(), 'plumbline-hammered-'));
let dynamo: Dynamo;
afterAll(async () => {
  await dynamo.stop();
  rmSync(dir, { recursive: true });
});

/** Everything in the table or in its index, by partition key. */
async function items(IndexName?: string): Promise<ReadonlyMap<string, Item>> {
  const found = new Map<string, Item>();
  let ExclusiveStartKey: unknown;
  do {
    const page = await dynamo.engine.handle('Scan', { TableName: 'hammered', IndexName, ExclusiveStartKey });
    for (const item of page['Items'] as Item[]) found.set(String(item['pk']?.['S']), item);
    ExclusiveStartKey = page['LastEvaluatedKey'];
  } while (ExclusiveStartKey !== undefined);
  return found;
}

test('after kill -9 in the middle of writing everything that was answered is there, and table, index and stream agree', async () => {
  const child = fork(join(import.meta.dirname, '..', 'fixtures', 'hammer-child.ts'), [dir], { execArgv: [] });
  const answered: string[] = [];
  child.on('message', (pk: string) => answered.push(pk));
  while (answered.length < 150) await sleep(5);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;

  dynamo = await startDynamo({ dir });
  const table = await items();
  for (const pk of answered) {
    expect([pk, table.get(pk)?.['g'], table.get(`${pk}-twin`)?.['g']]).toEqual([pk, { S: 'new' }, { S: 'new' }]);
  }
  expect(await items('byG')).toEqual(table);
  // The stream, played from its beginning, gives the table.
  const played = new Map<string, Item>();
  for (let after = dynamo.engine.streams.start; ;) {
    const records = await dynamo.engine.streams.read('hammered', after, 1000);
    for (const { dynamodb } of records) {
      const pk = String(dynamodb.Keys['pk']?.['S']);
      expect(dynamodb.OldImage).toEqual(played.get(pk));
      played.set(pk, dynamodb.NewImage ?? {});
      after = dynamodb.SequenceNumber;
    }
    if (records.length === 0) break;
  }
  expect(played).toEqual(table);
  // A transaction is there as a whole or not at all.
  for (const [pk, item] of table) {
    if (!pk.endsWith('-twin')) expect([pk, table.has(`${pk}-twin`)]).toEqual([pk, item['g']?.['S'] === 'new']);
  }
});
