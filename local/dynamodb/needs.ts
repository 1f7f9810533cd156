import { textIn } from '../template/text-in.ts';
import type { Params } from './dynalite.ts';

/** What a request has to be allowed: the action, the table, index or stream, and the partition keys it names. */
export type Need = Readonly<{ action: string; resource: string; leadingKeys?: readonly string[] }>;

export type Arns = Readonly<{
  table(name: string): string;
  /** The attribute that is the partition key of a table. */
  partitionKey(name: string): string | undefined;
}>;

const transactActions: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
  Get: 'GetItem',
};

/** A transaction needs the rights of its parts; a query of an index is a call to the index, not to the table. */
export function needsOf(operation: string, request: Params, arns: Arns): readonly Need[] {
  const { IndexName, ShardIterator } = request;
  switch (operation) {
    case 'TransactWriteItems':
    case 'TransactGetItems':
      return listIn(request, 'TransactItems').flatMap((item) =>
        Object.entries(item).map(([kind, part]) => needOf(transactActions[kind] ?? kind, part, arns)),
      );
    case 'BatchWriteItem':
    case 'BatchGetItem':
      return Object.keys(request['RequestItems'] ?? {}).map((name) => ({
        action: `dynamodb:${operation}`,
        resource: arns.table(name),
      }));
    case 'ListTables':
    case 'ListStreams':
      return [{ action: `dynamodb:${operation}`, resource: '*' }];
    case 'DescribeStream':
    case 'GetShardIterator':
      return [{ action: `dynamodb:${operation}`, resource: textIn(request, 'StreamArn') }];
    case 'GetRecords':
      return [{ action: 'dynamodb:GetRecords', resource: streamOf(ShardIterator) }];
    default: {
      const need = needOf(operation, request, arns);
      return IndexName === undefined
        ? [need]
        : [{ ...need, resource: `${need.resource}/index/${textIn(request, 'IndexName')}` }];
    }
  }
}

function needOf(operation: string, request: Params, arns: Arns): Need {
  const table = textIn(request, 'TableName');
  const leadingKeys = leadingKeysOf(request, arns.partitionKey(table));
  return {
    action: `dynamodb:${operation}`,
    resource: arns.table(table),
    ...(leadingKeys.length === 0 ? {} : { leadingKeys }),
  };
}

function leadingKeysOf(request: Params, attribute: string | undefined): readonly string[] {
  if (attribute === undefined) return [];
  const item = (request['Key'] ?? request['Item']) as Record<string, Record<string, unknown>> | undefined;
  const value = item?.[attribute];
  return value === undefined ? [] : Object.values(value).map(String);
}

function streamOf(iterator: unknown): string {
  try {
    return String((JSON.parse(Buffer.from(String(iterator), 'base64url').toString()) as { arn: unknown }).arn);
  } catch {
    return '*';
  }
}

function listIn(request: Params, name: string): readonly Record<string, Params>[] {
  const list = request[name];
  return Array.isArray(list)
    ? list.filter((one): one is Record<string, Params> => one !== null && typeof one === 'object')
    : [];
}
