import { rmSync } from 'node:fs';
import { ignoredProperties, ignoredTypes } from '../../../local/ignored.ts';
import { startLocal } from '../../../local/runtime.ts';
import { lossesOf, unknownIn } from '../../../local/template/closed-world.ts';
import { emulated } from '../../../local/template/emulated.ts';
import { readTemplate } from '../../../local/template/template.ts';
import { fixtureTemplate, type FixtureTemplate, logicalId } from '../fixtures/build.ts';
import { temporaryFolder } from '../fixtures/started.ts';

let template: FixtureTemplate;
let assets: string;
beforeAll(async () => {
  ({ template, assets } = await fixtureTemplate());
});

const startWith = (change: (template: FixtureTemplate) => void) => {
  const changed = structuredClone(template);
  change(changed);
  const stateDir = temporaryFolder();
  return startLocal({ template: changed, assets, stateDir }).finally(() => rmSync(stateDir, { recursive: true }));
};
const change = (type: string, start: string, properties: Record<string, unknown>) => (given: FixtureTemplate) => {
  Object.assign(given.Resources[logicalId(given, type, start)]?.Properties ?? {}, properties);
};

test('nothing of the fixture is unknown, and what is lost is said', () => {
  const read = readTemplate(template);
  expect(unknownIn(read)).toEqual([]);
  expect(lossesOf(read)).toMatchObject({ 'AWS::CloudWatch::Alarm': ignoredTypes['AWS::CloudWatch::Alarm'] });
});

test('the list of what is left out changes only on purpose', () => {
  expect({ ignoredTypes, ignoredProperties }).toMatchSnapshot();
});

test('nothing is both obeyed and left out, and every loss is a sentence', () => {
  for (const [type, properties] of Object.entries(ignoredProperties)) {
    expect(Object.keys(properties).filter((name) => emulated[type]?.includes(name) ?? true)).toEqual([]);
  }
  const losses = [ignoredTypes, ...Object.values(ignoredProperties)].flatMap((one) => Object.values(one));
  expect(losses.filter((loss) => !/^[A-Z].*\.$/.test(loss))).toEqual([]);
});

describe('the start stops and names the culprit', () => {
  test.each<[string, string | RegExp, (template: FixtureTemplate) => void]>([
    [
      'an unknown type',
      'Cluster has type AWS::EKS::Cluster',
      ({ Resources }) => {
        Resources['Cluster'] = { Type: 'AWS::EKS::Cluster', Properties: {} };
      },
    ],
    [
      'a custom resource',
      'Odd has type Custom::Odd',
      ({ Resources }) => {
        Resources['Odd'] = { Type: 'Custom::Odd', Properties: {} };
      },
    ],
    [
      'an unknown property',
      /Things.* sets FifoQueue, which the local runtime neither obeys nor ignores/,
      change('AWS::SQS::Queue', 'Things0', { FifoQueue: true }),
    ],
    [
      'a second region',
      'must have exactly one replica',
      change('AWS::DynamoDB::GlobalTable', 'Table', { Replicas: [{}, {}] }),
    ],
    [
      'an unknown intrinsic',
      /Door.*Environment.* uses Fn::Transform/,
      change('AWS::Lambda::Function', 'Door', { Environment: { Variables: { A: { 'Fn::Transform': {} } } } }),
    ],
    [
      'an unknown operator of a filter',
      /filters with cidr/,
      change('AWS::Lambda::EventSourceMapping', 'Tell', {
        FilterCriteria: { Filters: [{ Pattern: '{"a":[{"cidr":"10.0.0.0/8"}]}' }] },
      }),
    ],
    [
      'an unknown operator of a filter policy',
      /filters with wildcard/,
      change('AWS::SNS::Subscription', 'Texts', { FilterPolicy: { a: [{ wildcard: 'a*' }] } }),
    ],
    [
      'an unknown schedule',
      /has the schedule cron\(0 2 L \* \? \*\)/,
      change('AWS::Scheduler::Schedule', 'Hourly', { ScheduleExpression: 'cron(0 2 L * ? *)' }),
    ],
    [
      'another time zone',
      /time zone Europe\/Zurich/,
      change('AWS::Scheduler::Schedule', 'Hourly', { ScheduleExpressionTimezone: 'Europe/Zurich' }),
    ],
    [
      'another protocol of a topic',
      /delivers by https/,
      change('AWS::SNS::Subscription', 'Alarmsteam', { Protocol: 'https' }),
    ],
    [
      'another kind of authorizer',
      /authorised by "JWT"/,
      change('AWS::ApiGatewayV2::Route', 'HttpPOSTv1things', { AuthorizationType: 'JWT' }),
    ],
    [
      'an identity from elsewhere',
      /takes the identity from \$context.path/,
      change('AWS::ApiGatewayV2::Authorizer', 'HttpGuarded', { IdentitySource: ['$context.path'] }),
    ],
    [
      'another stage',
      /is not the stage \$default/,
      change('AWS::ApiGatewayV2::Stage', 'HttpDefaultStage', { StageName: 'v1' }),
    ],
    [
      'another language',
      /is not a Node.js function/,
      change('AWS::Lambda::Function', 'Door', { Runtime: 'python3.13' }),
    ],
    [
      'code that was not staged',
      /its code is not in/,
      change('AWS::Lambda::Function', 'Door', { Code: { S3Key: 'no.zip' } }),
    ],
    [
      'a role of someone else',
      /uses the role arn:aws:iam::1:role\/x, which is not in the template/,
      change('AWS::Lambda::Function', 'Door', { Role: 'arn:aws:iam::1:role/x' }),
    ],
    [
      'a transform',
      'The template uses Transform',
      (given) => {
        given['Transform'] = 'AWS::Serverless-2016-10-31';
      },
    ],
  ])('%s', async (_, message, alter) => {
    const start = startWith(alter);
    await expect(start).rejects.toThrow(message);
    await expect(start).rejects.toMatchObject({ name: 'StartError' });
  });
});
