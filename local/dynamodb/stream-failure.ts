import { randomUUID } from 'node:crypto';
import type { LocalFunction } from '../sandbox/functions.ts';
import type { Stream, StreamRecord } from './streams.ts';

export type StreamFailure = Readonly<{
  target: LocalFunction;
  stream: Stream;
  shardId: string;
  batch: readonly StreamRecord[];
  condition: 'RetryAttemptsExhausted' | 'RecordAgeExceeded';
  attempts: number;
  nowMs: number;
}>;

/** What Lambda tells a failure destination: where the records are, not what they say. */
export function failureMessage({ target, stream, shardId, batch, condition, attempts, nowMs }: StreamFailure): unknown {
  const [first, last] = [batch[0]?.dynamodb, batch.at(-1)?.dynamodb];
  return {
    requestContext: { requestId: randomUUID(), functionArn: target.arn, condition, approximateInvokeCount: attempts },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    version: '1.0',
    timestamp: new Date(nowMs).toISOString(),
    DDBStreamBatchInfo: {
      shardId,
      startSequenceNumber: first?.SequenceNumber,
      endSequenceNumber: last?.SequenceNumber,
      approximateArrivalOfFirstRecord: arrival(first),
      approximateArrivalOfLastRecord: arrival(last),
      batchSize: batch.length,
      streamArn: stream.arn,
    },
  };
}

function arrival(record: StreamRecord['dynamodb'] | undefined): string {
  return new Date((record?.ApproximateCreationDateTime ?? 0) * 1000).toISOString();
}
