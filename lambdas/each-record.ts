import type { DynamoDBBatchResponse, DynamoDBStreamEvent, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type * as z from 'zod';
import { MalformedMessage } from '../core/malformed.ts';
import type { Log, Meter } from '../core/ports.ts';
import { faultOf } from '../core/problem.ts';

export interface RecordDeps {
  /** The stage's name: it begins the names of the counts. */
  readonly stage: string;
  readonly log: Log;
  readonly meter: Meter;
}

/** Messages of one invocation that are worked on at a time; each may hold 8 MiB. */
const lanes = 3;

/**
 * Hands each message of a queue to a step. A message that no retry will mend is acknowledged and set aside in the log;
 * any other failure sends that one message back.
 */
export async function eachMessage<Message>(
  event: SQSEvent,
  schema: z.ZodType<Message>,
  step: (message: Message) => Promise<void>,
  deps: RecordDeps,
): Promise<SQSBatchResponse> {
  const waiting = [...event.Records];
  const failed: string[] = [];
  const lane = async () => {
    for (let record = waiting.shift(); record !== undefined; record = waiting.shift()) {
      const { messageId, body } = record;
      const done = await settle(messageId, async () => step(messageIn(body, schema)), deps);
      if (!done) failed.push(messageId);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}

/** An item as a stream's event shows it. */
type Image = NonNullable<NonNullable<DynamoDBStreamEvent['Records'][number]['dynamodb']>['NewImage']>;

interface Change<Value> {
  readonly position: string;
  readonly value: Value;
}

/**
 * Hands each change of a stream to a step, in order. Those behind one that fails are still done, because Lambda may give
 * up on the whole batch; the first that failed is where Lambda begins again, so a step must bear being repeated.
 */
export async function eachChange<Value>(
  event: DynamoDBStreamEvent,
  valueIn: (image: Image) => Value,
  step: (value: Value) => Promise<void>,
  deps: RecordDeps,
): Promise<DynamoDBBatchResponse> {
  return oneByOne(await changesIn(event, valueIn, deps), step, deps);
}

/** As `eachChange`, but all at once; only where that fails one by one, so that one bad change does not hold up the rest. */
export async function allChanges<Value>(
  event: DynamoDBStreamEvent,
  valueIn: (image: Image) => Value,
  step: (values: readonly Value[]) => Promise<void>,
  deps: RecordDeps,
): Promise<DynamoDBBatchResponse> {
  const changes = await changesIn(event, valueIn, deps);
  if (changes.length > 1) {
    try {
      await step(changes.map(({ value }) => value));
      return { batchItemFailures: [] };
    } catch (error) {
      deps.log.warn('changes are tried one by one', { count: changes.length, error: (error as Error).message });
    }
  }
  return oneByOne(changes, (value) => step([value]), deps);
}

async function oneByOne<Value>(
  changes: readonly Change<Value>[],
  step: (value: Value) => Promise<void>,
  deps: RecordDeps,
): Promise<DynamoDBBatchResponse> {
  let first: string | undefined;
  for (const { position, value } of changes) {
    const done = await settle(position, async () => step(value), deps);
    if (!done) first ??= position;
  }
  return { batchItemFailures: first === undefined ? [] : [{ itemIdentifier: first }] };
}

async function changesIn<Value>(
  event: DynamoDBStreamEvent,
  valueIn: (image: Image) => Value,
  deps: RecordDeps,
): Promise<Change<Value>[]> {
  const changes: Change<Value>[] = [];
  for (const { dynamodb } of event.Records) {
    const { NewImage: image, SequenceNumber: position = '' } = dynamodb ?? {};
    if (image === undefined) continue;
    await settle(position, async () => void changes.push({ position, value: valueIn(image) }), deps);
  }
  return changes;
}

/** Whether the record needs no other try: it was done, or is set aside. */
async function settle(id: string, work: () => Promise<void>, { stage, log, meter }: RecordDeps): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    const { message: reason, cause } = error as Error;
    const fields = { record: id, reason, cause: cause instanceof Error ? cause.message : undefined };
    if (error instanceof MalformedMessage) {
      log.error('record set aside', fields);
      meter.count(`${stage}.set-aside`, 1);
      return true;
    }
    log.error('record goes back', fields);
    meter.count(`${stage}.sent-back`, 1);
    return false;
  }
}

function messageIn<Message>(body: string, schema: z.ZodType<Message>): Message {
  const parsed = schema.safeParse(jsonIn(body));
  if (parsed.success) return parsed.data;
  const { field, message } = faultOf(parsed.error);
  throw new MalformedMessage(`the message does not fit its schema: ${field} ${message}`);
}

function jsonIn(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new MalformedMessage('the message is no JSON');
  }
}
