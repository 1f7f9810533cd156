import type { Access } from '../iam/access.ts';
import { filterOf, type Filter } from '../filter-pattern.ts';
import type { Log } from '../log.ts';
import type { Functions, LocalFunction } from '../sandbox/functions.ts';
import type { Outcome } from '../sandbox/sandbox.ts';
import type { Seam } from '../seam.ts';
import { StartError } from '../start-error.ts';
import { md5, type Message } from './message.ts';
import type { Queue } from './queue.ts';
import { systemAttributes } from './service.ts';

export type QueueMappingOptions = Readonly<{
  logicalId: string;
  properties: Readonly<Record<string, unknown>>;
  queue: Queue;
  target: LocalFunction;
  functions: Functions;
  access: Access;
  region: string;
  timerScale: number;
  seam: Seam;
  log: Log;
}>;

/** Lambda's poller of one queue: receives, filters, invokes, deletes what was settled. */
export class QueueMapping {
  readonly #options: QueueMappingOptions;
  readonly #batchSize: number;
  readonly #windowMs: number;
  readonly #concurrency: number;
  readonly #reportsItems: boolean;
  readonly #filters: readonly Filter[];
  #running = 0;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #unlisten: () => void = () => undefined;

  constructor(options: QueueMappingOptions) {
    const { logicalId, properties, queue, target, access } = options;
    this.#options = options;
    this.#batchSize = Number(properties['BatchSize'] ?? 10);
    this.#windowMs = (Number(properties['MaximumBatchingWindowInSeconds'] ?? 0) * 1000) / options.timerScale;
    const most = (properties['ScalingConfig'] as { MaximumConcurrency?: number } | undefined)?.MaximumConcurrency;
    this.#concurrency = Math.min(most ?? 5, target.concurrency);
    this.#reportsItems = ((properties['FunctionResponseTypes'] ?? []) as string[]).includes('ReportBatchItemFailures');
    this.#filters = filtersOf(properties, logicalId);
    for (const action of ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes']) {
      if (access.allows(target.role, `sqs:${action}`, queue.spec.arn)) continue;
      throw new StartError(
        `${logicalId}: the role ${target.role.role} of ${target.logicalId} does not allow sqs:${action} on ${queue.spec.arn}, which Lambda needs to read the queue.`,
      );
    }
  }

  start(): void {
    this.#unlisten = this.#options.queue.onChange(() => this.#look());
    this.#look();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#unlisten();
  }

  get isIdle(): boolean {
    return this.#running === 0 && this.#options.queue.size === 0;
  }

  #look(): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    const { queue } = this.#options;
    if (this.#running >= this.#concurrency) return;
    const inMs = queue.nextInMs;
    if (inMs === undefined) return;
    if (inMs > 0) this.#timer = setTimeout(() => this.#look(), Math.min(inMs + 1, 2 ** 31 - 1));
    else if (this.#windowMs > 0 && queue.size < this.#batchSize) {
      this.#timer = setTimeout(() => this.#begin(), this.#windowMs);
    } else this.#begin();
  }

  #begin(): void {
    if (this.#stopped) return;
    const { queue, log, logicalId } = this.#options;
    const messages = queue.receive(this.#batchSize, undefined, true);
    if (messages.length === 0) return;
    this.#running += 1;
    void this.#handle(messages)
      .catch((error: unknown) => log(logicalId, `the poller failed: ${String(error)}`))
      .finally(() => {
        this.#running -= 1;
        for (const { id } of messages) queue.release(id);
        this.#look();
      });
    this.#look();
  }

  async #handle(messages: readonly Message[]): Promise<void> {
    const { functions, target, seam } = this.#options;
    const wanted = messages.filter((message) => this.#matches(message));
    const settled = new Set(messages.filter((message) => !wanted.includes(message)));
    if (wanted.length > 0) {
      const outcome = await functions.run(target, { Records: wanted.map((message) => this.#recordOf(message)) });
      if (this.#stopped) return;
      for (const message of this.#settledBy(outcome, wanted)) settled.add(message);
    }
    if (settled.size > 0) seam('before-sqs-delete');
    for (const message of settled) this.#delete(message);
  }

  #delete({ receipt = '' }: Message): void {
    const { access, target, queue } = this.#options;
    access.require(target.role, 'sqs:DeleteMessage', queue.spec.arn);
    queue.delete(receipt);
  }

  #matches({ body, attributes }: Message): boolean {
    if (this.#filters.length === 0) return true;
    const event = { body: jsonOr(body), messageAttributes: attributes };
    return this.#filters.some((filter) => filter(event));
  }

  /** Without item reports it is all or nothing; a report that makes no sense fails the whole batch, as in AWS. */
  #settledBy(outcome: Outcome, messages: readonly Message[]): readonly Message[] {
    if (outcome.kind === 'failed') return [];
    if (!this.#reportsItems) return messages;
    const failures = failuresIn(outcome.payload);
    if (failures === undefined) return [];
    const known = new Set(messages.map(({ id }) => id));
    if (failures.some((id) => !known.has(id))) return [];
    return messages.filter(({ id }) => !failures.includes(id));
  }

  #recordOf(message: Message): unknown {
    const { queue, region } = this.#options;
    const { id, receipt, body, attributes } = message;
    return {
      messageId: id,
      receiptHandle: receipt,
      body,
      attributes: systemAttributes(message),
      messageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
          name,
          {
            dataType: DataType,
            stringValue: StringValue,
            binaryValue: BinaryValue,
            stringListValues: [],
            binaryListValues: [],
          },
        ]),
      ),
      md5OfBody: md5(body),
      eventSource: 'aws:sqs',
      eventSourceARN: queue.spec.arn,
      awsRegion: region,
    };
  }
}

/** The ids that a function reports; undefined when its answer is not a report. An empty answer reports nothing. */
export function failuresIn(payload: string): readonly string[] | undefined {
  const answer: unknown = JSON.parse(payload);
  if (answer === null || typeof answer !== 'object') return [];
  const failures = (answer as { batchItemFailures?: unknown }).batchItemFailures ?? [];
  if (!Array.isArray(failures)) return undefined;
  const ids = failures.map((one) => (one as { itemIdentifier?: unknown } | null)?.itemIdentifier);
  return ids.every((id): id is string => typeof id === 'string' && id !== '') ? ids : undefined;
}

export function filtersOf(properties: Readonly<Record<string, unknown>>, logicalId: string): readonly Filter[] {
  const { Filters = [] } = (properties['FilterCriteria'] ?? {}) as { Filters?: { Pattern: string }[] };
  return Filters.map(({ Pattern }) => filterOf(JSON.parse(Pattern), logicalId));
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
