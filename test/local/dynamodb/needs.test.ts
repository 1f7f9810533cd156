import { needsOf } from '../../../local/dynamodb/needs.ts';

const arns = { table: (name: string) => `arn:${name}`, partitionKey: () => 'pk' };
const Key = { pk: { S: 'edge#1' } };

test.each([
  ['PutItem', { TableName: 'T', Item: { ...Key, sk: { S: 'x' } } }, [['dynamodb:PutItem', 'arn:T', ['edge#1']]]],
  ['Query', { TableName: 'T' }, [['dynamodb:Query', 'arn:T', undefined]]],
  ['Query', { TableName: 'T', IndexName: 'I' }, [['dynamodb:Query', 'arn:T/index/I', undefined]]],
  [
    'TransactWriteItems',
    { TransactItems: [{ Put: { TableName: 'T', Item: Key } }, { ConditionCheck: { TableName: 'U', Key } }] },
    [
      ['dynamodb:PutItem', 'arn:T', ['edge#1']],
      ['dynamodb:ConditionCheckItem', 'arn:U', ['edge#1']],
    ],
  ],
  [
    'TransactGetItems',
    { TransactItems: [{ Get: { TableName: 'T', Key } }] },
    [['dynamodb:GetItem', 'arn:T', ['edge#1']]],
  ],
  [
    'BatchWriteItem',
    { RequestItems: { T: [], U: [] } },
    [
      ['dynamodb:BatchWriteItem', 'arn:T', undefined],
      ['dynamodb:BatchWriteItem', 'arn:U', undefined],
    ],
  ],
  ['ListTables', {}, [['dynamodb:ListTables', '*', undefined]]],
  ['DescribeStream', { StreamArn: 'arn:s' }, [['dynamodb:DescribeStream', 'arn:s', undefined]]],
])('%s of %j', (operation, request, expected) => {
  const needs = needsOf(operation, request, arns);
  expect(needs.map(({ action, resource, leadingKeys }) => [action, resource, leadingKeys])).toEqual(expected);
});

test('a transaction of nonsense needs nothing, and the engine refuses it', () => {
  for (const TransactItems of [undefined, 'x', [null], {}])
    expect(needsOf('TransactWriteItems', { TransactItems }, arns)).toEqual([]);
});
