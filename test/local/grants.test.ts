import { AwsClient } from 'aws4fetch';
import { fixtureTemplate, type FixtureTemplate, logicalId } from './fixtures/build.ts';
import { type Started, startFixture, startWebhook, webhookParameter } from './fixtures/started.ts';

type Statement = Readonly<{ Action: string | readonly string[] }>;

/** Takes every Allow of this action away from the roles whose policy's id begins like this. */
function withdraw(template: FixtureTemplate, start: string, action: string): void {
  for (const [id, { Type, Properties }] of Object.entries(template.Resources)) {
    if (Type !== 'AWS::IAM::Policy' || !id.startsWith(start)) continue;
    const document = Properties['PolicyDocument'] as { Statement: Statement[] };
    document.Statement = document.Statement.flatMap((statement) => {
      const left = [statement.Action].flat().filter((one) => one !== action);
      return left.length === 0 ? [] : [{ ...statement, Action: left }];
    });
  }
}

let started: Started | undefined;
afterEach(async () => {
  await started?.stop();
  started = undefined;
});

const refusals = (action: string) =>
  started?.lines.filter((line) => line.includes(`is not authorized to perform: ${action} on resource: arn:`)) ?? [];

test('what a role does not allow is refused by each service, in the words of AWS', async () => {
  const { template, assets } = await fixtureTemplate();
  withdraw(template, 'DoorServiceRole', 'sqs:SendMessage');
  withdraw(template, 'DeskServiceRole', 'dynamodb:Query');
  withdraw(template, 'SchedulerRole', 'lambda:InvokeFunction');
  started = await startFixture({ template, assets });
  const { runtime, post } = started;
  expect((await post({ id: '1', type: 'note' })).status).toBe(500);
  expect(refusals('sqs:SendMessage')[0]).toMatch(
    /^Door.*: failed: AccessDenied: User: arn:aws:sts::000000000000:assumed-role\/DoorServiceRole/,
  );
  const person = new AwsClient({ ...runtime.credentials, service: 'execute-api', region: 'eu-west-1', retries: 0 });
  expect((await person.fetch(`${runtime.url}/api/things/note`)).status).toBe(500);
  expect(refusals('dynamodb:Query')[0]).toMatch(/^Desk.*: failed: AccessDeniedException: .*\/index\/byType/);
  const [schedule] = (await runtime.status()).schedules;
  await runtime.trigger(schedule?.name ?? '');
  expect(refusals('lambda:InvokeFunction')[0]).toMatch(/^Hourly.*: could not run: .*assumed-role\/SchedulerRole/);
});

test('a function without the right to publish or to read a secret does its work never; what waits is not lost', async () => {
  const webhook = await startWebhook();
  const { template, assets } = await fixtureTemplate();
  withdraw(template, 'TellServiceRole', 'sns:Publish');
  withdraw(template, 'StoreServiceRole', 's3:PutObject');
  started = await startFixture({ template, assets, timerScale: 500, parameters: { [webhookParameter]: webhook.url } });
  await started.post({ id: '1', type: 'alarm' });
  await started.runtime.whenQuiet();
  expect(webhook.received).toEqual([]);
  // The archive is written by aws4fetch, which does not throw: the item is stored all the same.
  expect(refusals('sns:Publish')[0]).toMatch(/^Tell.*: failed: AuthorizationError/);
  expect(started.runtime.iam.unused().filter(({ of }) => of.startsWith('StoreServiceRole'))).toHaveLength(1);
  await webhook.stop();
});

test.each([
  ['StoreServiceRole', 'sqs:ReceiveMessage'],
  ['StoreServiceRole', 'sqs:DeleteMessage'],
  ['TellServiceRole', 'dynamodb:GetRecords'],
  ['TellServiceRole', 'dynamodb:ListStreams'],
])('without %s %s there is no start, as there would be no deployment', async (role, action) => {
  const { template, assets } = await fixtureTemplate();
  withdraw(template, role, action);
  await expect(startFixture({ template, assets })).rejects.toThrow(`does not allow ${action} on arn:aws:`);
});

test('routes and authorizers need the permission of the function that they ask', async () => {
  const { template, assets } = await fixtureTemplate();
  delete template.Resources[logicalId(template, 'AWS::Lambda::Permission', 'HttpANYecho')];
  delete template.Resources[logicalId(template, 'AWS::Lambda::Permission', 'HttpFixtureHttpGuarded')];
  started = await startFixture({ template, assets });
  expect((await fetch(`${started.runtime.url}/echo/plain`)).status).toBe(500);
  expect((await started.post({ id: '1', type: 'note' })).status).toBe(500);
  expect(refusals('lambda:InvokeFunction').map((line) => line.replace(/[0-9A-F]{8}:.*/, ''))).toEqual([
    'Door',
    'Guard',
  ]);
});
