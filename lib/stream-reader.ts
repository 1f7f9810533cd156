import { Duration } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  EventSourceMapping,
  FilterCriteria,
  FilterRule,
  type Function,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { RunbookAlarm } from './runbook-alarm.ts';
import { DeadLetters } from './stage-queue.ts';

export interface StreamReaderProps {
  /** The stage's name as the runbook's headings begin: `Detect`. */
  readonly title: string;
  readonly table: ITableV2;
  readonly reader: Function;
  /** The values of the attribute `type` of the items that it reads. */
  readonly types: readonly string[];
  /** Records handed over at once, at most. */
  readonly batchSize: number;
  /** Batches of one shard worked on at a time; items of one partition stay in order. */
  readonly parallelization: number;
  readonly ops: ITopic;
}

/**
 * Hands changes of one type of item to a stage. What fails ten times leaves its position in the stream (not the record,
 * that is all Lambda gives) in a queue, and holds up nobody behind it.
 *
 * **Invariant:** a table has at most two of these; DynamoDB throttles a third.
 */
export class StreamReader extends Construct {
  constructor(scope: Construct, id: string, props: StreamReaderProps) {
    super(scope, id);
    const { title, table, reader, types, batchSize, parallelization, ops } = props;
    const streamArn = table.tableStreamArn;
    if (streamArn === undefined) throw new Error(`${title} reads the stream of a table that has none`);
    const positions = new DeadLetters(this, 'Positions', { heading: `${title} gave up on records`, ops });
    reader.addToRolePolicy(
      new PolicyStatement({
        actions: [
          'dynamodb:DescribeStream',
          'dynamodb:GetRecords',
          'dynamodb:GetShardIterator',
          'dynamodb:ListStreams',
        ],
        resources: [streamArn],
      }),
    );
    reader.addToRolePolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [positions.queueArn] }));
    new EventSourceMapping(this, 'Mapping', {
      target: reader,
      eventSourceArn: streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize,
      maxBatchingWindow: Duration.seconds(0),
      parallelizationFactor: parallelization,
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      retryAttempts: 10,
      // Not SqsDlq, which grants more than Lambda needs for this.
      onFailure: { bind: () => ({ destination: positions.queueArn }) },
      filters: [
        FilterCriteria.filter({
          eventName: FilterRule.or('INSERT', 'MODIFY'),
          dynamodb: { NewImage: { type: { S: FilterRule.or(...types) } } },
        }),
      ],
    });
    new RunbookAlarm(this, 'Behind', {
      heading: `${title} is behind`,
      metric: reader.metric('IteratorAge', { statistic: 'max', period: Duration.minutes(1) }),
      threshold: Duration.minutes(5).toMilliseconds(),
      evaluationPeriods: 3,
      ops,
    });
  }
}
