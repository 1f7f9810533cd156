import { textIn } from '../template/text-in.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { operationOf, type Service } from '../aws/endpoint.ts';
import { type Access, AccessDenied, type Caller } from '../iam/access.ts';
import { checkBatchSize, entriesOf, numberIn, sentOf } from './limits.ts';
import { md5, md5OfAttributes, type Message } from './message.ts';
import type { Queue } from './queue.ts';
import type { Queues } from './queues.ts';
import { answerOfError, invalid, QueueRequestError } from './request-error.ts';

export type QueueServiceOptions = Readonly<{
  queues: Queues;
  access: Access;
  /** Milliseconds since 1970, for SentTimestamp. */
  now: () => number;
  timerScale: number;
  urlOf(name: string): string;
}>;

type Request = Readonly<Record<string, unknown>>;
type Operation = Readonly<{ action: string; run(queue: Queue, request: Request, caller: Caller): unknown }>;

/** SQS in its JSON protocol. */
export function queueService(options: QueueServiceOptions): Service {
  const operations = operationsOf(options);
  const { queues, access, urlOf } = options;
  return async (request) => {
    try {
      const name = operationOf(request);
      const body = JSON.parse(request.body.toString() || '{}') as Request;
      const operation = operations[name];
      if (operation === undefined) {
        throw new QueueRequestError(
          'com.amazon.coral.service#UnknownOperationException',
          'InvalidAction',
          `${name} is not emulated.`,
        );
      }
      const reference = textIn(body, 'QueueUrl', textIn(body, 'QueueName'));
      const queue = queues.find(reference);
      if (queue === undefined || (body['QueueUrl'] !== undefined && !sameQueue(reference, urlOf(queue.spec.name)))) {
        throw new QueueRequestError(
          'com.amazonaws.sqs#QueueDoesNotExist',
          'AWS.SimpleQueueService.NonExistentQueue',
          'The specified queue does not exist.',
        );
      }
      access.require(request.caller, `sqs:${operation.action}`, queue.spec.arn);
      const answer = await operation.run(queue, body, request.caller);
      return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: JSON.stringify(answer) };
    } catch (error) {
      if (error instanceof QueueRequestError) return answerOfError(error);
      if (error instanceof AccessDenied) {
        return answerOfError(
          new QueueRequestError('com.amazon.coral.service#AccessDeniedException', 'AccessDenied', error.message, 403),
        );
      }
      throw error;
    }
  };
}

/** The port changes from start to start; account and name do not. */
const sameQueue = (a: string, b: string) => a.split('/').slice(-2).join('/') === b.split('/').slice(-2).join('/');

function operationsOf({ now, timerScale, urlOf }: QueueServiceOptions): Readonly<Record<string, Operation>> {
  const send = (queue: Queue, requests: readonly Request[], caller: Caller) => {
    const messages = requests.map((one) => sentOf(one, queue.spec, timerScale));
    checkBatchSize(messages);
    return queue.send(...messages.map((one) => ({ ...one, sender: senderOf(caller), sentAt: now() })));
  };
  const visibilityMs = (request: Request) => {
    const seconds = numberIn(request['VisibilityTimeout'], 'VisibilityTimeout', 0, 43_200);
    return seconds === undefined ? undefined : (seconds * 1000) / timerScale;
  };
  return {
    SendMessage: {
      action: 'SendMessage',
      run: (queue, request, caller) => send(queue, [request], caller).map(receiptOf)[0],
    },
    SendMessageBatch: {
      action: 'SendMessage',
      run: (queue, request, caller) => {
        const entries = entriesOf(request);
        const sent = send(queue, entries, caller);
        return {
          Successful: sent.map((message, index) => ({ Id: entries[index]?.['Id'], ...receiptOf(message) })),
          Failed: [],
        };
      },
    },
    ReceiveMessage: {
      action: 'ReceiveMessage',
      run: async (queue, request) => {
        const max = numberIn(request['MaxNumberOfMessages'], 'MaxNumberOfMessages', 1, 10) ?? 1;
        const waitS = numberIn(request['WaitTimeSeconds'], 'WaitTimeSeconds', 0, 20) ?? 0;
        const messages = await receiveWithin(queue, max, visibilityMs(request), (waitS * 1000) / timerScale);
        return messages.length === 0 ? {} : { Messages: messages.map((message) => toldOf(message, request)) };
      },
    },
    DeleteMessage: {
      action: 'DeleteMessage',
      run: (queue, request) => {
        // SQS does not tell whether a receipt still meant something.
        queue.delete(textIn(request, 'ReceiptHandle'));
        return {};
      },
    },
    DeleteMessageBatch: {
      action: 'DeleteMessage',
      run: (queue, request) => {
        const entries = entriesOf(request);
        for (const { ReceiptHandle } of entries) queue.delete(String(ReceiptHandle));
        return { Successful: entries.map(({ Id }) => ({ Id })), Failed: [] };
      },
    },
    ChangeMessageVisibility: {
      action: 'ChangeMessageVisibility',
      run: (queue, request) => {
        const ms = visibilityMs(request);
        if (ms === undefined) throw invalid('The request must contain the parameter VisibilityTimeout.');
        queue.changeVisibility(textIn(request, 'ReceiptHandle'), ms);
        return {};
      },
    },
    GetQueueAttributes: { action: 'GetQueueAttributes', run: (queue) => ({ Attributes: attributesOf(queue) }) },
    GetQueueUrl: { action: 'GetQueueUrl', run: (queue) => ({ QueueUrl: urlOf(queue.spec.name) }) },
    PurgeQueue: { action: 'PurgeQueue', run: (queue) => (queue.purge(), {}) },
  };
}

