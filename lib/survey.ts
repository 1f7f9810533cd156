import { Duration, Stack } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { SurveyEnv } from '../lambdas/survey/env.ts';
import { StageFunction, type StageProps } from './stage-function.ts';
import { StageSchedule } from './stage-schedule.ts';
import { grantBelow } from './wildcard-grant.ts';

export interface SurveyProps extends StageProps {
  readonly table: ITableV2;
  readonly ops: ITopic;
}

/** Asks EKS how each cluster is exposed, what it logs and which version it has. */
export class Survey extends Construct {
  constructor(scope: Construct, id: string, props: SurveyProps) {
    super(scope, id);
    const { table, ops } = props;
    const worker = new StageFunction<SurveyEnv>(this, 'Function', {
      ...props,
      stage: 'survey',
      description: 'Asks EKS about the enrolled clusters',
      environment: { TABLE_NAME: table.tableName },
      timeout: Duration.minutes(2),
    });
    worker.addToRolePolicy(
      new PolicyStatement({
        actions: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem'],
        resources: [table.tableArn],
      }),
    );
    grantBelow(worker, {
      actions: ['eks:DescribeCluster'],
      resource: Stack.of(this).formatArn({ service: 'eks', region: '*', resource: 'cluster', resourceName: '*' }),
      reason: 'Clusters are enrolled later, in any region, under names that are not known yet; it reads their settings alone.', // prettier-ignore
    });
    new StageSchedule(this, 'Every', { title: 'Survey', worker, every: Duration.hours(1), ops });
  }
}
