import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeTableCommand, PutItemCommand, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { startDynamo } from '../../../local/dynamodb/start.ts';
import { clientOf, createTable, item, TableName } from '../fixtures/graph-table.ts';

test('tables, items, streams, positions and expiry are there again after a restart', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'plumbline-dynamo-'));
  try {
    const first = await startDynamo({ dir });
    await createTable(clientOf(first));
    await clientOf(first).send(
      new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { Enabled: true, AttributeName: 'exp' } }),
    );
    await clientOf(first).send(new PutItemCommand({ TableName, Item: item('kept', { exp: { N: '9999999999' } }) }));
    const [record] = await first.engine.streams.read(TableName, first.engine.streams.start, 10);
    await first.engine.remember('position', record?.dynamodb.SequenceNumber ?? '');
    await first.stop();

    const second = await startDynamo({ dir, now: () => 10_000_000_000_000 });
    const { Table } = await clientOf(second).send(new DescribeTableCommand({ TableName }));
    expect(Table).toMatchObject({ TableStatus: 'ACTIVE', StreamSpecification: { StreamEnabled: true } });
    await clientOf(second).send(new PutItemCommand({ TableName, Item: item('later') }));
    const position = (await second.engine.remembered('position')) ?? '';
    const rest = await second.engine.streams.read(TableName, position, 10);
    expect(rest.map(({ dynamodb }) => dynamodb.Keys['pk'])).toEqual([{ S: 'later' }]);
    expect(await second.engine.sweep()).toBe(1);
    await second.stop();
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
