import { Duration, Stack } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { FilterPattern } from 'aws-cdk-lib/aws-logs';
import { type ITopic, SubscriptionFilter } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { RelayEnv } from '../lambdas/relay/env.ts';
import { RunbookAlarm } from './runbook-alarm.ts';
import { metricNamespace, webhookParameter } from './settings.ts';
import { StageFunction, type StageProps } from './stage-function.ts';
import { DeadLetters, StageQueue } from './stage-queue.ts';

export interface RelayProps extends StageProps {
  readonly table: ITableV2;
  /** Incidents, as announce publishes them. */
  readonly alerts: ITopic;
  readonly version: string;
  readonly ops: ITopic;
}

/** Tells machines: a signed webhook, and the account's default event bus. */
export class Relay extends Construct {
  constructor(scope: Construct, id: string, props: RelayProps) {
    super(scope, id);
    const { table, alerts, settings, version, ops } = props;
    const timeout = Duration.seconds(30);
    const waiting = new StageQueue(this, 'Messages', { title: 'Relay', consumerTimeout: timeout, tries: 200, ops });
    alerts.addSubscription(
      new SqsSubscription(waiting.queue, {
        rawMessageDelivery: true,
        filterPolicy: { audience: SubscriptionFilter.stringFilter({ allowlist: ['machines'] }) },
        deadLetterQueue: new DeadLetters(this, 'Undelivered', { heading: 'Messages undelivered to the relay', ops }),
      }),
    );
    const parameter = webhookParameter(settings);
    const teller = new StageFunction<RelayEnv>(this, 'Function', {
      ...props,
      stage: 'relay',
      description: 'Tells webhook and event bus of incidents',
      environment: {
        TABLE_NAME: table.tableName,
        QUEUE_URL: waiting.queue.queueUrl,
        WEBHOOK_PARAMETER: parameter,
        PLUMBLINE_VERSION: version,
      },
      timeout,
    });
    const arn = (service: string, resource: string, resourceName: string) =>
      Stack.of(this).formatArn({ service, resource, resourceName });
    teller.addToRolePolicy(new PolicyStatement({ actions: ['dynamodb:UpdateItem'], resources: [table.tableArn] }));
    teller.addToRolePolicy(
      new PolicyStatement({
        actions: ['ssm:GetParameter'],
        resources: [arn('ssm', 'parameter', parameter.slice(1))],
      }),
    );
    teller.addToRolePolicy(
      new PolicyStatement({ actions: ['events:PutEvents'], resources: [arn('events', 'event-bus', 'default')] }),
    );
    waiting.readBy(teller, { batchSize: 1, maxConcurrency: 2, holdsBack: true });
    const refusal = teller.logGroup.addMetricFilter('Refused', {
      filterPattern: FilterPattern.all(
        FilterPattern.stringValue('$.message', '=', 'outlet refused the notice'),
        FilterPattern.stringValue('$.reason', '!=', 'not-configured'),
      ),
      metricNamespace: metricNamespace(settings),
      metricName: 'relay.refusals',
    });
    new RunbookAlarm(this, 'Refusals', {
      heading: 'Webhook or event bus refuses notices',
      metric: refusal.metric({ period: Duration.minutes(1), statistic: 'sum' }),
      threshold: 1,
      ops,
    });
  }
}
