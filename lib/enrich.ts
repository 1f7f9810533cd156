import { Duration, Stack } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { EnrichEnv } from '../lambdas/enrich/env.ts';
import { clusterParameters } from './settings.ts';
import { StageFunction, type StageProps } from './stage-function.ts';
import { StageQueue } from './stage-queue.ts';
import { floodgateObject } from './storage-bucket.ts';
import { grantBelow } from './wildcard-grant.ts';
import { withinSubnets } from './within-subnets.ts';

export interface EnrichProps extends StageProps {
  readonly table: ITableV2;
  readonly bucket: IBucket;
  readonly ops: ITopic;
}

/** Turns batches into edges, workloads and counters, asking Kubernetes whose each address is. */
export class Enrich extends Construct {
  /** Batches on their way here. */
  readonly telemetry: IQueue;
  /** Gets an access entry in each EKS cluster; see docs/deploy.md. */
  readonly role: IRole;

  constructor(scope: Construct, id: string, props: EnrichProps) {
    super(scope, id);
    const { table, bucket, settings, ops } = props;
    const timeout = Duration.seconds(30);
    const waiting = new StageQueue(this, 'Telemetry', {
      title: 'Telemetry',
      consumerTimeout: timeout,
      // An hour with the queue's visibility: a table that refuses everything for half of it costs no batch.
      tries: 20,
      ops,
    });
    this.telemetry = waiting.queue;
    const resolver = new StageFunction<EnrichEnv>(this, 'Function', {
      ...props,
      stage: 'enrich',
      description: 'Resolves who talks to whom, and keeps the graph',
      environment: {
        TABLE_NAME: table.tableName,
        BUCKET_NAME: bucket.bucketName,
        NOVELTY_BURST: '2000',
        NOVELTY_PER_MINUTE: '60',
      },
      timeout,
      memoryMb: 1024,
    });
    withinSubnets(resolver, settings);
    this.role = resolver.role!;
    resolver.addToRolePolicy(
      new PolicyStatement({
        actions: [
          'dynamodb:GetItem',
          'dynamodb:BatchGetItem',
          'dynamodb:Query',
          'dynamodb:PutItem',
          'dynamodb:BatchWriteItem',
        ],
        resources: [table.tableArn],
      }),
    );
    grantBelow(resolver, {
      actions: ['s3:PutObject'],
      resource: bucket.arnForObjects('archive/*'),
      reason: 'Each batch writes an object of a new name; all lie below this prefix.',
    });
    resolver.addToRolePolicy(
      new PolicyStatement({
        actions: ['s3:GetObject', 's3:PutObject'],
        resources: [bucket.arnForObjects(floodgateObject)],
      }),
    );
    // Tells "not there yet" from "access denied"; see lib/authorize.ts.
    resolver.addToRolePolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }));
    grantBelow(resolver, {
      actions: ['ssm:GetParameter'],
      resource: clusterParameters(Stack.of(this), settings).arn,
      reason: 'Holds the tokens of clusters that will be enrolled later, under names that are not known yet.',
    });
    // Ten at a time protects the clusters' Kubernetes APIs and the account's other functions, and reserves nothing.
    waiting.readBy(resolver, { batchSize: 10, maxConcurrency: 10 });
  }
}
