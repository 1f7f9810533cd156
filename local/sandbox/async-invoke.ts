import { randomUUID } from 'node:crypto';
import type { Access, Caller } from '../iam/access.ts';
import type { Log } from '../log.ts';
import type { Queues } from '../sqs/queues.ts';
import type { Functions, LocalFunction } from './functions.ts';
import type { FunctionError } from './sandbox.ts';

/** Settles when the event was handled, or was given up after its retries. Rejects only when the caller has no right. */
export type AsyncInvoke = (reference: string, event: unknown, caller: Caller) => Promise<void>;

export type RetrySpec = Readonly<{ retries: number; onFailureArn?: string; deadLetterArn?: string }>;

export type AsyncInvokeOptions = Readonly<{
  functions: Functions;
  access: Access;
  queues: Queues;
  /** By the logical id of the function. */
  specs: ReadonlyMap<string, RetrySpec>;
  now: () => number;
  timerScale: number;
  log: Log;
}>;

const firstPauseMs = 60_000;

/** Lambda's asynchronous invocation: two more tries a minute and two minutes later, then the failure destination. */
export function asyncInvoke(options: AsyncInvokeOptions): AsyncInvoke {
  const { functions, access, specs, timerScale } = options;
  return async (reference, event, caller) => {
    const target = functions.get(reference);
    access.require(caller, 'lambda:InvokeFunction', target.arn);
    const spec = specs.get(target.logicalId) ?? { retries: 2 };
    for (let attempt = 0; ; attempt += 1) {
      const outcome = await functions.run(target, event);
      if (outcome.kind === 'returned') return;
      if (attempt >= spec.retries) return giveUp(target, spec, event, outcome.error, attempt + 1, options);
      await new Promise((resolve) => setTimeout(resolve, (firstPauseMs * (attempt + 1)) / timerScale).unref());
    }
  };
}

function giveUp(
  target: LocalFunction,
  { onFailureArn, deadLetterArn }: RetrySpec,
  event: unknown,
  error: FunctionError,
  attempts: number,
  { access, queues, now, log }: AsyncInvokeOptions,
): void {
  log(target.logicalId, `gave up an event after ${attempts} attempts`);
  for (const arn of [onFailureArn, deadLetterArn]) {
    if (arn === undefined) continue;
    const queue = queues.find(arn);
    if (queue === undefined || !access.allows(target.role, 'sqs:SendMessage', arn)) {
      log(target.logicalId, `its failure destination ${arn} cannot be reached with its role`);
      continue;
    }
    const body = arn === onFailureArn ? failureRecord(target, event, error, attempts, now()) : event;
    queue.send({ body: JSON.stringify(body), sender: target.role.role, sentAt: now() });
  }
}

function failureRecord(
  target: LocalFunction,
  event: unknown,
  error: FunctionError,
  attempts: number,
  nowMs: number,
): unknown {
  return {
    version: '1.0',
    timestamp: new Date(nowMs).toISOString(),
    requestContext: {
      requestId: randomUUID(),
      functionArn: `${target.arn}:$LATEST`,
      condition: 'RetriesExhausted',
      approximateInvokeCount: attempts,
    },
    requestPayload: event,
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: error,
  };
}
