import { dynamoStores } from '../../adapters/dynamodb/stores.ts';
import { describeStores } from '../contracts/stores.contract.ts';
import { engineName, startTable, type TestTable } from './table.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startTable();
}, 20_000);
afterAll(() => table.stop());

describeStores(engineName, async () => [
  dynamoStores(table.client, table.name),
  dynamoStores(table.client, table.name),
]);
