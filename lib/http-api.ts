import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { RunbookAlarm } from './runbook-alarm.ts';
import type { Settings } from './settings.ts';

export interface HttpDoorProps {
  readonly settings: Settings;
  readonly ops: ITopic;
}

/**
 * The one HTTP API: sentinels post to it, people ask it. Stages add their routes. Each route has an authorizer; no
 * browser of another origin may use it.
 */
export class HttpDoor extends Construct {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, { settings, ops }: HttpDoorProps) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', {
      apiName: `plumbline-${settings.installation}`,
      createDefaultStage: false,
    });
    const log = new LogGroup(this, 'AccessLog', {
      logGroupName: `/plumbline/${settings.installation}/access`,
      retention: settings.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      // Requests a second. A thousand nodes send seventeen; the rest is for a rollout of all at once.
      throttle: { rateLimit: 500, burstLimit: 1_000 },
      accessLogSettings: { destination: new LogGroupLogDestination(log), format: AccessLogFormat.custom(accessLine) },
    });
    new RunbookAlarm(this, 'Failing', {
      heading: 'The API answers with errors',
      metric: this.api.metricServerError({ period: Duration.minutes(1), statistic: 'sum' }),
      threshold: 5,
      evaluationPeriods: 3,
      ops,
    });
  }
}

// Who asked for what, and how it went. Never the Authorization header, a body or a query.
const accessLine = JSON.stringify({
  requestId: '$context.requestId',
  time: '$context.requestTime',
  sourceIp: '$context.identity.sourceIp',
  caller: '$context.identity.userArn',
  cluster: '$context.authorizer.cluster',
  route: '$context.routeKey',
  status: '$context.status',
  bytes: '$context.responseLength',
  latencyMs: '$context.responseLatency',
  authorizerStatus: '$context.authorizer.status',
  error: '$context.error.message',
});
