import { isDeepStrictEqual } from 'node:util';
import type { Change } from './atomic-writes.ts';
import { type Item, keyOf, type Level, type Table, type Write } from './dynalite.ts';
import { ServiceError } from './service-error.ts';

export type StreamRecord = Readonly<{
  eventID: string;
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  eventVersion: '1.1';
  eventSource: 'aws:dynamodb';
  awsRegion: string;
  userIdentity?: Readonly<{ type: string; principalId: string }>;
  dynamodb: Readonly<{
    /** Seconds since 1970. */
    ApproximateCreationDateTime: number;
    Keys: Item;
    NewImage?: Item;
    OldImage?: Item;
    SequenceNumber: string;
    SizeBytes: number;
    StreamViewType: string;
  }>;
}>;

export type Stream = Readonly<{ table: string; arn: string; label: string; view: string }>;

const shardId = 'shardId-00000000000000000001-plumbline';
const metaKey = (table: string) => `meta~stream~${table}`;
const recordKey = (table: string, sequence: string) => `stream~${table}~${sequence}`;
const lastSequenceKey = 'meta~sequence';

/** 21 digits as in AWS, none of them a leading zero: the order of text is the order of numbers. */
const sequenceText = (n: number) => `1${String(n).padStart(20, '0')}`;
const beforeAll = sequenceText(0);

/** The streams of all tables: one shard each, records on disk beside the items that they tell of. */
export class Streams {
  readonly #level: Level;
  readonly #region: string;
  readonly #now: () => number;
  readonly #streams = new Map<string, Stream>();
  readonly #listeners = new Map<string, Set<() => void>>();
  #last = 0;

  constructor(level: Level, region: string, now: () => number) {
    this.#level = level;
    this.#region = region;
    this.#now = now;
  }

  /** Reads back what an earlier process left. */
  async load(): Promise<void> {
    for await (const [, stream] of this.#level.iterator({ gt: 'meta~stream~', lt: 'meta~stream~\xff' })) {
      this.#streams.set((stream as Stream).table, stream as Stream);
    }
    this.#last = ((await this.#level.get(lastSequenceKey)) as number | undefined) ?? 0;
  }

  of(table: string): Stream | undefined {
    return this.#streams.get(table);
  }

  all(): readonly Stream[] {
    return [...this.#streams.values()];
  }

  async enable(table: Table, view: string): Promise<Stream> {
    const label = new Date(this.#now()).toISOString().replace('Z', '');
    const stream = { table: table.TableName, arn: `${table.TableArn}/stream/${label}`, label, view };
    await this.#level.put(metaKey(table.TableName), stream);
    this.#streams.set(table.TableName, stream);
    return stream;
  }

  async forget(table: string): Promise<void> {
    const writes: Write[] = [{ type: 'del', key: metaKey(table) }];
    for await (const [key] of this.#level.iterator({ gt: recordKey(table, ''), lt: recordKey(table, '\xff') })) {
      writes.push({ type: 'del', key });
    }
    await this.#level.batch(writes);
    this.#streams.delete(table);
  }

  /** The records of these changes, to be stored in the same batch as the items. A write that changed nothing has none. */
  recordsOf(changes: readonly Change[], actor?: StreamRecord['userIdentity']): readonly Write[] {
    const records = changes.flatMap((change) => this.#recordOf(change, actor) ?? []);
    return records.length === 0 ? [] : [...records, { type: 'put', key: lastSequenceKey, value: this.#last }];
  }

  #recordOf({ table, before, after }: Change, actor: StreamRecord['userIdentity']): Write | undefined {
    const stream = this.#streams.get(table.TableName);
    const written = after ?? before;
    if (stream === undefined || written === undefined) return undefined;
    const [old, now] = [plain(before), plain(after)];
    if (isDeepStrictEqual(old, now)) return undefined;
    this.#last += 1;
    const sequence = sequenceText(this.#last);
    const record: StreamRecord = {
      eventID: sequence,
      eventName: old === undefined ? 'INSERT' : now === undefined ? 'REMOVE' : 'MODIFY',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: this.#region,
      ...(actor === undefined ? {} : { userIdentity: actor }),
      dynamodb: {
        ApproximateCreationDateTime: Math.floor(this.#now() / 1000),
        Keys: keyOf(table, plain(written) ?? {}),
        ...(now !== undefined && stream.view.includes('NEW') ? { NewImage: now } : {}),
        ...(old !== undefined && stream.view.includes('OLD') ? { OldImage: old } : {}),
        SequenceNumber: sequence,
        SizeBytes: JSON.stringify([old, now]).length,
        StreamViewType: stream.view,
      },
    };
    return { type: 'put', key: recordKey(table.TableName, sequence), value: { storedAt: Date.now(), record } };
  }

  /** Wakes those who wait for a table's records, after the batch is on disk. */
  announce(changes: readonly Change[]): void {
    for (const name of new Set(changes.map(({ table }) => table.TableName))) {
      for (const listener of this.#listeners.get(name) ?? []) listener();
    }
  }

  /** Calls `listener` after each write to the table; the answer stops that. */
  onRecords(table: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(table) ?? new Set();
    this.#listeners.set(table, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  async read(table: string, after: string, limit: number): Promise<readonly StreamRecord[]> {
    const records: StreamRecord[] = [];
    const range = { gt: recordKey(table, after), lt: recordKey(table, '\xff'), limit };
    for await (const [, stored] of this.#level.iterator(range))
      records.push((stored as { record: StreamRecord }).record);
    return records;
  }

  /** The sequence number that lies before every record that is still kept. */
  readonly start = beforeAll;

  /** The last sequence number given out: a reader that begins after it sees only what comes. */
  end(): string {
    return sequenceText(this.#last);
  }

  /** Forgets records that were stored more than 24 hours ago, as DynamoDB does. */
  async trim(olderThanMs = 24 * 3_600_000): Promise<void> {
    const limit = Date.now() - olderThanMs;
    for (const { table } of this.#streams.values()) {
      const old: Write[] = [];
      const range = { gt: recordKey(table, ''), lt: recordKey(table, '\xff') };
      for await (const [key, stored] of this.#level.iterator(range)) {
        if ((stored as { storedAt: number }).storedAt >= limit) break;
        old.push({ type: 'del', key });
      }
      if (old.length > 0) await this.#level.batch(old);
    }
  }

  byArn(arn: unknown): Stream {
    const stream = this.all().find((one) => one.arn === arn);
    if (stream === undefined) {
      throw new ServiceError(
        'ResourceNotFoundException',
        `Requested resource not found: Stream: ${String(arn)} not found`,
      );
    }
    return stream;
  }

  readonly shardId = shardId;
}

function plain(item: Item | undefined): Item | undefined {
  return item === undefined ? undefined : (JSON.parse(JSON.stringify(item)) as Item);
}
