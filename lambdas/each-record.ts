import type { DynamoDBBatchResponse, DynamoDBStreamEvent, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type * as z from 'zod';
import { Unavailable } from '../adapters/unavailable.ts';
import { UnreadableItem } from '../adapters/unreadable-item.ts';
import { MalformedMessage } from '../core/malformed.ts';
import type { Log, Meter } from '../core/ports/runtime.ts';
import { faultOf } from '../core/problem.ts';

export interface RecordDeps {
  /** The stage's name: it begins the names of the counts. */
  readonly stage: string;
  readonly log: Log;
  readonly meter: Meter;
  /** Hides a message that goes back for so long, instead of the queue's own time. */
  readonly holdBack?: (receipt: string, seconds: number) => Promise<void>;
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
      const failure = await settle(messageId, async () => step(messageIn(body, schema)), deps);
      if (failure === undefined) continue;
      failed.push(messageId);
      await holdBack(record, failure, deps);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}

const firstPauseSeconds = 15;
const longestPauseSeconds = 900;
const believedTries = 10;

/**
 * Seconds for which a message that went back is hidden: as long as the other side asked for, else longer each time. A channel
 * that is away for a day is asked a hundred times, not a thousand. @param tries how often it was received
 */
export function pauseSeconds(failure: Error, tries: number): number {
  const asked = failure instanceof Unavailable ? failure.retryAfterMs : undefined;
  const longer = (nth: number) =>
    Math.min(firstPauseSeconds * 2 ** Math.min(Math.max(nth, 1) - 1, 10), longestPauseSeconds);
  if (asked === undefined) return longer(tries);
  // Who says the same every time, for hours, is not believed any more.
  return Math.min(
    Math.max(Math.ceil(asked / 1_000), tries > believedTries ? longer(tries - believedTries) : 0),
    43_200,
  );
}

async function holdBack({ receiptHandle, attributes }: SQSEvent['Records'][number], failure: Error, deps: RecordDeps): Promise<void> {
  if (deps.holdBack === undefined) return;
  try {
    await deps.holdBack(receiptHandle, pauseSeconds(failure, Number(attributes.ApproximateReceiveCount) || 1));
  } catch (error) {
    // Then it comes back when the queue says.
    deps.log.warn('message could not be held back', { reason: (error as Error).message });
  }
} // prettier-ignore

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
    const failure = await settle(position, async () => step(value), deps);
    if (failure !== undefined) first ??= position;
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
    await settle(position, async () => void changes.push({ position, value: readable(image, valueIn) }), deps);
  }
  return changes;
}

/** A record that cannot be read holds up nobody behind it: sweep comes back to its item. */
function readable<Value>(image: Image, valueIn: (image: Image) => Value): Value {
  try {
    return valueIn(image);
  } catch (error) {
    throw error instanceof UnreadableItem ? new MalformedMessage(error.message, { cause: error }) : error;
  }
}

/** Why the record needs another try; undefined where it was done, or is set aside. */
async function settle(
  id: string,
  work: () => Promise<void>,
  { stage, log, meter }: RecordDeps,
): Promise<Error | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    const { message: reason, cause } = error as Error;
    const fields = { record: id, reason, cause: cause instanceof Error ? cause.message : undefined };
    if (error instanceof MalformedMessage) {
      log.error('record set aside', fields);
      meter.count(`${stage}.set-aside`, 1);
      return undefined;
    }
    log.error('record goes back', fields);
    meter.count(`${stage}.sent-back`, 1);
    return error as Error;
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
