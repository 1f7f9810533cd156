import { Duration, Stack } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { DiscoverEnv } from '../lambdas/discover/env.ts';
import { grantInventory } from './inventory.ts';
import { clusterParameters } from './settings.ts';
import { StageFunction, type StageProps } from './stage-function.ts';
import { authorizeIndexObject } from './storage-bucket.ts';
import { StageSchedule } from './stage-schedule.ts';
import { grantBelow } from './wildcard-grant.ts';
import { withinSubnets } from './within-subnets.ts';

export interface DiscoverProps extends StageProps {
  readonly table: ITableV2;
  readonly bucket: IBucket;
  readonly ops: ITopic;
}

/** Looks at every enrolled cluster each minute: who is there, whose each address is, what is reachable from outside, who signs its tokens. */
export class Discover extends Construct {
  /** Gets an access entry in each EKS cluster; see docs/deploy.md. */
  readonly role: IRole;

  constructor(scope: Construct, id: string, props: DiscoverProps) {
    super(scope, id);
    const { table, bucket, settings, ops } = props;
    const worker = new StageFunction<DiscoverEnv>(this, 'Function', {
      ...props,
      stage: 'discover',
      description: 'Looks at the enrolled clusters',
      environment: { TABLE_NAME: table.tableName, BUCKET_NAME: bucket.bucketName },
      timeout: Duration.minutes(5),
      // Three clusters' objects at once.
      memoryMb: 1024,
    });
    withinSubnets(worker, settings);
    this.role = worker.role!;
    grantInventory(worker, table, bucket);
    grantBelow(worker, {
      actions: ['ssm:GetParameter'],
      resource: clusterParameters(Stack.of(this), settings).arn,
      reason: 'Holds the tokens of clusters that will be enrolled later, under names that are not known yet.',
    });
    worker.addToRolePolicy(
      new PolicyStatement({
        actions: ['s3:GetObject', 's3:PutObject'],
        resources: [bucket.arnForObjects(authorizeIndexObject)],
      }),
    );
    new StageSchedule(this, 'Every', { title: 'Discover', worker, every: Duration.minutes(1), ops });
  }
}
