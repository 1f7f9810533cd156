import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  TransactionCanceledException,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { type Dynamo, startDynamo } from '../../../local/dynamodb/start.ts';
import { clientOf, createTable, item, key, TableName } from '../fixtures/graph-table.ts';

describe('DynamoDB, completed', () => {
  let dynamo: Dynamo;
  let client: DynamoDBClient;
  let now = Date.parse('2026-01-01T00:00:00Z');

  beforeAll(async () => {
    dynamo = await startDynamo({ now: () => now });
    client = clientOf(dynamo);
    await createTable(client);
    await client.send(
      new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { Enabled: true, AttributeName: 'exp' } }),
    );
  });
  afterAll(() => dynamo.stop());

  const records = async (pk: string) =>
    (await dynamo.engine.streams.read(TableName, dynamo.engine.streams.start, 10_000)).filter(
      ({ dynamodb }) => dynamodb.Keys['pk']?.['S'] === pk,
    );

  test('a failed condition gives the item that failed it', async () => {
    await client.send(new PutItemCommand({ TableName, Item: item('cond', { v: { N: '3' } }) }));
    const refused = client.send(
      new PutItemCommand({
        TableName,
        Item: item('cond'),
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    await expect(refused).rejects.toThrow(ConditionalCheckFailedException);
    await expect(refused).rejects.toMatchObject({ Item: item('cond', { v: { N: '3' } }) });
  });

  test('a hundred additions at once all count', async () => {
    const add = new UpdateItemCommand({
      TableName,
      Key: key('sum'),
      UpdateExpression: 'ADD n :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
    });
    await Promise.all(Array.from({ length: 100 }, () => client.send(add)));
    const { Item } = await client.send(new GetItemCommand({ TableName, Key: key('sum') }));
    expect(Item?.['n']).toEqual({ N: '100' });
    expect(await records('sum')).toHaveLength(100);
  });

  test('a transaction stores all or nothing, and says which condition failed', async () => {
    const refused = client.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { Put: { TableName, Item: item('tx-a') } },
          {
            Update: {
              TableName,
              Key: key('sum'),
              UpdateExpression: 'SET seen = :yes',
              ConditionExpression: 'n = :wrong',
              ExpressionAttributeValues: { ':yes': { BOOL: true }, ':wrong': { N: '7' } },
              ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
            },
          },
        ],
      }),
    );
    await expect(refused).rejects.toThrow(TransactionCanceledException);
    await expect(refused).rejects.toMatchObject({
      CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed', Item: { n: { N: '100' } } }],
    });
    expect(await records('tx-a')).toEqual([]);

    await client.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { Put: { TableName, Item: item('tx-a', { g1p: { S: 'tx' }, g1s: { S: '1' } }) } },
          { Put: { TableName, Item: item('tx-b', { g1p: { S: 'tx' }, g1s: { S: '2' } }) } },
          { ConditionCheck: { TableName, Key: key('sum'), ConditionExpression: 'attribute_exists(pk)' } },
        ],
      }),
    );
    const { Items } = await client.send(
      new QueryCommand({
        TableName,
        IndexName: 'gsi1',
        KeyConditionExpression: 'g1p = :p',
        ExpressionAttributeValues: { ':p': { S: 'tx' } },
      }),
    );
    expect(Items?.map(({ pk }) => pk?.S)).toEqual(['tx-a', 'tx-b']);
  });

  test('a transaction that fails while it is carried out leaves nothing behind', async () => {
    const refused = client.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { Put: { TableName, Item: item('half') } },
          {
            Update: {
              TableName,
              Key: key('half-text'),
              UpdateExpression: 'SET a = absentee',
            },
          },
        ],
      }),
    );
    await expect(refused).rejects.toMatchObject({
      CancellationReasons: [{ Code: 'None' }, { Code: 'ValidationError' }],
    });
    const { Item } = await client.send(new GetItemCommand({ TableName, Key: key('half') }));
    expect(Item).toBeUndefined();
    expect(await records('half')).toEqual([]);
  });

  test('the same token carries a transaction out once, and refuses another request', async () => {
    const add = (n: string) =>
      new TransactWriteItemsCommand({
        ClientRequestToken: 'token-1',
        TransactItems: [
          {
            Update: {
              TableName,
              Key: key('once'),
              UpdateExpression: 'ADD n :n',
              ExpressionAttributeValues: { ':n': { N: n } },
            },
          },
        ],
      });
    await client.send(add('1'));
    await client.send(add('1'));
    await expect(client.send(add('2'))).rejects.toMatchObject({ name: 'IdempotentParameterMismatchException' });
    const read = await client.send(
      new TransactGetItemsCommand({
        TransactItems: [{ Get: { TableName, Key: key('once') } }, { Get: { TableName, Key: key('nobody') } }],
      }),
    );
    expect(read.Responses?.map(({ Item }) => Item?.['n']?.N)).toEqual(['1', undefined]);
  });

  test('the stream tells insert, change and removal with both images, and nothing of a write that changed nothing', async () => {
    const write = (v: string) => client.send(new PutItemCommand({ TableName, Item: item('story', { v: { S: v } }) }));
    await write('a');
    await write('a');
    await write('b');
    await client.send(new DeleteItemCommand({ TableName, Key: key('story') }));
    const told = await records('story');
    expect(told.map(({ eventName }) => eventName)).toEqual(['INSERT', 'MODIFY', 'REMOVE']);
    expect(told[1]?.dynamodb).toMatchObject({ OldImage: { v: { S: 'a' } }, NewImage: { v: { S: 'b' } } });
    expect(told.map(({ dynamodb }) => dynamodb.SequenceNumber)).toEqual(
      told.map(({ dynamodb }) => dynamodb.SequenceNumber).toSorted(),
    );
  });

  test('an item expires by the given clock, as the service and not as a person', async () => {
    const exp = { N: String(now / 1000 + 60) };
    await client.send(new PutItemCommand({ TableName, Item: item('brief', { exp }) }));
    await client.send(new PutItemCommand({ TableName, Item: item('prolonged', { exp }) }));
    await client.send(
      new PutItemCommand({ TableName, Item: item('prolonged', { exp: { N: `${now / 1000 + 900}` } }) }),
    );
    await dynamo.engine.sweep();
    expect(await records('brief')).toHaveLength(1);
    now += 61_000;
    await dynamo.engine.sweep();
    expect((await records('brief'))[1]).toMatchObject({
      eventName: 'REMOVE',
      userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
    });
    expect(await records('prolonged')).toHaveLength(2);
  });

  test('write units count the index entries that change', async () => {
    const units: (number | undefined)[] = [];
    for (const g1s of ['1', '1', '2']) {
      const Item = item('units', { g1p: { S: 'u' }, g1s: { S: g1s } });
      const put = new PutItemCommand({ TableName, Item, ReturnConsumedCapacity: 'TOTAL' });
      units.push((await client.send(put)).ConsumedCapacity?.CapacityUnits);
    }
    // An index entry is made, stays as it is, moves (a delete and a put).
    expect(units).toEqual([2, 1, 3]);
  });
});

test('tables that are closed while they are asked answer first', async () => {
  const { engine, stop } = await startDynamo();
  const schema = { KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }], AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }], BillingMode: 'PAY_PER_REQUEST' }; // prettier-ignore
  await engine.handle('CreateTable', { TableName, ...schema });
  const query = { TableName, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': { S: 'any' } } };
  const asked = Array.from({ length: 20 }, () => engine.handle('Query', query));
  await stop();
  for (const answer of await Promise.all(asked)) expect(answer).toMatchObject({ Count: 0 });
  await expect(engine.handle('Query', query)).rejects.toThrow('the tables are being closed');
});
