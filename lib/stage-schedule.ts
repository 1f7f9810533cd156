import { Duration } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnEventInvokeConfig, type Function } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { RunbookAlarm } from './runbook-alarm.ts';
import { DeadLetters } from './stage-queue.ts';

export interface StageScheduleProps {
  /** The stage as the runbook's headings begin: `Refresh-intel`. */
  readonly title: string;
  readonly worker: Function;
  readonly every: Duration;
  /** Rings when nothing ran for so long. @default twice `every`, and at least five minutes */
  readonly silentAfter?: Duration;
  readonly ops: ITopic;
}

/** Begins a stage again and again. What fails three times leaves its event in a queue; when nothing begins, that is told as well. */
export class StageSchedule extends Construct {
  constructor(scope: Construct, id: string, props: StageScheduleProps) {
    super(scope, id);
    const { title, worker, every, ops } = props;
    const givenUp = new DeadLetters(this, 'GivenUp', { heading: `${title} gave up`, ops });
    worker.addToRolePolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [givenUp.queueArn] }));
    // Not the function's own onFailure, whose grant is wider.
    new CfnEventInvokeConfig(this, 'Failures', {
      functionName: worker.functionName,
      qualifier: '$LATEST',
      maximumRetryAttempts: 2,
      maximumEventAgeInSeconds: Math.min(every.toSeconds(), 21_600),
      destinationConfig: { onFailure: { destination: givenUp.queueArn } },
    });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com') });
    role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [worker.functionArn] }));
    new CfnSchedule(this, 'Schedule', {
      scheduleExpression: expressionOf(every),
      flexibleTimeWindow: { mode: 'OFF' },
      target: { arn: worker.functionArn, roleArn: role.roleArn, retryPolicy: { maximumRetryAttempts: 3 } },
    });
    const silent = props.silentAfter ?? Duration.minutes(Math.max(5, every.toMinutes() * 2));
    new RunbookAlarm(this, 'Silent', {
      heading: `${title} does not run`,
      metric: worker.metricInvocations({ period: silent, statistic: 'sum' }),
      threshold: 1,
      silence: 'breaching',
      ops,
    });
  }
}

function expressionOf(every: Duration): string {
  const minutes = every.toMinutes();
  if (minutes % 60 !== 0) return minutes === 1 ? 'rate(1 minute)' : `rate(${minutes} minutes)`;
  return minutes === 60 ? 'rate(1 hour)' : `rate(${minutes / 60} hours)`;
}
