import { Duration } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { DetectEnv } from '../lambdas/detect/env.ts';
import { intelligenceIndexObject } from './storage-bucket.ts';
import { StageFunction, type StageProps } from './stage-function.ts';
import { StreamReader } from './stream-reader.ts';

export interface DetectProps extends StageProps {
  readonly table: ITableV2;
  readonly bucket: IBucket;
  readonly ops: ITopic;
}

/** Judges conversations, ways in from outside, and what was done to the cluster, as they are written: teaches the baseline, or finds deviations and keeps incidents. */
export class Detect extends Construct {
  constructor(scope: Construct, id: string, props: DetectProps) {
    super(scope, id);
    const { table, bucket, ops } = props;
    const reader = new StageFunction<DetectEnv>(this, 'Function', {
      ...props,
      stage: 'detect',
      description: 'Judges conversations, ways in and deeds as they are written',
      environment: { TABLE_NAME: table.tableName, BUCKET_NAME: bucket.bucketName },
      timeout: Duration.seconds(60),
      memoryMb: 1024,
    });
    reader.addToRolePolicy(
      new PolicyStatement({
        actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:PutItem'],
        resources: [table.tableArn],
      }),
    );
    reader.addToRolePolicy(
      new PolicyStatement({ actions: ['s3:GetObject'], resources: [bucket.arnForObjects(intelligenceIndexObject)] }),
    );
    // Without it S3 answers 403 where nothing was published yet, which would read "access denied".
    reader.addToRolePolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }));
    new StreamReader(this, 'Edges', {
      title: 'Detect',
      table,
      reader,
      types: ['edge', 'exposure', 'traits', 'event'],
      batchSize: 100,
      parallelization: 4,
      ops,
    });
  }
}
