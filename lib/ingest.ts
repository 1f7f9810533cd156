import { Duration } from 'aws-cdk-lib';
import { type HttpApi, HttpMethod, type IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { IngestEnv } from '../lambdas/ingest/env.ts';
import { StageFunction, type StageProps } from './stage-function.ts';
import { floodgateObject } from './storage-bucket.ts';

export interface IngestProps extends StageProps {
  readonly http: HttpApi;
  readonly authorizer: IHttpRouteAuthorizer;
  /** Holds the list of nodes that are shut out for a while. */
  readonly bucket: IBucket;
  /** Where batches wait for enrich. */
  readonly telemetry: IQueue;
}

export const telemetryPath = '/v1/telemetry';
/** What is wanted of sentinels. */
const policyPath = '/v1/policy';

/** Takes telemetry from sentinels, checks it, and answers once the queue holds it; tells them how often they should. */
export class Ingest extends Construct {
  constructor(scope: Construct, id: string, props: IngestProps) {
    super(scope, id);
    const { http, authorizer, telemetry, bucket } = props;
    const taker = new StageFunction<IngestEnv>(this, 'Function', {
      ...props,
      stage: 'ingest',
      description: 'Checks telemetry and puts it on the queue',
      environment: {
        QUEUE_URL: telemetry.queueUrl,
        BUCKET_NAME: bucket.bucketName,
        HEARTBEAT_SECONDS: String(props.settings.heartbeatSeconds),
      },
      timeout: Duration.seconds(10),
    });
    taker.addToRolePolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [telemetry.queueArn] }));
    taker.addToRolePolicy(
      new PolicyStatement({ actions: ['s3:GetObject'], resources: [bucket.arnForObjects(floodgateObject)] }),
    );
    // Tells "not there yet" from "access denied"; see lib/authorize.ts.
    taker.addToRolePolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }));
    const integration = new HttpLambdaIntegration('Ingest', taker);
    http.addRoutes({ path: telemetryPath, methods: [HttpMethod.POST], integration, authorizer });
    http.addRoutes({ path: policyPath, methods: [HttpMethod.GET], integration, authorizer });
  }
}
