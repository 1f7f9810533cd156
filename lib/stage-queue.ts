import { Duration, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, type Function } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { RunbookAlarm } from './runbook-alarm.ts';

export interface StageQueueProps {
  /** What waits here, as the runbook's headings begin: `Telemetry`, `Notice`. */
  readonly title: string;
  /** Timeout of the function that reads it. */
  readonly consumerTimeout: Duration;
  /** How often a message is tried before it is a dead letter. */
  readonly tries: number;
  readonly ops: ITopic;
}

export interface ReadBy {
  readonly batchSize: number;
  readonly maxConcurrency: number;
  /** It says itself for how long a message that goes back is hidden. @default the queue's visibility timeout */
  readonly holdsBack?: boolean;
}

/** A queue with its dead letters and the alarms on both. */
export class StageQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { title, consumerTimeout, tries, ops }: StageQueueProps) {
    super(scope, id);
    this.deadLetters = new DeadLetters(this, 'DeadLetters', { heading: `${title} queue dead letters`, ops });
    this.queue = new Queue(this, 'Queue', {
      enforceSSL: true,
      encryption: QueueEncryption.SQS_MANAGED,
      // Six times the function's timeout, as Lambda asks.
      visibilityTimeout: Duration.seconds(consumerTimeout.toSeconds() * 6),
      retentionPeriod: Duration.days(4),
      maxMessageSizeBytes: 1_048_576,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: tries },
    });
    new RunbookAlarm(this, 'Waiting', {
      heading: `${title} queue is behind`,
      metric: this.queue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(1), statistic: 'max' }),
      threshold: 300,
      evaluationPeriods: 3,
      ops,
    });
  }

  /** Hands the messages to a stage, `batchSize` at once in at most `maxConcurrency` functions; only those that fail come back. */
  readBy(reader: Function, { batchSize, maxConcurrency, holdsBack = false }: ReadBy): void {
    reader.addToRolePolicy(
      new PolicyStatement({
        actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', ...(holdsBack ? ['sqs:ChangeMessageVisibility'] : [])], // prettier-ignore
        resources: [this.queue.queueArn],
      }),
    );
    const mapping = new EventSourceMapping(this, 'Mapping', {
      target: reader,
      eventSourceArn: this.queue.queueArn,
      batchSize,
      maxConcurrency,
      reportBatchItemFailures: true,
    });
    Validations.of(mapping).acknowledge({
      id: 'Serverless::Serverless-LambdaEventSourceMappingDestination',
      reason: "The queue's redrive policy is the destination of what fails; its dead letters have an alarm.",
    });
  }
}

export interface DeadLettersProps {
  readonly heading: string;
  readonly ops: ITopic;
}

/** What could not be settled and is kept for a person: one message is an alarm. */
export class DeadLetters extends Queue {
  constructor(scope: Construct, id: string, { heading, ops }: DeadLettersProps) {
    super(scope, id, {
      enforceSSL: true,
      encryption: QueueEncryption.SQS_MANAGED,
      retentionPeriod: Duration.days(14),
      maxMessageSizeBytes: 1_048_576,
    });
    new RunbookAlarm(this, 'Alarm', {
      heading,
      metric: this.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: 'max' }),
      threshold: 1,
      ops,
    });
    const reason = 'This is where dead letters go; they wait for a person, and the alarm calls one.';
    Validations.of(this).acknowledge(
      { id: 'AwsSolutions::AwsSolutions-SQS3', reason },
      { id: 'Serverless::Serverless-SQSRedrivePolicy', reason },
    );
  }
}
