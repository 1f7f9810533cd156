import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * The parts of dynalite 4.0.0 that we drive ourselves: its validations, its actions and its store. They are internal
 * files without an `exports` map, so the version is pinned exactly and the contract suite holds us to it.
 */
const load = createRequire(join(import.meta.dirname, 'dynalite.ts'));

export type Item = Record<string, Record<string, unknown>>;

export type KeyElement = Readonly<{ AttributeName: string; KeyType: string }>;

export type Index = Readonly<{ IndexName: string; KeySchema: readonly KeyElement[]; Projection: unknown }>;

export type Table = Readonly<{
  TableName: string;
  TableArn: string;
  TableStatus: string;
  KeySchema: readonly KeyElement[];
  AttributeDefinitions: readonly Readonly<{ AttributeName: string; AttributeType: string }>[];
  GlobalSecondaryIndexes?: readonly Index[];
  LocalSecondaryIndexes?: readonly Index[];
}>;

export type Params = Record<string, unknown>;

type Done<T> = (error: unknown, value?: T) => void;

/** classic-level or memory-level behind dynalite's callbacks; without a callback each method returns a promise. */
export type Level = {
  open(): Promise<void>;
  close(done?: Done<void>): unknown;
  put(key: string, value: unknown, done?: Done<void>): unknown;
  get(key: string, done?: Done<unknown>): unknown;
  del(key: string, done?: Done<void>): unknown;
  batch(operations: readonly Write[], done?: Done<void>): unknown;
  iterator(range: Range): AsyncIterable<[string, unknown]>;
};

export type Write = Readonly<{ type: 'put'; key: string; value: unknown }> | Readonly<{ type: 'del'; key: string }>;

export type Range = Readonly<{
  gt?: string;
  gte?: string;
  lt?: string;
  lte?: string;
  limit?: number;
  reverse?: boolean;
}>;

export type Store = {
  readonly db: Level;
  readonly tableDb: { awsAccountId: string; awsRegion: string; get(name: string, done: Done<Table>): void };
  getItemDb(table: string): { get(key: string, done: Done<Item>): void };
  getTable(name: string, checkStatus: boolean, done: Done<Table>): void;
};

type UpdateIndexes = (
  store: Store,
  table: Table,
  before: Item | undefined,
  after: Item | null,
  done: Done<void>,
) => void;

type Db = {
  create(options: Params): Store;
  updateIndexes: UpdateIndexes;
  createKey(item: Item, table: Table): string;
  validateKey(key: Item, table: Table): Error | undefined;
  validateItem(item: Item, table: Table): Error | undefined;
  checkConditional(data: Params, item: Item | undefined): Error | null | undefined;
  validationError(message: string): Error;
  itemSize(item: Item): number;
  getIndexActions(
    indexes: readonly Index[],
    before: Item | undefined,
    after: Item | null,
    table: Table,
  ): Readonly<{
    puts: readonly { index: string; key: string; item: Item }[];
    deletes: readonly { index: string; key: string }[];
  }>;
};

type Validation = Readonly<{ types: unknown; custom: unknown }>;

type Validations = {
  checkTypes(data: Params, types: unknown): Params;
  checkValidations(data: Params, types: unknown, custom: unknown, store: Store): void;
};

type Action = (store: Store, data: Params, done: Done<Params>) => void;

export const db = load('dynalite/db') as Db;
const validations = load('dynalite/validations') as Validations;

const operations = [
  'BatchGetItem',
  'BatchWriteItem',
  'CreateTable',
  'DeleteItem',
  'DeleteTable',
  'DescribeTable',
  'GetItem',
  'ListTables',
  'PutItem',
  'Query',
  'Scan',
  'TagResource',
  'UntagResource',
  'ListTagsOfResource',
  'UpdateItem',
] as const;

export type Operation = (typeof operations)[number];

const file = (operation: string) => operation.charAt(0).toLowerCase() + operation.slice(1);

const actions = new Map<string, Readonly<{ run: Action; rules: Validation }>>(
  operations.map((operation) => [
    operation,
    {
      run: load(`dynalite/actions/${file(operation)}`) as Action,
      rules: load(`dynalite/validations/${file(operation)}`) as Validation,
    },
  ]),
);

export function isOperation(name: string): name is Operation {
  return actions.has(name);
}

function action(operation: Operation) {
  const known = actions.get(operation);
  if (known === undefined) throw new Error(`dynalite has no operation ${operation}`);
  return known;
}

/** Parses a request as DynamoDB would: checked types, checked rules, compiled expressions. Throws a ServiceError shape. */
export function checked(store: Store, operation: Operation, request: Params): Params {
  const { rules } = action(operation);
  const data = validations.checkTypes(request, rules.types);
  validations.checkValidations(data, rules.types, rules.custom, store);
  return data;
}

/** Runs a request that was `checked`. */
export function run(store: Store, operation: Operation, data: Params): Promise<Params> {
  return new Promise((resolve, reject) => {
    action(operation).run(store, data, (error, value) => {
      if (error) reject(error);
      else resolve(value ?? {});
    });
  });
}

/** The table's description; throws ResourceNotFoundException when there is none. */
export function tableOf(store: Store, name: string): Promise<Table> {
  return new Promise((resolve, reject) => {
    store.getTable(name, false, (error, table) => {
      if (error || table === undefined) reject(error);
      else resolve(table);
    });
  });
}

export function itemOf(store: Store, table: Table, key: Item): Promise<Item | undefined> {
  return new Promise((resolve, reject) => {
    store.getItemDb(table.TableName).get(db.createKey(key, table), (error, item) => {
      if (error && (error as Error).name !== 'NotFoundError') reject(error);
      else resolve(error ? undefined : item);
    });
  });
}

export function keyOf(table: Table, item: Item): Item {
  return Object.fromEntries(table.KeySchema.map(({ AttributeName }) => [AttributeName, item[AttributeName] ?? {}]));
}
