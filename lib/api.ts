import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { type HttpApi, HttpMethod, HttpNoneAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { ApiEnv } from '../lambdas/api/env.ts';
import { changesIndex } from './graph-table.ts';
import { clusterParameters, webhookParameter } from './settings.ts';
import type { SignIn } from './sign-in.ts';
import { StageFunction, type StageProps } from './stage-function.ts';
import { authorizeIndexObject, intelligenceStatusObject, reviewPrefix } from './storage-bucket.ts';
import { grantBelow } from './wildcard-grant.ts';

export interface ApiProps extends StageProps {
  readonly http: HttpApi;
  readonly table: ITableV2;
  readonly bucket: IBucket;
  /** The topic of incidents. */
  readonly alerts: ITopic;
  /** Who people are. */
  readonly signIn: SignIn;
  /** Who asks clusters. */
  readonly kubernetesRoles: readonly IRole[];
  /** Reads audit logs. */
  readonly auditFunction: IFunction;
  /** The product's version, which the API tells. */
  readonly version: string;
}

/** Answers people: dashboard and CLI. Its few writes are conditional and leave an audit entry. */
export class Api extends Construct {
  constructor(scope: Construct, id: string, props: ApiProps) {
    super(scope, id);
    const { http, table, bucket, alerts, signIn, kubernetesRoles, auditFunction, settings, version } = props;
    const parameters = clusterParameters(Stack.of(this), settings);
    const desk = new StageFunction<ApiEnv>(this, 'Function', {
      ...props,
      stage: 'api',
      description: 'Answers dashboard and CLI',
      environment: {
        TABLE_NAME: table.tableName,
        BUCKET_NAME: bucket.bucketName,
        CLUSTER_PARAMETERS: parameters.prefix,
        ...signIn.environment,
        INSTALLATION: settings.installation,
        KUBERNETES_ROLES: kubernetesRoles.map(({ roleArn }) => roleArn).join(','),
        AUDIT_FUNCTION: auditFunction.functionArn,
        TOPIC_ARN: alerts.topicArn,
        SLACK_PARAMETER: settings.slackParameter,
        WEBHOOK_PARAMETER: webhookParameter(settings),
        LOOPBACK_CLUSTERS: String(settings.loopbackClusters),
        PLUMBLINE_VERSION: version,
      },
      timeout: Duration.seconds(20),
      memoryMb: 1024,
    });
    desk.addToRolePolicy(
      new PolicyStatement({
        actions: [
          'dynamodb:GetItem',
          'dynamodb:BatchGetItem',
          'dynamodb:Query',
          'dynamodb:PutItem',
          'dynamodb:DeleteItem',
        ],
        resources: [table.tableArn],
      }),
    );
    desk.addToRolePolicy(
      new PolicyStatement({ actions: ['dynamodb:Query'], resources: [`${table.tableArn}/index/${changesIndex}`] }),
    );
    desk.addToRolePolicy(
      new PolicyStatement({
        actions: ['s3:GetObject', 's3:PutObject'],
        resources: [bucket.arnForObjects(authorizeIndexObject)],
      }),
    );
    desk.addToRolePolicy(
      new PolicyStatement({ actions: ['s3:GetObject'], resources: [bucket.arnForObjects(intelligenceStatusObject)] }),
    );
    grantBelow(desk, {
      actions: ['s3:GetObject'],
      resource: bucket.arnForObjects(`${reviewPrefix}*`),
      reason: 'The review list of each cluster, which are not known yet.',
    });
    // Tells "not there yet" from "access denied"; see lib/authorize.ts.
    desk.addToRolePolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }));
    grantBelow(desk, {
      actions: ['ssm:PutParameter'],
      resource: parameters.arn,
      reason: 'Each enrolled cluster may bring a token, under a name that is not known yet.',
    });
    const integration = new HttpLambdaIntegration('Api', desk);
    http.addRoutes({
      path: '/v1/{proxy+}',
      methods: [HttpMethod.GET, HttpMethod.POST, HttpMethod.PUT, HttpMethod.DELETE],
      integration,
      // docs/adr/0007-people-sign-in-with-oidc.md
      authorizer: signIn.authorizer,
    });
    // How to sign in is for those who have not yet.
    const [open] = http.addRoutes({
      path: '/config.json',
      methods: [HttpMethod.GET],
      integration,
      authorizer: new HttpNoneAuthorizer(),
    });
    Validations.of(open ?? http).acknowledge({
      id: 'AwsSolutions::AwsSolutions-APIG4',
      reason: 'Says where to sign in, and nothing else: it must be readable before one has.',
    });
  }
}
