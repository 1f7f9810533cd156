import { Duration, Stack } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { FilterPattern } from 'aws-cdk-lib/aws-logs';
import { type ITopic, SubscriptionFilter } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { NotifyEnv } from '../lambdas/notify/env.ts';
import { RunbookAlarm } from './runbook-alarm.ts';
import { metricNamespace } from './settings.ts';
import { StageFunction, type StageProps } from './stage-function.ts';
import { DeadLetters, StageQueue } from './stage-queue.ts';

export interface NotifyProps extends StageProps {
  readonly table: ITableV2;
  /** Incidents, as announce publishes them. */
  readonly alerts: ITopic;
  readonly ops: ITopic;
}

/** Posts notices to Slack. */
export class Notify extends Construct {
  constructor(scope: Construct, id: string, props: NotifyProps) {
    super(scope, id);
    const { table, alerts, settings, ops } = props;
    const timeout = Duration.seconds(30);
    // Held back for up to a quarter of an hour each time: two days in which Slack may be away.
    const waiting = new StageQueue(this, 'Notices', { title: 'Notice', consumerTimeout: timeout, tries: 200, ops });
    alerts.addSubscription(
      new SqsSubscription(waiting.queue, {
        rawMessageDelivery: true,
        filterPolicy: { audience: SubscriptionFilter.stringFilter({ allowlist: ['chat'] }) },
        deadLetterQueue: new DeadLetters(this, 'Undelivered', { heading: 'Notices undelivered to the queue', ops }),
      }),
    );
    const poster = new StageFunction<NotifyEnv>(this, 'Function', {
      ...props,
      stage: 'notify',
      description: 'Posts notices to Slack',
      environment: {
        TABLE_NAME: table.tableName,
        QUEUE_URL: waiting.queue.queueUrl,
        TOPIC_ARN: alerts.topicArn,
        SLACK_PARAMETER: settings.slackParameter,
      },
      timeout,
    });
    poster.addToRolePolicy(
      new PolicyStatement({
        actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
        resources: [table.tableArn],
      }),
    );
    poster.addToRolePolicy(
      new PolicyStatement({
        actions: ['ssm:GetParameter'],
        resources: [
          Stack.of(this).formatArn({
            service: 'ssm',
            resource: 'parameter',
            resourceName: settings.slackParameter.slice(1),
          }),
        ],
      }),
    );
    poster.addToRolePolicy(new PolicyStatement({ actions: ['sns:Publish'], resources: [alerts.topicArn] }));
    // One post may take ten seconds, and Slack takes one message a second.
    waiting.readBy(poster, { batchSize: 1, maxConcurrency: 2, holdsBack: true });
    this.alarmOnRefusal(poster, props);
  }

  /** A revoked webhook or an archived channel: no retry mends it, so it makes no dead letter. No webhook at all is a choice. */
  private alarmOnRefusal(poster: StageFunction<NotifyEnv>, { settings, ops }: NotifyProps): void {
    const refusal = poster.logGroup.addMetricFilter('Refused', {
      filterPattern: FilterPattern.all(
        FilterPattern.stringValue('$.message', '=', 'slack refused the notice'),
        FilterPattern.stringValue('$.reason', '!=', 'not-configured'),
      ),
      metricNamespace: metricNamespace(settings),
      metricName: 'notify.slack-refusals',
    });
    new RunbookAlarm(this, 'Refusals', {
      heading: 'Slack refuses notices',
      metric: refusal.metric({ period: Duration.minutes(1), statistic: 'sum' }),
      threshold: 1,
      ops,
    });
  }
}
