import { Access, AccessDenied, type Caller } from '../../../local/iam/access.ts';
import { policiesOf } from '../../../local/iam/policies.ts';
import { readTemplate } from '../../../local/template/template.ts';
import { World } from '../../../local/template/world.ts';

const places = {
  awsUrl: () => 'http://aws',
  apiUrl: () => 'http://api',
  dashboardUrl: () => 'http://127.0.0.1:3',
  signInUrl: () => 'http://127.0.0.1:1/_local/oidc',
  streamArn: () => 'arn:stream',
};
const environment = { region: 'eu-west-1', account: '000000000000', stackName: 'test' };

function accessOf(resources: Record<string, unknown>): Access {
  const template = readTemplate({ Resources: { R: { Type: 'AWS::IAM::Role', Properties: {} }, ...resources } });
  return new Access(policiesOf(template, new World(template, environment, places).resolver), environment.account);
}

const policy = (...Statement: unknown[]) => ({
  Type: 'AWS::IAM::Policy',
  Properties: { PolicyName: 'P', Roles: [{ Ref: 'R' }], PolicyDocument: { Statement } },
});

const role: Caller = {
  kind: 'role',
  role: 'R',
  arn: 'arn:aws:iam::000000000000:role/R',
  session: 'arn:aws:sts::000000000000:assumed-role/R/f',
};
const table = 'arn:aws:dynamodb:eu-west-1:000000000000:table/T';

test('only what a statement allows is allowed, and the refusal says who, what and on what', () => {
  const access = accessOf({
    P: policy({ Effect: 'Allow', Action: ['dynamodb:Put*', 'dynamodb:GetItem'], Resource: table }),
  });
  expect(access.allows(role, 'dynamodb:PutItem', table)).toBe(true);
  expect(access.allows(role, 'dynamodb:PutItem', `${table}/index/i`)).toBe(false);
  expect(() => access.require(role, 'dynamodb:Query', table)).toThrow(AccessDenied);
  expect(() => access.require(role, 'dynamodb:Query', table)).toThrow(
    `assumed-role/R/f is not authorized to perform: dynamodb:Query on resource: ${table}`,
  );
});

test('a denial goes before every permission', () => {
  const access = accessOf({
    P: policy(
      { Effect: 'Allow', Action: '*', Resource: '*' },
      { Effect: 'Deny', Action: 'dynamodb:DeleteItem', Resource: '*' },
    ),
  });
  expect(access.allows(role, 'dynamodb:DeleteItem', table)).toBe(false);
  expect(access.allows(role, 'dynamodb:PutItem', table)).toBe(true);
});

test('conditions are evaluated: leading keys, all of them', () => {
  const access = accessOf({
    P: policy({
      Effect: 'Allow',
      Action: 'dynamodb:UpdateItem',
      Resource: table,
      Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['incident#*'] } },
    }),
  });
  const allows = (...keys: string[]) =>
    access.allows(role, 'dynamodb:UpdateItem', table, { 'dynamodb:LeadingKeys': keys });
  expect([allows('incident#1'), allows('edge#1'), allows('incident#1', 'edge#1')]).toEqual([true, false, false]);
});

test.each([
  [{ NotAction: 'x' }, 'uses NotAction'],
  [{ NotResource: 'x' }, 'uses NotResource'],
  [{ Condition: { StringEquals: { 'aws:RequestedRegion': 'x' } } }, 'a condition on aws:RequestedRegion'],
  [{ Condition: { IpAddress: { 'aws:SourceArn': 'x' } } }, 'a condition with IpAddress'],
])('a statement with %j is refused at the start', (more, message) => {
  expect(() => accessOf({ P: policy({ Effect: 'Allow', Action: 'x:y', Resource: '*', ...more }) })).toThrow(message);
});

test('a managed policy that nobody knows is refused at the start', () => {
  const arn = 'arn:aws:iam::aws:policy/AdministratorAccess';
  expect(() => accessOf({ R: { Type: 'AWS::IAM::Role', Properties: { ManagedPolicyArns: [arn] } } })).toThrow(
    'R has the managed policy AdministratorAccess, which is not emulated.',
  );
});

const from = (sourceArn: string, service = 'sns.amazonaws.com'): Caller => ({ kind: 'service', service, sourceArn });

test("a service needs the queue's own policy, from the source that it names", () => {
  const topic = 'arn:aws:sns:eu-west-1:000000000000:T';
  const queue = 'arn:aws:sqs:eu-west-1:000000000000:Q';
  const access = accessOf({
    Q: { Type: 'AWS::SQS::Queue', Properties: {} },
    QP: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [{ Ref: 'Q' }],
        PolicyDocument: {
          Statement: [
            {
              Effect: 'Deny',
              Action: 'sqs:*',
              Resource: queue,
              Principal: '*',
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            },
            {
              Effect: 'Allow',
              Action: 'sqs:SendMessage',
              Resource: queue,
              Principal: { Service: 'sns.amazonaws.com' },
              Condition: { ArnEquals: { 'aws:SourceArn': topic } },
            },
          ],
        },
      },
    },
  });
  expect(access.allows(from(topic), 'sqs:SendMessage', queue)).toBe(true);
  expect(access.allows(from(`${topic}2`), 'sqs:SendMessage', queue)).toBe(false);
  expect(access.allows(from(topic, 'events.amazonaws.com'), 'sqs:SendMessage', queue)).toBe(false);
  expect(access.allows(role, 'sqs:SendMessage', queue)).toBe(false);
});

test('it remembers which statement made which action possible, and which one alone did', () => {
  const access = accessOf({
    P: policy(
      { Effect: 'Allow', Action: 'dynamodb:*', Resource: table },
      { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: '*' },
      { Effect: 'Allow', Action: 'sns:Publish', Resource: '*', Sid: 'Tell' },
    ),
  });
  access.require(role, 'dynamodb:PutItem', table);
  access.require(role, 'dynamodb:GetItem', table);
  const [put, get] = ['dynamodb:PutItem', 'dynamodb:GetItem'];
  const grant = { kind: 'role', of: 'R', policy: 'P' };
  expect(access.grants()).toEqual([
    { ...grant, position: 0, actions: ['dynamodb:*'], exercised: [get, put], needed: [put] },
    { ...grant, position: 1, actions: ['dynamodb:getitem'], exercised: [get], needed: [] },
    { ...grant, position: 2, sid: 'Tell', actions: ['sns:publish'], exercised: [], needed: [] },
  ]);
});
