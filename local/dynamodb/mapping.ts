import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Filter } from '../filter-pattern.ts';
import type { Access } from '../iam/access.ts';
import type { Log } from '../log.ts';
import type { Functions, LocalFunction } from '../sandbox/functions.ts';
import { failuresIn, filtersOf } from '../sqs/mapping.ts';
import type { Queues } from '../sqs/queues.ts';
import { StartError } from '../start-error.ts';
import type { Engine } from './engine.ts';
import { failureMessage, type StreamFailure } from './stream-failure.ts';
import type { Stream, StreamRecord } from './streams.ts';

export type StreamMappingOptions = Readonly<{
  logicalId: string;
  properties: Readonly<Record<string, unknown>>;
  engine: Engine;
  stream: Stream;
  /** The table's partition key: records of one partition stay in order. */
  partitionKey: string;
  target: LocalFunction;
  functions: Functions;
  access: Access;
  queues: Queues;
  now: () => number;
  timerScale: number;
  log: Log;
}>;

type Batch = readonly StreamRecord[];
type Lane = { readonly waiting: StreamRecord[]; running: boolean };

const firstPauseMs = 200;
const longestPauseMs = 30_000;
const mostOutstanding = 10_000;
const sequenceOf = (record: StreamRecord | undefined) => record?.dynamodb.SequenceNumber ?? '';

/**
 * Lambda's reader of one stream. With a parallelization factor it works on several lanes at once; records of one
 * partition share a lane. The position on disk lies before the first record that is not settled.
 */
export class StreamMapping {
  readonly #options: StreamMappingOptions;
  readonly #filters: readonly Filter[];
  readonly #batchSize: number;
  readonly #windowMs: number;
  readonly #retries: number;
  readonly #bisects: boolean;
  readonly #reportsItems: boolean;
  readonly #onFailureArn: string | undefined;
  readonly #lanes: readonly Lane[];
  /** Sequence numbers of records that were read and are not settled, in order. */
  readonly #outstanding = new Set<string>();
  #readUpTo = '';
  #position = '';
  #stopped = false;
  #wake: () => void = () => undefined;
  #unlisten: () => void = () => undefined;

