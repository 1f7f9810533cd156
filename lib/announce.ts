import { Duration } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { type ITopic, SubscriptionFilter, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { AnnounceEnv } from '../lambdas/announce/env.ts';
import { StageFunction, type StageProps } from './stage-function.ts';
import { StreamReader } from './stream-reader.ts';
import { subscribeEmail } from './subscribe-email.ts';

export interface AnnounceProps extends StageProps {
  readonly table: ITableV2;
  /** Where links in notices lead. */
  readonly dashboardUrl: string;
  readonly ops: ITopic;
}

/** Hands each version of an incident that nobody was told about to the topic. */
export class Announce extends Construct {
  /** Incidents, for e-mail, for notify and for whoever subscribes. */
  readonly alerts: Topic;

  constructor(scope: Construct, id: string, props: AnnounceProps) {
    super(scope, id);
    const { table, dashboardUrl, settings, ops } = props;
    this.alerts = new Topic(this, 'Alerts', { displayName: 'Plumbline', enforceSSL: true });
    // Announce says who a message is for: what is low is for chat alone, what a channel refuses for e-mail alone.
    const filterPolicy = { audience: SubscriptionFilter.stringFilter({ allowlist: ['email'] }) };
    for (const email of settings.alertEmails) {
      subscribeEmail(this.alerts, email, { filterPolicy });
    }
    const reader = new StageFunction<AnnounceEnv>(this, 'Function', {
      ...props,
      stage: 'announce',
      description: 'Hands incidents to the topic',
      environment: { TABLE_NAME: table.tableName, TOPIC_ARN: this.alerts.topicArn, DASHBOARD_URL: dashboardUrl },
      timeout: Duration.seconds(30),
    });
    reader.addToRolePolicy(
      new PolicyStatement({
        actions: ['dynamodb:UpdateItem', 'dynamodb:Query'],
        resources: [table.tableArn],
      }),
    );
    reader.addToRolePolicy(new PolicyStatement({ actions: ['sns:Publish'], resources: [this.alerts.topicArn] }));
    new StreamReader(this, 'Incidents', {
      title: 'Announce',
      table,
      reader,
      types: ['incident'],
      batchSize: 10,
      parallelization: 1,
      ops,
    });
  }
}