async function receiveWithin(
  queue: Queue,
  max: number,
  visibilityMs: number | undefined,
  waitMs: number,
): Promise<readonly Message[]> {
  const until = Date.now() + waitMs;
  for (;;) {
    const messages = queue.receive(max, visibilityMs);
    const leftMs = until - Date.now();
    if (messages.length > 0 || leftMs <= 0) return messages;
    await sleep(Math.min(leftMs, 20));
  }
}

function senderOf(caller: Caller): string {
  return caller.kind === 'service' ? caller.service : (caller.arn.split('/').at(-1) ?? caller.arn);
}

function receiptOf(message: Message): Record<string, unknown> {
  const { id, body, attributes } = message;
  return {
    MessageId: id,
    MD5OfMessageBody: md5(body),
    ...(Object.keys(attributes).length === 0 ? {} : { MD5OfMessageAttributes: md5OfAttributes(attributes) }),
  };
}

/** The system attributes of a received message. */
export function systemAttributes(message: Message): Record<string, string> {
  return {
    ApproximateReceiveCount: String(message.receiveCount),
    SentTimestamp: String(message.sentAt),
    SenderId: message.sender,
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? message.storedAt),
    ...(message.deadLetterSource === undefined ? {} : { DeadLetterQueueSourceArn: message.deadLetterSource }),
  };
}

function toldOf(message: Message, request: Request): Record<string, unknown> {
  const { id, receipt, body, attributes } = message;
  const wanted = [request['MessageSystemAttributeNames'] ?? request['AttributeNames'] ?? []].flat().map(String);
  const system = Object.entries(systemAttributes(message)).filter(
    ([name]) => wanted.includes('All') || wanted.includes(name),
  );
  const names = [request['MessageAttributeNames'] ?? []].flat().map(String);
  const own = Object.entries(attributes).filter(
    ([name]) => names.includes('All') || names.includes('.*') || names.includes(name),
  );
  return {
    MessageId: id,
    ReceiptHandle: receipt,
    Body: body,
    MD5OfBody: md5(body),
    ...(system.length === 0 ? {} : { Attributes: Object.fromEntries(system) }),
    ...(own.length === 0
      ? {}
      : {
          MessageAttributes: Object.fromEntries(own),
          MD5OfMessageAttributes: md5OfAttributes(Object.fromEntries(own)),
        }),
  };
}

function attributesOf({ spec, depth }: Queue): Record<string, string> {
  return {
    QueueArn: spec.arn,
    ApproximateNumberOfMessages: String(depth.visible),
    ApproximateNumberOfMessagesNotVisible: String(depth.inFlight),
    ApproximateNumberOfMessagesDelayed: String(depth.delayed),
    VisibilityTimeout: String(spec.visibilityTimeoutMs / 1000),
    MaximumMessageSize: String(spec.maxMessageBytes),
  };
}
