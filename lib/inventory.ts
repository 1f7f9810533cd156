import { Duration } from 'aws-cdk-lib';
import { type HttpApi, HttpMethod, type IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { InventoryEnv } from '../lambdas/inventory/env.ts';
import { StageFunction, type StageProps } from './stage-function.ts';
import { rosterPrefix } from './storage-bucket.ts';
import { grantBelow } from './wildcard-grant.ts';

export interface InventoryProps extends StageProps {
  readonly http: HttpApi;
  readonly authorizer: IHttpRouteAuthorizer;
  readonly table: ITableV2;
  readonly bucket: IBucket;
}

export const inventoryPath = '/v1/inventory';

/** Takes the inventory that clusters push which nobody can ask. */
export class Inventory extends Construct {
  constructor(scope: Construct, id: string, props: InventoryProps) {
    super(scope, id);
    const { http, authorizer, table, bucket } = props;
    const taker = new StageFunction<InventoryEnv>(this, 'Function', {
      ...props,
      stage: 'inventory',
      description: 'Takes inventories that clusters push',
      environment: { TABLE_NAME: table.tableName, BUCKET_NAME: bucket.bucketName },
      // What the gateway waits at most.
      timeout: Duration.seconds(29),
      memoryMb: 1024,
    });
    grantInventory(taker, table, bucket);
    http.addRoutes({
      path: inventoryPath,
      methods: [HttpMethod.POST],
      integration: new HttpLambdaIntegration('Inventory', taker),
      authorizer,
    });
  }
}

/** What settling a look at a cluster takes, whoever brought it. */
export function grantInventory(worker: Function, table: ITableV2, bucket: IBucket): void {
  worker.addToRolePolicy(
    new PolicyStatement({
      actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:PutItem'],
      resources: [table.tableArn],
    }),
  );
  grantBelow(worker, {
    actions: ['s3:GetObject', 's3:PutObject'],
    resource: bucket.arnForObjects(`${rosterPrefix}*`),
    reason: 'Keeps who held which address under the name of each cluster; all lie below this prefix.',
  });
  // Without it S3 answers 403 for a cluster that was never looked at, which would read "access denied".
  worker.addToRolePolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }));
}
