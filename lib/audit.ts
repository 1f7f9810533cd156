import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { AuditEnv } from '../lambdas/audit/env.ts';
import { RunbookAlarm } from './runbook-alarm.ts';
import { StageFunction, type StageProps } from './stage-function.ts';

export interface AuditProps extends StageProps {
  readonly table: ITableV2;
  readonly ops: ITopic;
}

/** Reads the audit logs of EKS clusters: who created what, and who went into which pod. Each log group is subscribed to it. */
export class Audit extends Construct {
  /** Where a log group's subscription filter leads; see docs/deploy.md. */
  readonly reader: Function;

  constructor(scope: Construct, id: string, props: AuditProps) {
    super(scope, id);
    const { table, ops } = props;
    this.reader = new StageFunction<AuditEnv>(this, 'Function', {
      ...props,
      stage: 'audit',
      description: 'Reads audit logs of EKS clusters',
      environment: { TABLE_NAME: table.tableName },
      timeout: Duration.minutes(1),
    });
    this.reader.addToRolePolicy(
      new PolicyStatement({
        actions: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem'],
        resources: [table.tableArn],
      }),
    );
    const { account } = Stack.of(this);
    this.reader.addPermission('Logs', {
      principal: new ServicePrincipal('logs.amazonaws.com'),
      sourceAccount: account,
      sourceArn: Stack.of(this).formatArn({ service: 'logs', resource: 'log-group', arnFormat: ArnFormat.COLON_RESOURCE_NAME, resourceName: '/aws/eks/*' }), // prettier-ignore
    });
    new RunbookAlarm(this, 'Failing', {
      heading: 'Audit records are not taken',
      metric: this.reader.metricErrors({ period: Duration.minutes(5), statistic: 'sum' }),
      threshold: 3,
      ops,
    });
  }
}
