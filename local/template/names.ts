import { ignoredTypes } from '../ignored.ts';
import { StartError } from '../start-error.ts';
import type { Environment, Names } from './resolve.ts';

/** What exists only once the runtime listens. */
export type Places = Readonly<{
  /** Base URL of the AWS endpoints, without a slash at the end. */
  awsUrl(): string;
  apiUrl(logicalId: string): string;
  /** Base URL of what stands in for the user pool and its sign-in pages. */
  signInUrl(): string;
  /** Base URL of the dashboard. */
  dashboardUrl(): string;
  streamArn(table: string): string;
}>;

type Named = Readonly<{
  /** The property that holds the name, when the template chooses one. */
  property?: string;
  name?: (logicalId: string) => string;
  arn?: (name: string) => string;
  ref?: (name: string, arn: string) => string;
  attributes?: Readonly<Record<string, (name: string, logicalId: string) => string>>;
}>;

const byArn = (_: string, itsArn: string) => itsArn;

/** `Ref` and `Fn::GetAtt` mean something else for each type; what is not in this table is an error. */
export function namesOf({ region, account }: Environment, places: Places): Names {
  const arn =
    (service: string, prefix = '') =>
    (name: string) =>
      `arn:aws:${service}:${region}:${account}:${prefix}${name}`;
  const queueUrl = (name: string) => `${places.awsUrl()}/${account}/${name}`;
  const table: Named = {
    property: 'TableName',
    arn: arn('dynamodb', 'table/'),
    attributes: { StreamArn: (name) => places.streamArn(name), TableId: (name) => name },
  };
  const types: Readonly<Record<string, Named>> = {
    'AWS::ApiGatewayV2::Api': { attributes: { ApiEndpoint: (_, id) => places.apiUrl(id), ApiId: (name) => name } },
    'AWS::ApiGatewayV2::Authorizer': { attributes: { AuthorizerId: (name) => name } },
    'AWS::ApiGatewayV2::Integration': {},
    'AWS::ApiGatewayV2::Route': {},
    'AWS::ApiGatewayV2::Stage': { property: 'StageName' },
    'AWS::CloudWatch::Alarm': { property: 'AlarmName', arn: arn('cloudwatch', 'alarm:') },
    'AWS::CloudWatch::CompositeAlarm': { property: 'AlarmName', arn: arn('cloudwatch', 'alarm:') },
    'AWS::CloudWatch::Dashboard': { property: 'DashboardName' },
    'AWS::CloudFront::Distribution': { attributes: { DomainName: (_, id) => `${id}.cloudfront.net` } },
    'AWS::CloudFront::Function': { attributes: { FunctionARN: (_, id) => id } },
    'AWS::CloudFront::OriginAccessControl': { attributes: { Id: (name) => name } },
    'AWS::CloudFront::ResponseHeadersPolicy': {},
    'AWS::Cognito::UserPool': {
      name: (id) => `${region}_${id}`,
      arn: arn('cognito-idp', 'userpool/'),
      attributes: { ProviderURL: () => places.signInUrl(), UserPoolId: (name) => name },
    },
    'AWS::Cognito::UserPoolClient': {},
    'AWS::Cognito::UserPoolDomain': { property: 'Domain' },
    'AWS::DynamoDB::GlobalTable': table,
    'AWS::DynamoDB::Table': table,
    'AWS::Events::Rule': { property: 'Name', arn: arn('events', 'rule/') },
    'AWS::IAM::ManagedPolicy': {
      property: 'ManagedPolicyName',
      arn: (name) => `arn:aws:iam::${account}:policy/${name}`,
      ref: byArn,
    },
    'AWS::IAM::Policy': { property: 'PolicyName' },
    'AWS::IAM::Role': {
      property: 'RoleName',
      arn: (name) => `arn:aws:iam::${account}:role/${name}`,
      attributes: { RoleId: (name) => name },
    },
    'AWS::KMS::Alias': { property: 'AliasName' },
    'AWS::KMS::Key': { arn: arn('kms', 'key/'), attributes: { KeyId: (name) => name } },
    'AWS::Lambda::EventSourceMapping': {},
    'AWS::Lambda::Function': { property: 'FunctionName', arn: arn('lambda', 'function:') },
    'AWS::Logs::LogGroup': {
      property: 'LogGroupName',
      arn: (name) => `${arn('logs', 'log-group:')(name)}:*`,
    },
    'AWS::S3::Bucket': {
      property: 'BucketName',
      name: (id) => id.toLowerCase(),
      arn: (name) => `arn:aws:s3:::${name}`,
      attributes: {
        DomainName: (name) => `${name}.s3.amazonaws.com`,
        RegionalDomainName: (name) => `${name}.s3.${region}.amazonaws.com`,
      },
    },
    'AWS::SNS::Subscription': {},
    'AWS::SNS::Topic': {
      property: 'TopicName',
      arn: arn('sns'),
      ref: byArn,
      attributes: { TopicArn: arn('sns'), TopicName: (name) => name },
    },
    'AWS::SQS::Queue': {
      property: 'QueueName',
      arn: arn('sqs'),
      ref: queueUrl,
      attributes: { QueueName: (name) => name, QueueUrl: queueUrl },
    },
    'AWS::SSM::Parameter': { property: 'Name' },
    'AWS::Scheduler::Schedule': { property: 'Name', arn: arn('scheduler', 'schedule/default/') },
    'AWS::Scheduler::ScheduleGroup': { property: 'Name', arn: arn('scheduler', 'schedule-group/') },
  };
  const known = (logicalId: string, type: string): Named => {
    const named = types[type] ?? (Object.hasOwn(ignoredTypes, type) ? {} : undefined);
    if (named === undefined) throw new StartError(`${logicalId} has type ${type}, which is not emulated.`);
    return named;
  };
  const nameOf = ({ property, name }: Named, logicalId: string, properties: () => Record<string, unknown>) => {
    const chosen = property === undefined ? undefined : properties()[property];
    return typeof chosen === 'string' ? chosen : (name?.(logicalId) ?? logicalId);
  };
  return {
    ref: (logicalId, type, properties) => {
      const named = known(logicalId, type);
      const name = nameOf(named, logicalId, properties);
      return named.ref?.(name, named.arn?.(name) ?? name) ?? name;
    },
    attribute: (logicalId, type, attribute, properties) => {
      const named = known(logicalId, type);
      const give = attribute === 'Arn' ? named.arn : named.attributes?.[attribute];
      if (give === undefined) throw new StartError(`${logicalId}.${attribute} of ${type} is not emulated.`);
      return give(nameOf(named, logicalId, properties), logicalId);
    },
  };
}
