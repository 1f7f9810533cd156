import { readTemplate } from '../../../local/template/template.ts';
import { World } from '../../../local/template/world.ts';

const environment = { region: 'eu-west-1', account: '000000000000', stackName: 'test' };
const places = {
  awsUrl: () => 'http://127.0.0.1:9',
  apiUrl: () => 'http://127.0.0.1:8',
  dashboardUrl: () => 'http://127.0.0.1:3',
  signInUrl: () => 'http://127.0.0.1:1/_local/oidc',
  streamArn: (table: string) => `arn:${table}/stream`,
};

const Resources = {
  Q: { Type: 'AWS::SQS::Queue' },
  Named: {
    Type: 'AWS::SQS::Queue',
    Properties: { QueueName: { 'Fn::Join': ['-', [{ Ref: 'AWS::StackName' }, 'q']] } },
  },
  T: { Type: 'AWS::DynamoDB::GlobalTable' },
  Topic: { Type: 'AWS::SNS::Topic' },
  F: { Type: 'AWS::Lambda::Function' },
  B: { Type: 'AWS::S3::Bucket' },
  Api: { Type: 'AWS::ApiGatewayV2::Api' },
  Log: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/x' } },
};

const world = new World(
  readTemplate({
    Resources,
    Parameters: { Bootstrap: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/v' }, Bare: { Type: 'String' } },
    Conditions: {
      Yes: { 'Fn::Equals': [{ Ref: 'AWS::Partition' }, 'aws'] },
      No: { 'Fn::Not': [{ Condition: 'Yes' }] },
    },
    Mappings: { M: { 'eu-west-1': { k: 'v' } } },
    Outputs: { Url: { Value: { 'Fn::Sub': 'https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}/x' } } },
  }),
  environment,
  places,
);
const resolve = (value: unknown) => world.resolver.resolve(value, 'here');

test.each<[unknown, unknown]>([
  [{ Ref: 'Q' }, 'http://127.0.0.1:9/000000000000/Q'],
  [{ 'Fn::GetAtt': ['Q', 'Arn'] }, 'arn:aws:sqs:eu-west-1:000000000000:Q'],
  [{ 'Fn::GetAtt': 'Named.QueueName' }, 'test-q'],
  [{ Ref: 'T' }, 'T'],
  [{ 'Fn::GetAtt': ['T', 'StreamArn'] }, 'arn:T/stream'],
  [{ Ref: 'Topic' }, 'arn:aws:sns:eu-west-1:000000000000:Topic'],
  [{ 'Fn::GetAtt': ['F', 'Arn'] }, 'arn:aws:lambda:eu-west-1:000000000000:function:F'],
  [{ Ref: 'B' }, 'b'],
  [{ 'Fn::GetAtt': ['Api', 'ApiEndpoint'] }, 'http://127.0.0.1:8'],
  [{ 'Fn::GetAtt': ['Log', 'Arn'] }, 'arn:aws:logs:eu-west-1:000000000000:log-group:/x:*'],
  [{ Ref: 'Bootstrap' }, '/v'],
  [{ 'Fn::Join': ['-', ['a', { 'Fn::Select': [1, { 'Fn::Split': ['/', 'x/y/z'] }] }]] }, 'a-y'],
  [
    { 'Fn::Sub': ['${A}-${T}-${!Literal}-${Q.Arn}', { A: { Ref: 'B' } }] },
    'b-T-${Literal}-arn:aws:sqs:eu-west-1:000000000000:Q',
  ],
  [{ 'Fn::FindInMap': ['M', { Ref: 'AWS::Region' }, 'k'] }, 'v'],
  [{ 'Fn::If': ['Yes', 1, 2] }, 1],
  [{ a: { 'Fn::If': ['No', 1, { Ref: 'AWS::NoValue' }] }, b: [{ Ref: 'AWS::NoValue' }, 2] }, { b: [2] }],
  [{ 'Fn::And': [{ Condition: 'Yes' }, { 'Fn::Or': [{ Condition: 'No' }, { Condition: 'Yes' }] }] }, true],
  [{ 'Fn::Base64': 'x' }, 'eA=='],
  [
    { Ref: 'Q', other: 1 },
    { Ref: 'Q', other: 1 },
  ],
])('%j is %j', (value, expected) => {
  expect(resolve(value)).toEqual(expected);
});

test.each<[unknown, string]>([
  [{ 'Fn::Cidr': [] }, 'here uses Fn::Cidr, which is not emulated.'],
  [{ 'Fn::ImportValue': 'x' }, 'here uses Fn::ImportValue'],
  [{ Ref: 'Nobody' }, 'here refers to Nobody, which is not in the template.'],
  [{ Ref: 'AWS::NotificationARNs' }, 'here refers to AWS::NotificationARNs'],
  [{ Ref: 'Bare' }, 'here needs parameter Bare, which has no default.'],
  [{ 'Fn::GetAtt': ['Q', 'Colour'] }, 'Q.Colour of AWS::SQS::Queue is not emulated.'],
  [{ 'Fn::If': ['Perhaps', 1, 2] }, 'condition Perhaps, which the template does not define'],
])('%j stops the start', (value, message) => {
  expect(() => resolve(value)).toThrow(message);
});

test('an address of the API that the CDK spelled itself leads to this machine', () => {
  expect(world.outputs()).toEqual({ Url: 'http://127.0.0.1:8/x' });
});
