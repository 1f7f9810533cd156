import { Duration } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { SweepEnv } from '../lambdas/sweep/env.ts';
import { changesIndex } from './graph-table.ts';
import { StageFunction, type StageProps } from './stage-function.ts';
import { StageSchedule } from './stage-schedule.ts';
import { intelligenceIndexObject, intelligenceStatusObject, reviewPrefix } from './storage-bucket.ts';
import { grantBelow } from './wildcard-grant.ts';

export interface SweepProps extends StageProps {
  readonly table: ITableV2;
  readonly bucket: IBucket;
  readonly ops: ITopic;
  /** Incidents, where days are told as well. */
  readonly alerts: ITopic;
  readonly dashboardUrl: string;
}

/** The scheduled baseline diff: who is silent each minute, what changed every five, everything once a day; and the risk trackers. */
export class Sweep extends Construct {
  constructor(scope: Construct, id: string, props: SweepProps) {
    super(scope, id);
    const { table, bucket, ops, alerts, dashboardUrl, settings } = props;
    const worker = new StageFunction<SweepEnv>(this, 'Function', {
      ...props,
      stage: 'sweep',
      description: 'Finds what is silent, what the stream missed, and what invites attacks',
      environment: {
        TABLE_NAME: table.tableName,
        BUCKET_NAME: bucket.bucketName,
        TOPIC_ARN: alerts.topicArn,
        DASHBOARD_URL: dashboardUrl,
        DIGEST_HOUR: String(settings.digestHour),
      },
      timeout: Duration.minutes(15),
      // A million edges are held at once, once a day.
      memoryMb: 3008,
    });
    worker.addToRolePolicy(
      new PolicyStatement({
        actions: [
          'dynamodb:GetItem',
          'dynamodb:BatchGetItem',
          'dynamodb:Query',
          'dynamodb:PutItem',
          'dynamodb:UpdateItem',
        ],
        resources: [table.tableArn],
      }),
    );
    worker.addToRolePolicy(new PolicyStatement({ actions: ['sns:Publish'], resources: [alerts.topicArn] }));
    worker.addToRolePolicy(
      new PolicyStatement({ actions: ['dynamodb:Query'], resources: [`${table.tableArn}/index/${changesIndex}`] }),
    );
    worker.addToRolePolicy(
      new PolicyStatement({ actions: ['s3:GetObject'], resources: [bucket.arnForObjects(intelligenceIndexObject)] }),
    );
    worker.addToRolePolicy(
      new PolicyStatement({ actions: ['s3:GetObject'], resources: [bucket.arnForObjects(intelligenceStatusObject)] }),
    );
    // Without it S3 answers 403 where nothing was published yet, which would read "access denied".
    worker.addToRolePolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }));
    grantBelow(worker, {
      actions: ['s3:PutObject'],
      resource: bucket.arnForObjects(`${reviewPrefix}*`),
      reason: 'The review list of each cluster, which are not known yet.',
    });
    new StageSchedule(this, 'Every', { title: 'Sweep', worker, every: Duration.minutes(1), ops });
  }
}
