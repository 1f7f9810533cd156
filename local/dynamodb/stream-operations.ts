import type { Params } from './dynalite.ts';
import { ServiceError } from './service-error.ts';
import type { Stream, Streams } from './streams.ts';

type Position = Readonly<{ arn: string; after: string }>;

/** DynamoDBStreams_20120810: ListStreams, DescribeStream, GetShardIterator, GetRecords. */
export function streamOperations(streams: Streams): Readonly<Record<string, (request: Params) => Promise<Params>>> {
  return {
    ListStreams: async ({ TableName }) => ({
      Streams: streams
        .all()
        .filter(({ table }) => TableName === undefined || table === TableName)
        .map(({ table, arn, label }) => ({ TableName: table, StreamArn: arn, StreamLabel: label })),
    }),
    DescribeStream: async ({ StreamArn }) => ({ StreamDescription: description(streams.byArn(StreamArn), streams) }),
    GetShardIterator: async ({ StreamArn, ShardIteratorType, SequenceNumber }) => ({
      ShardIterator: iteratorOf({
        arn: streams.byArn(StreamArn).arn,
        after: startOf(streams, ShardIteratorType, SequenceNumber),
      }),
    }),
    GetRecords: async ({ ShardIterator, Limit }) => {
      const { arn, after } = positionOf(ShardIterator);
      const limit = typeof Limit === 'number' ? Math.min(Math.max(Limit, 1), 1000) : 1000;
      const records = await streams.read(streams.byArn(arn).table, after, limit);
      const last = records.at(-1)?.dynamodb.SequenceNumber ?? after;
      return { Records: [...records], NextShardIterator: iteratorOf({ arn, after: last }) };
    },
  };
}

function description(stream: Stream, streams: Streams): Params {
  return {
    StreamArn: stream.arn,
    StreamLabel: stream.label,
    TableName: stream.table,
    StreamStatus: 'ENABLED',
    StreamViewType: stream.view,
    Shards: [{ ShardId: streams.shardId, SequenceNumberRange: { StartingSequenceNumber: streams.start } }],
  };
}

function startOf(streams: Streams, type: unknown, sequence: unknown): string {
  switch (type) {
    case 'TRIM_HORIZON':
      return streams.start;
    case 'LATEST':
      return streams.end();
    case 'AFTER_SEQUENCE_NUMBER':
      return sequenceIn(sequence);
    case 'AT_SEQUENCE_NUMBER':
      return String(BigInt(sequenceIn(sequence)) - 1n);
    default:
      throw new ServiceError('ValidationException', `ShardIteratorType ${String(type)} is unknown`);
  }
}

function sequenceIn(text: unknown): string {
  if (typeof text === 'string' && /^\d{21}$/.test(text)) return text;
  throw new ServiceError('ValidationException', 'SequenceNumber must be 21 digits, as a record carried it');
}

const iteratorOf = (position: Position) => Buffer.from(JSON.stringify(position)).toString('base64url');

function positionOf(iterator: unknown): Position {
  try {
    const { arn, after } = JSON.parse(Buffer.from(String(iterator), 'base64url').toString()) as Position;
    if (typeof arn === 'string' && typeof after === 'string') return { arn, after };
  } catch {
    // Not one of ours; said below.
  }
  throw new ServiceError('ValidationException', 'ShardIterator is not one that GetShardIterator gave');
}
