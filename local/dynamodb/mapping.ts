import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Filter } from '../filter-pattern.ts';
import type { Access } from '../iam/access.ts';
import type { Log } from '../log.ts';
import type { Functions, LocalFunction } from '../sandbox/functions.ts';
import { failuresIn, filtersOf } from '../sqs/mapping.ts';
import type { Queues } from '../sqs/queues.ts';
import { StartError } from '../start-error.ts';
import type { Engine } from './engine.ts';
import type { Stream, StreamRecord } from './streams.ts';

export type StreamMappingOptions = Readonly<{
  logicalId: string;
  properties: Readonly<Record<string, unknown>>;
  engine: Engine;
  stream: Stream;
  target: LocalFunction;
  functions: Functions;
  access: Access;
  queues: Queues;
  now: () => number;
  timerScale: number;
  log: Log;
}>;

type Batch = readonly StreamRecord[];

const firstPauseMs = 200;
const longestPauseMs = 30_000;
const sequenceOf = (record: StreamRecord | undefined) => record?.dynamodb.SequenceNumber ?? '';

/** Lambda's reader of one stream: in order, one batch at a time, as far as the position that is on disk. */
export class StreamMapping {
  readonly #options: StreamMappingOptions;
  readonly #filters: readonly Filter[];
  readonly #batchSize: number;
  readonly #retries: number;
  readonly #onFailureArn: string | undefined;
  readonly #positionName: string;
  #position = '';
  #busy = false;
  #stopped = false;
  #wake: () => void = () => undefined;
  #unlisten: () => void = () => undefined;

  constructor(options: StreamMappingOptions) {
    const { logicalId, properties, stream, target, access } = options;
    this.#options = options;
    this.#filters = filtersOf(properties, logicalId);
    this.#batchSize = Number(properties['BatchSize'] ?? 100);
    const retries = Number(properties['MaximumRetryAttempts'] ?? -1);
    this.#retries = retries < 0 ? Number.POSITIVE_INFINITY : retries;
    const destination = properties['DestinationConfig'] as { OnFailure?: { Destination?: string } } | undefined;
    this.#onFailureArn = destination?.OnFailure?.Destination;
    this.#positionName = `position~${logicalId}`;
    for (const action of ['GetRecords', 'GetShardIterator', 'DescribeStream', 'ListStreams']) {
      if (access.allows(target.role, `dynamodb:${action}`, stream.arn)) continue;
      throw new StartError(
        `${logicalId}: the role ${target.role.role} of ${target.logicalId} does not allow dynamodb:${action} on ${stream.arn}, which Lambda needs to read the stream.`,
      );
    }
  }

