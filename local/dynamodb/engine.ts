import { atomicWrites, type AtomicWrites, type Change } from './atomic-writes.ts';
import {
  checked,
  db,
  isOperation,
  type Item,
  itemOf,
  keyOf,
  type Operation,
  type Params,
  run,
  type Store,
  tableOf,
} from './dynalite.ts';
import { answerOf, ServiceError } from './service-error.ts';
import { streamOperations } from './stream-operations.ts';
import { Streams, type StreamRecord } from './streams.ts';
import { tableOperations } from './table-operations.ts';
import { type Expired, TimeToLive } from './time-to-live.ts';
import { oldTokens, transactGet, transactWrite } from './transactions.ts';
import { withIndexUnits } from './write-units.ts';

export type EngineOptions = Readonly<{
  /** Folder of the store. @default kept in memory, gone with the process */
  dir?: string;
  region: string;
  account: string;
  /** Milliseconds since 1970, for expiry and for the time written into stream records. */
  now: () => number;
  /** Called after changes were made durable. */
  onStored?: (changes: readonly Change[]) => void;
}>;

type Handler = (request: Params) => Promise<Params>;

const expiry: StreamRecord['userIdentity'] = { type: 'Service', principalId: 'dynamodb.amazonaws.com' };
const maxTransactionBytes = 4 * 1024 * 1024;

/** dynalite, completed with transactions, streams and expiry. Requests and answers are DynamoDB's JSON. */
export class Engine {
  readonly streams: Streams;
  readonly #store: Store;
  readonly #writes: AtomicWrites;
  readonly #ttl: TimeToLive;
  readonly #options: EngineOptions;
  readonly #handlers: Readonly<Record<string, Handler>>;
  readonly #running = new Set<Promise<unknown>>();
  #closing = false;

