import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { randomUUID } from 'node:crypto';
import { table } from '../../adapters/dynamodb/keys.ts';
import { startDynamo } from '../../local/dynamodb/start.ts';

export interface TestTable {
  readonly client: DynamoDBClient;
  readonly name: string;
  stop(): Promise<void>;
}

const environment = process.env['PLUMBLINE_DYNAMODB_URL'];

/** Which engine the suites run on, as their titles say it. */
export const engineName = environment === undefined ? 'dynalite completed' : 'the endpoint in PLUMBLINE_DYNAMODB_URL';

const keys = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' as const },
  { AttributeName: range, KeyType: 'RANGE' as const },
];

/** A new table on an engine of its own, or on the endpoint that PLUMBLINE_DYNAMODB_URL names. */
export async function startTable(): Promise<TestTable> {
  const dynamo = environment === undefined ? await startDynamo() : undefined;
  const client = new DynamoDBClient({
    endpoint: dynamo?.url ?? environment ?? '',
    region: 'eu-west-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  const name = `test-${randomUUID()}`;
  const { partition, sort, index, indexPartition, indexSort } = table;
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: keys(partition, sort),
      AttributeDefinitions: [partition, sort, indexPartition, indexSort].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
      GlobalSecondaryIndexes: [
        { IndexName: index, KeySchema: keys(indexPartition, indexSort), Projection: { ProjectionType: 'ALL' } },
      ],
    }),
  );
  return {
    client,
    name,
    async stop() {
      client.destroy();
      await dynamo?.stop();
    },
  };
} // prettier-ignore