  async start(): Promise<void> {
    const { engine, properties, stream } = this.#options;
    const first = properties['StartingPosition'] === 'LATEST' ? engine.streams.end() : engine.streams.start;
    this.#position = (await engine.remembered(this.#positionName)) ?? first;
    await engine.remember(this.#positionName, this.#position);
    this.#unlisten = engine.streams.onRecords(stream.table, () => this.#wake());
    void this.#loop();
  }

  stop(): void {
    this.#stopped = true;
    this.#unlisten();
    this.#wake();
  }

  /** True when everything that was written has been handled. */
  async isIdle(): Promise<boolean> {
    if (this.#busy) return false;
    const { engine, stream } = this.#options;
    return (await engine.streams.read(stream.table, this.#position, 1)).length === 0;
  }

  get position(): string {
    return this.#position;
  }

  async #loop(): Promise<void> {
    const { engine, stream, log, logicalId, properties, timerScale } = this.#options;
    const windowMs = (Number(properties['MaximumBatchingWindowInSeconds'] ?? 0) * 1000) / timerScale;
    while (!this.#stopped) {
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      try {
        const seen = await engine.streams.read(stream.table, this.#position, this.#batchSize);
        if (seen.length === 0) {
          await woken;
          if (windowMs > 0) await sleep(windowMs);
          continue;
        }
        this.#busy = true;
        await this.#handle(
          seen.filter((record) => this.#matches(record)),
          0,
        );
        if (!this.#isStopped()) await this.#checkpoint(sequenceOf(seen.at(-1)));
      } catch (error) {
        if (!this.#isStopped()) log(logicalId, `reading the stream failed: ${String(error)}`);
        await sleep(firstPauseMs);
      } finally {
        this.#busy = false;
      }
    }
  }

  /** A function, because the flag changes while the loop waits. */
  #isStopped(): boolean {
    return this.#stopped;
  }

  async #checkpoint(sequence: string): Promise<void> {
    await this.#options.engine.remember(this.#positionName, sequence);
    this.#position = sequence;
  }

  #matches(record: StreamRecord): boolean {
    return this.#filters.length === 0 || this.#filters.some((filter) => filter(record));
  }

  /** @param attempt how often these records were tried before */
  async #handle(batch: Batch, attempt: number): Promise<void> {
    if (batch.length === 0 || this.#stopped) return;
    const rest = await this.#failedPart(batch);
    if (rest === undefined || this.#stopped) return;
    if (this.#isTooOld(rest)) return this.#giveUp(rest, 'RecordAgeExceeded', attempt + 1);
    if (attempt >= this.#retries) return this.#giveUp(rest, 'RetryAttemptsExhausted', attempt + 1);
    await sleep(Math.min(firstPauseMs * 2 ** attempt, longestPauseMs) / this.#options.timerScale);
    if (
      this.#options.properties['BisectBatchOnFunctionError'] === true &&
      rest.length > 1 &&
      rest.length === batch.length
    ) {
      const half = Math.ceil(rest.length / 2);
      await this.#handle(rest.slice(0, half), attempt + 1);
      return this.#handle(rest.slice(half), attempt + 1);
    }
    return this.#handle(rest, attempt + 1);
  }

  /** The records from the first reported failure on, or all of them; undefined when the batch is settled. */
  async #failedPart(batch: Batch): Promise<Batch | undefined> {
    const { functions, target, properties, stream } = this.#options;
    const Records = batch.map((record) => ({ ...record, eventSourceARN: stream.arn }));
    const outcome = await functions.run(target, { Records });
    if (outcome.kind === 'failed') return batch;
    if (!((properties['FunctionResponseTypes'] ?? []) as string[]).includes('ReportBatchItemFailures'))
      return undefined;
    const failures = failuresIn(outcome.payload);
    if (failures === undefined) return batch;
    const [first] = failures.toSorted();
    if (first === undefined) return undefined;
    const from = batch.findIndex((record) => sequenceOf(record) === first);
    return from < 0 ? batch : batch.slice(from);
  }

  #isTooOld(batch: Batch): boolean {
    const maxAgeS = Number(this.#options.properties['MaximumRecordAgeInSeconds'] ?? -1);
    const bornS = batch[0]?.dynamodb.ApproximateCreationDateTime ?? 0;
    return maxAgeS > 0 && this.#options.now() / 1000 - bornS > maxAgeS;
  }

  /** Tells the failure destination where the records are, not what they say, as Lambda does. */
  #giveUp(batch: Batch, condition: string, attempts: number): void {
    const { logicalId, queues, access, target, now, log } = this.#options;
    log(logicalId, `gave up ${batch.length} records after ${attempts} attempts: ${condition}`);
    if (this.#onFailureArn === undefined) return;
    const queue = queues.find(this.#onFailureArn);
    if (queue === undefined || !access.allows(target.role, 'sqs:SendMessage', this.#onFailureArn)) {
      log(logicalId, `its failure destination ${this.#onFailureArn} cannot be reached with its role`);
      return;
    }
    queue.send({
      body: JSON.stringify(this.#failure(batch, condition, attempts)),
      sender: target.role.role,
      sentAt: now(),
    });
  }

  #failure(batch: Batch, condition: string, attempts: number): unknown {
    const { target, stream, now, engine } = this.#options;
    const arrival = (record: StreamRecord | undefined) =>
      new Date((record?.dynamodb.ApproximateCreationDateTime ?? 0) * 1000).toISOString();
    return {
      requestContext: {
        requestId: randomUUID(),
        functionArn: target.arn,
        condition,
        approximateInvokeCount: attempts,
      },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      version: '1.0',
      timestamp: new Date(now()).toISOString(),
      DDBStreamBatchInfo: {
        shardId: engine.streams.shardId,
        startSequenceNumber: sequenceOf(batch[0]),
        endSequenceNumber: sequenceOf(batch.at(-1)),
        approximateArrivalOfFirstRecord: arrival(batch[0]),
        approximateArrivalOfLastRecord: arrival(batch.at(-1)),
        batchSize: batch.length,
        streamArn: stream.arn,
      },
    };
  }
}