  private constructor(store: Store, options: EngineOptions) {
    this.#store = store;
    this.#options = options;
    this.#writes = atomicWrites(store);
    this.streams = new Streams(store.db, options.region, options.now);
    this.#ttl = new TimeToLive(store.db);
    this.#handlers = {
      ...streamOperations(this.streams),
      ...tableOperations(store, this.streams, this.#ttl),
      PutItem: (request) => this.#writeOne('PutItem', request),
      UpdateItem: (request) => this.#writeOne('UpdateItem', request),
      DeleteItem: (request) => this.#writeOne('DeleteItem', request),
      BatchWriteItem: (request) => this.#write(request, (data) => this.#plain('BatchWriteItem', data)),
      TransactWriteItems: (request) => this.#transactWrite(request),
      TransactGetItems: (request) =>
        this.#writes.commit(
          () => transactGet(store, request),
          () => [],
        ),
    };
  }

  static async open(options: EngineOptions): Promise<Engine> {
    const store = db.create({ path: options.dir, createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
    store.tableDb.awsRegion = options.region;
    store.tableDb.awsAccountId = options.account;
    await store.db.open();
    const engine = new Engine(store, options);
    await engine.streams.load();
    await engine.#ttl.load();
    return engine;
  }

  /** Waits for what is being answered: dynalite, which finds its store closed, throws where nobody can catch it. */
  async close(): Promise<void> {
    this.#closing = true;
    await Promise.allSettled(this.#running);
    await this.#store.db.close();
  }

  /** Throws what `answerOf` can read when the request is at fault. */
  handle(operation: string, request: Params): Promise<Params> {
    return this.#whileOpen(() => this.#answer(operation, request));
  }

  #whileOpen<Value>(work: () => Promise<Value>): Promise<Value> {
    if (this.#closing) return Promise.reject(new Error('the tables are being closed'));
    const running = work();
    this.#running.add(running);
    const done = () => this.#running.delete(running);
    running.then(done, done);
    return running;
  }

  #answer(operation: string, request: Params): Promise<Params> {
    const handler = this.#handlers[operation];
    if (handler !== undefined) return handler(request);
    if (isOperation(operation)) return this.#plain(operation, request);
    return Promise.reject(new ServiceError('UnknownOperationException', `${operation} is not emulated`));
  }

  /** A small durable value of the runtime itself, such as how far a stream was read. */
  async remember(name: string, value: string): Promise<void> {
    await this.#store.db.put(`runtime~${name}`, value);
  }

  async remembered(name: string): Promise<string | undefined> {
    return (await this.#store.db.get(`runtime~${name}`)) as string | undefined;
  }

  /** Deletes what has expired. Gives how many items that were. */
  async sweep(): Promise<number> {
    let count = 0;
    for (const expired of await this.#ttl.expired(this.#options.now())) {
      if (await this.#whileOpen(() => this.#expire(expired))) count += 1;
    }
    return count;
  }

  /** Housekeeping that may be late: old stream records and idempotency tokens. */
  async tidy(): Promise<void> {
    await this.streams.trim();
    await this.#store.db.batch(await oldTokens(this.#store.db));
  }

  async #plain(operation: Operation, request: Params): Promise<Params> {
    return run(this.#store, operation, checked(this.#store, operation, request));
  }

  async #write(request: Params, work: (request: Params) => Promise<Params>, actor?: StreamRecord['userIdentity']) {
    let changes: readonly Change[] = [];
    const answer = await this.#writes.commit(
      () => work(request),
      (made) => {
        changes = made;
        return [...this.streams.recordsOf(made, actor), ...this.#ttl.rowsOf(made)];
      },
    );
    this.#stored(changes);
    return withIndexUnits(answer, changes, request['ReturnConsumedCapacity'] === 'INDEXES');
  }

  #stored(changes: readonly Change[]): void {
    this.#options.onStored?.(changes);
    this.streams.announce(changes);
  }

  async #writeOne(operation: Operation, request: Params): Promise<Params> {
    const { ReturnValuesOnConditionCheckFailure: wanted, ...rest } = request;
    return this.#write(rest, async () => {
      const data = checked(this.#store, operation, rest);
      try {
        return await run(this.#store, operation, data);
      } catch (error) {
        throw wanted === 'ALL_OLD' ? await this.#withItem(error, data) : error;
      }
    });
  }

  /** The failed condition's answer, with the item that failed it. */
  async #withItem(error: unknown, data: Params): Promise<unknown> {
    const body = answerOf(error)?.body;
    if (!String(body?.['__type']).endsWith('ConditionalCheckFailedException')) return error;
    const table = await tableOf(this.#store, String(data['TableName']));
    const key = (data['Key'] as Item | undefined) ?? keyOf(table, data['Item'] as Item);
    const found = await itemOf(this.#store, table, key);
    if (found === undefined) return error;
    return new ServiceError('ConditionalCheckFailedException', 'The conditional request failed', { Item: found });
  }

  async #transactWrite(request: Params): Promise<Params> {
    if (JSON.stringify(request).length > maxTransactionBytes) {
      throw db.validationError('Transaction request size exceeds 4 MB');
    }
    let changes: readonly Change[] = [];
    let token: Awaited<ReturnType<typeof transactWrite>> = [];
    await this.#writes.commit(
      async () => {
        token = await transactWrite(this.#store, request);
      },
      (made) => {
        changes = made;
        return [...this.streams.recordsOf(made), ...this.#ttl.rowsOf(made), ...token];
      },
    );
    this.#stored(changes);
    return {};
  }

  /** The item may have been given a later time since the look: then it stays. */
  async #expire({ row, table, key, expiresS }: Expired): Promise<boolean> {
    const attribute = this.#ttl.attributeOf(table);
    if (attribute === undefined) return false;
    const request = {
      TableName: table,
      Key: key,
      ConditionExpression: '#expires >= :from AND #expires < :to',
      ExpressionAttributeNames: { '#expires': attribute },
      ExpressionAttributeValues: { ':from': { N: String(expiresS) }, ':to': { N: String(expiresS + 1) } },
    };
    try {
      await this.#write(request, (data) => this.#plain('DeleteItem', data), expiry);
      return true;
    } catch (error) {
      if (answerOf(error) === undefined) throw error;
      await this.#store.db.del(row);
      return false;
    }
  }
}