  constructor(options: StreamMappingOptions) {
    const { logicalId, properties, stream, target, access, timerScale } = options;
    this.#options = options;
    this.#filters = filtersOf(properties, logicalId);
    this.#batchSize = Number(properties['BatchSize'] ?? 100);
    this.#windowMs = (Number(properties['MaximumBatchingWindowInSeconds'] ?? 0) * 1000) / timerScale;
    const retries = Number(properties['MaximumRetryAttempts'] ?? -1);
    this.#retries = retries < 0 ? Number.POSITIVE_INFINITY : retries;
    this.#bisects = properties['BisectBatchOnFunctionError'] === true;
    this.#reportsItems = ((properties['FunctionResponseTypes'] ?? []) as string[]).includes('ReportBatchItemFailures');
    const destination = properties['DestinationConfig'] as { OnFailure?: { Destination?: string } } | undefined;
    this.#onFailureArn = destination?.OnFailure?.Destination;
    const lanes = Number(properties['ParallelizationFactor'] ?? 1);
    this.#lanes = Array.from({ length: lanes }, () => ({ waiting: [], running: false }));
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
    this.#readUpTo = this.#position;
    await engine.remember(this.#positionName, this.#position);
    this.#unlisten = engine.streams.onRecords(stream.table, () => this.#wake());
    void this.#read();
  }

  stop(): void {
    this.#stopped = true;
    this.#unlisten();
    this.#wake();
  }

  /** True when everything that was written has been settled. */
  async isIdle(): Promise<boolean> {
    const { engine, stream } = this.#options;
    if (this.#outstanding.size > 0) return false;
    return (await engine.streams.read(stream.table, this.#readUpTo, 1)).length === 0;
  }

  get position(): string {
    return this.#position;
  }

  get #positionName(): string {
    return `position~${this.#options.logicalId}`;
  }

  /** A function, because the flag changes while others wait. */
  #isStopped(): boolean {
    return this.#stopped;
  }

  async #read(): Promise<void> {
    const { engine, stream, log, logicalId } = this.#options;
    while (!this.#isStopped()) {
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      try {
        const isFull = this.#outstanding.size >= mostOutstanding;
        const records = isFull ? [] : await engine.streams.read(stream.table, this.#readUpTo, 1000);
        if (records.length === 0) await woken;
        else await this.#spread(records);
      } catch (error) {
        if (!this.#isStopped()) log(logicalId, `reading the stream failed: ${String(error)}`);
        await sleep(firstPauseMs);
      }
    }
  }

  async #spread(records: Batch): Promise<void> {
    for (const record of records) {
      if (this.#filters.length > 0 && !this.#filters.some((filter) => filter(record))) continue;
      this.#outstanding.add(sequenceOf(record));
      this.#laneOf(record)?.waiting.push(record);
    }
    this.#readUpTo = sequenceOf(records.at(-1));
    for (const lane of this.#lanes) if (lane.waiting.length > 0 && !lane.running) void this.#work(lane);
    await this.#checkpoint();
  }

  #laneOf(record: StreamRecord): Lane | undefined {
    const key = JSON.stringify(record.dynamodb.Keys[this.#options.partitionKey]);
    const hash = createHash('md5').update(key).digest().readUInt32BE(0);
    return this.#lanes[hash % this.#lanes.length];
  }

  async #work(lane: Lane): Promise<void> {
    lane.running = true;
    try {
      while (lane.waiting.length > 0 && !this.#isStopped()) {
        if (this.#windowMs > 0 && lane.waiting.length < this.#batchSize) await sleep(this.#windowMs);
        const batch = lane.waiting.splice(0, this.#batchSize);
        await this.#handle(batch, 0);
        if (this.#isStopped()) return;
        for (const record of batch) this.#outstanding.delete(sequenceOf(record));
        await this.#checkpoint();
      }
    } catch (error) {
      if (!this.#isStopped())
        this.#options.log(this.#options.logicalId, `a batch could not be settled: ${String(error)}`);
    } finally {
      lane.running = false;
      this.#wake();
    }
  }

  /** Up to where everything is settled. */
  async #checkpoint(): Promise<void> {
    const [first] = this.#outstanding;
    const position = first === undefined ? this.#readUpTo : String(BigInt(first) - 1n);
    if (position === this.#position || this.#isStopped()) return;
    this.#position = position;
    await this.#options.engine.remember(this.#positionName, position);
  }

  /** @param attempt how often these records were tried before */
  async #handle(batch: Batch, attempt: number): Promise<void> {
    if (batch.length === 0 || this.#isStopped()) return;
    const rest = await this.#failedPart(batch);
    if (rest === undefined || this.#isStopped()) return;
    if (this.#isTooOld(rest)) return this.#giveUp(rest, 'RecordAgeExceeded', attempt + 1);
    if (attempt >= this.#retries) return this.#giveUp(rest, 'RetryAttemptsExhausted', attempt + 1);
    await sleep(Math.min(firstPauseMs * 2 ** attempt, longestPauseMs) / this.#options.timerScale);
    if (!this.#bisects || rest.length === 1 || rest.length < batch.length) return this.#handle(rest, attempt + 1);
    const half = Math.ceil(rest.length / 2);
    await this.#handle(rest.slice(0, half), attempt + 1);
    return this.#handle(rest.slice(half), attempt + 1);
  }

  /** The records from the first reported failure on, or all of them; undefined when the batch is settled. */
  async #failedPart(batch: Batch): Promise<Batch | undefined> {
    const { functions, target, stream } = this.#options;
    const Records = batch.map((record) => ({ ...record, eventSourceARN: stream.arn }));
    const outcome = await functions.run(target, { Records });
    if (outcome.kind === 'failed') return batch;
    if (!this.#reportsItems) return undefined;
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

  #giveUp(batch: Batch, condition: StreamFailure['condition'], attempts: number): void {
    const { logicalId, queues, access, target, stream, engine, now, log } = this.#options;
    log(logicalId, `gave up ${batch.length} records after ${attempts} attempts: ${condition}`);
    if (this.#onFailureArn === undefined) return;
    const queue = queues.find(this.#onFailureArn);
    if (queue === undefined || !access.allows(target.role, 'sqs:SendMessage', this.#onFailureArn)) {
      log(logicalId, `its failure destination ${this.#onFailureArn} cannot be reached with its role`);
      return;
    }
    const nowMs = now();
    const { shardId } = engine.streams;
    const message = failureMessage({ target, stream, shardId, batch, condition, attempts, nowMs });
    queue.send({ body: JSON.stringify(message), sender: target.role.role, sentAt: nowMs });
  }
}
