import { join } from 'node:path';
import { type Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { metricNamespace, type Settings } from './settings.ts';

/** What every stage is given by the stack. */
export interface StageProps {
  readonly settings: Settings;
  /** Folder with one folder for each stage, as scripts/build.mjs leaves it. */
  readonly handlers: string;
}

/** The keys of a stage's environment, each a text: `lambdas/<stage>/env.ts` says which. */
export type Environment<Env> = { readonly [Key in keyof Env]: string };

export interface StageFunctionProps<Env> extends StageProps {
  /** The stage's one name: its folder in `handlers`, its log group, its metrics. */
  readonly stage: string;
  readonly description: string;
  readonly environment: Environment<Env>;
  readonly timeout: Duration;
  /** @default 512, which is also a quarter of a processor */
  readonly memoryMb?: number;
}

/** The Lambda function of one stage, with a role and a log group of its own and no right but to write its log. */
export class StageFunction<Env> extends Function {
  constructor(scope: Construct, id: string, props: StageFunctionProps<Env>) {
    const { stage, settings, handlers, description, environment, timeout, memoryMb = 512 } = props;
    // Not the managed AWSLambdaBasicExecutionRole: that one may write every log group of the account.
    const role = new Role(scope, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const logGroup = new LogGroup(scope, 'Log', {
      logGroupName: `/plumbline/${settings.installation}/${stage}`,
      retention: settings.logRetentionDays,
      // Kept, it would be in the way of the next deployment under this name; what must last is in the table.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    super(scope, id, {
      description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(join(handlers, stage)),
      handler: 'index.handler',
      environment: { ...environment, POWERTOOLS_METRICS_NAMESPACE: metricNamespace(settings) },
      role,
      logGroup,
      timeout,
      memorySize: memoryMb,
    });
    this.addToRolePolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    Validations.of(this).acknowledge(
      {
        id: 'Serverless::Serverless-LambdaTracing',
        reason:
          'X-Ray takes grants on every resource only. Log fields (cluster, node, incident) tell the way of a batch.',
      },
      {
        id: 'Serverless::Serverless-LambdaDLQ',
        reason:
          'HTTP API, SQS and stream wait for the answer; what a schedule begins has a failure destination (StageSchedule).',
      },
    );
  }
}
