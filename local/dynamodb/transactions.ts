import { createHash } from 'node:crypto';
import {
  checked,
  db,
  type Item,
  itemOf,
  keyOf,
  type Level,
  type Operation,
  type Params,
  run,
  type Store,
  type Table,
  tableOf,
  type Write,
} from './dynalite.ts';
import { answerOf, ServiceError } from './service-error.ts';

const operationOf: Readonly<Record<string, Operation>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  // A condition check is a delete that is checked and not carried out.
  ConditionCheck: 'DeleteItem',
};

type Step = Readonly<{
  kind: string;
  data: Params;
  table: Table;
  key: Item;
  before: Item | undefined;
  wantsItem: boolean;
}>;

type Reason = Readonly<{ Code: string; Message?: string; Item?: Item }>;

const tokenLifeMs = 10 * 60_000;
const tokenKey = (token: string) => `token~${token}`;

/**
 * TransactWriteItems, to be run inside one atomic commit: what it throws leaves nothing behind.
 * Gives the idempotency token's row, which belongs into the same batch.
 */
export async function transactWrite(store: Store, request: Params): Promise<readonly Write[]> {
  const items = transactItems(request);
  const token = request['ClientRequestToken'];
  const fingerprint = createHash('sha256').update(JSON.stringify(items)).digest('hex');
  if (typeof token === 'string' && (await seenBefore(store.db, token, fingerprint))) return [];
  const steps = await Promise.all(items.map((item) => stepOf(store, item)));
  refuseRepeatedKeys(steps);
  const reasons = steps.map(reasonOf);
  if (reasons.some(({ Code }) => Code !== 'None')) throw cancelled(reasons);
  for (const step of steps) await carryOut(store, step, steps);
  if (typeof token !== 'string') return [];
  return [{ type: 'put', key: tokenKey(token), value: { fingerprint, until: Date.now() + tokenLifeMs } }];
}

/** TransactGetItems: all items as they were at one moment. Run it inside a commit, so that no write comes between. */
export async function transactGet(store: Store, request: Params): Promise<Params> {
  const gets = transactItems(request).map((item) => {
    const [kind, get] = Object.entries(item)[0] ?? [];
    if (kind !== 'Get' || get === undefined) throw db.validationError('TransactGetItems takes Get and nothing else');
    return get;
  });
  const Responses = await Promise.all(
    gets.map(async (get) => {
      const { Item } = await run(store, 'GetItem', checked(store, 'GetItem', { ...get, ConsistentRead: true }));
      return Item === undefined ? {} : { Item };
    }),
  );
  return { Responses };
}

/** Rows of idempotency tokens whose ten minutes are over. */
export async function oldTokens(level: Level): Promise<readonly Write[]> {
  const old: Write[] = [];
  for await (const [key, row] of level.iterator({ gt: tokenKey(''), lt: tokenKey('\xff') })) {
    if ((row as { until: number }).until < Date.now()) old.push({ type: 'del', key });
  }
  return old;
}

function transactItems(request: Params): readonly Record<string, Params>[] {
  const items = request['TransactItems'];
  if (!Array.isArray(items) || items.length === 0 || items.length > 100) {
    const what = Array.isArray(items) ? `${items.length} items` : 'no list';
    throw db.validationError(
      `1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length between 1 and 100, got ${what}`,
    );
  }
  return items as readonly Record<string, Params>[];
}

async function seenBefore(level: Level, token: string, fingerprint: string): Promise<boolean> {
  const seen = (await level.get(tokenKey(token))) as { fingerprint: string; until: number } | undefined;
  if (seen === undefined || seen.until < Date.now()) return false;
  if (seen.fingerprint === fingerprint) return true;
  throw new ServiceError(
    'IdempotentParameterMismatchException',
    'The request parameters do not match those of the earlier request with this token',
  );
}

async function stepOf(store: Store, item: Record<string, Params>): Promise<Step> {
  const [kind, given] = Object.entries(item)[0] ?? [];
  const operation = kind === undefined ? undefined : operationOf[kind];
  if (kind === undefined || given === undefined || operation === undefined) {
    throw db.validationError('TransactItems can only contain one of Check, Put, Update or Delete');
  }
  const { ReturnValuesOnConditionCheckFailure: wanted, ...request } = given;
  const data = checked(store, operation, request);
  const table = await tableOf(store, String(data['TableName']));
  const wrong =
    kind === 'Put' ? db.validateItem(data['Item'] as Item, table) : db.validateKey(data['Key'] as Item, table);
  if (wrong) throw wrong;
  const key = kind === 'Put' ? keyOf(table, data['Item'] as Item) : (data['Key'] as Item);
  return { kind, data, table, key, before: await itemOf(store, table, key), wantsItem: wanted === 'ALL_OLD' };
}

function refuseRepeatedKeys(steps: readonly Step[]): void {
  const keys = new Set(steps.map(({ table, key }) => `${table.TableName}|${db.createKey(key, table)}`));
  if (keys.size < steps.length) {
    throw db.validationError('Transaction request cannot include multiple operations on one item');
  }
}

function reasonOf({ data, before, wantsItem }: Step): Reason {
  if (!db.checkConditional(data, before)) return { Code: 'None' };
  return {
    Code: 'ConditionalCheckFailed',
    Message: 'The conditional request failed',
    ...(wantsItem && before !== undefined ? { Item: before } : {}),
  };
}

async function carryOut(store: Store, step: Step, all: readonly Step[]): Promise<void> {
  if (step.kind === 'ConditionCheck') return;
  try {
    await run(store, operationOf[step.kind] ?? 'PutItem', step.data);
  } catch (error) {
    const answer = answerOf(error);
    if (answer === undefined) throw error;
    const Message = (error as Error).message;
    throw cancelled(all.map((one) => (one === step ? { Code: 'ValidationError', Message } : { Code: 'None' })));
  }
}

function cancelled(reasons: readonly Reason[]): ServiceError {
  const codes = reasons.map(({ Code }) => Code).join(', ');
  return new ServiceError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { CancellationReasons: reasons },
  );
}
