import { type Started, startFixture } from '../fixtures/started.ts';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { fixtureTemplate, type FixtureTemplate, logicalId } from '../fixtures/build.ts';
import type { Caller } from '../../../local/iam/access.ts';
import { Access } from '../../../local/iam/access.ts';
import { policiesOf } from '../../../local/iam/policies.ts';
import { Identities } from '../../../local/identities.ts';
import { functionsOf } from '../../../local/sandbox/from-template.ts';
import { Functions } from '../../../local/sandbox/functions.ts';
import type { Outcome } from '../../../local/sandbox/sandbox.ts';
import { readTemplate } from '../../../local/template/template.ts';
import { World } from '../../../local/template/world.ts';

let functions: Functions;
let odd: string;

/** The function alone, without the services around it. */
beforeAll(async () => {
  const { template, assets } = await fixtureTemplate();
  odd = logicalId(template, 'AWS::Lambda::Function', 'Odd');
  const world = new World(
    readTemplate(template),
    { region: 'eu-west-1', account: '000000000000', stackName: 'test' },
    {
      awsUrl: () => 'http://127.0.0.1:1',
      apiUrl: () => 'http://127.0.0.1:2',
      dashboardUrl: () => 'http://127.0.0.1:3',
      signInUrl: () => 'http://127.0.0.1:1/_local/oidc',
      streamArn: () => 'arn',
    },
  );
  const access = new Access(policiesOf(world.template, world.resolver), world.account);
  const identities = new Identities({ accessKeyId: 'AKIA', secretAccessKey: 'x' }, world.account);
  const found = functionsOf(world, {
    assets,
    awsUrl: 'http://127.0.0.1:1',
    credentialsOf: (role) => identities.credentialsOf(role),
    clockFile: '/tmp/clock.json',
  });
  functions = new Functions(found, access, () => undefined);
});
afterAll(() => functions.end());

const run = (event: unknown): Promise<Outcome> => functions.run(functions.get(odd), event);
const returned = async (event: unknown = {}) => {
  const outcome = await run(event);
  if (outcome.kind === 'failed') throw new Error(outcome.error.errorMessage);
  return JSON.parse(outcome.payload) as {
    invocations: number;
    remaining: number;
    arn: string;
    env: Record<string, string>;
  };
};

test('a sandbox is used again, with its own environment and a deadline', async () => {
  const first = await returned();
  const second = await returned();
  expect(second.invocations).toBe(first.invocations + 1);
  expect(first.remaining).toBeGreaterThan(500);
  expect(first.remaining).toBeLessThanOrEqual(1000);
  expect(first.arn).toBe(`arn:aws:lambda:eu-west-1:000000000000:function:${odd}`);
  expect(first.env).toMatchObject({
    AWS_LAMBDA_FUNCTION_NAME: odd,
    AWS_REGION: 'eu-west-1',
    AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1',
    AWS_ACCESS_KEY_ID: expect.stringMatching(/^LOCALOddServiceRole/),
    PLUMBLINE_CLOCK: '/tmp/clock.json',
    TABLE_NAME: expect.stringMatching(/^Table/),
  });
  // Nothing of the parent's environment is seen.
  expect(first.env).not.toHaveProperty('HOME');
  expect(first.env).not.toHaveProperty('JEST_WORKER_ID');
});

test('two events at once never share a sandbox', async () => {
  const both = await Promise.all([returned(), returned(), returned()]);
  const counts = both.map(({ invocations }) => invocations);
  expect(new Set(counts.map((count, index) => `${count} ${index}`)).size).toBe(3);
  expect(counts.filter((count) => count === 1).length).toBeGreaterThanOrEqual(2);
});

test.each([
  [{ do: 'fail' }, 'TypeError', 'as told'],
  [{ do: 'spin' }, 'Sandbox.Timedout', 'Task timed out after 1.00 seconds'],
  [{ do: 'exit' }, 'Runtime.ExitError', 'the sandbox ended with code 7'],
  [{ do: 'reject' }, 'Error', 'thrown outside of the handler'],
])('%j fails that one event, and the next one is served', async (event, errorType, errorMessage) => {
  expect(await run(event)).toMatchObject({ kind: 'failed', error: { errorType, errorMessage } });
  await expect(returned()).resolves.toBeDefined();
});

test('a role without the right to invoke is refused', async () => {
  const caller: Caller = { kind: 'service', service: 'events.amazonaws.com', sourceArn: 'arn:x' };
  expect(await functions.invoke(odd, {}, caller)).toMatchObject({
    kind: 'failed',
    error: { errorType: 'AccessDeniedException' },
  });
});

test('an event above 6 MiB is not taken', async () => {
  expect(await run({ x: 'x'.repeat(6 * 1024 * 1024) })).toMatchObject({
    kind: 'failed',
    error: { errorType: 'RequestTooLargeException' },
  });
});

/** The fixture with other properties of the schedule's target, faster by a thousand. */
async function startScheduled(
  event: unknown,
  change: (template: FixtureTemplate) => void = () => undefined,
): Promise<Started> {
  const { template, assets } = await fixtureTemplate();
  const schedule = template.Resources[logicalId(template, 'AWS::Scheduler::Schedule', 'Hourly')]?.Properties ?? {};
  schedule['Target'] = { ...(schedule['Target'] as object), Input: JSON.stringify(event) };
  change(template);
  const started = await startFixture({ template, assets, timerScale: 1000 });
  await started.runtime.whenQuiet();
  return started;
}

test('an event that failed asynchronously is tried again, and what a function may not do is refused', async () => {
  const { lines } = await startScheduled({ do: 'forbidden' });
  const refusals = lines.filter((line) => line.includes('is not authorized to perform: dynamodb:DeleteItem'));
  expect(refusals).toHaveLength(2);
  expect(refusals[0]).toMatch(
    /^Odd.*: failed: AccessDeniedException: User: arn:aws:sts::000000000000:assumed-role\/OddServiceRole/,
  );
  expect(lines.at(-1)).toMatch(/^Odd.*: gave up an event after 2 attempts$/);
});

test('an event that was given up goes to the destination for failures, with what went wrong', async () => {
  const { runtime, client } = await startScheduled({ do: 'fail' }, (template) => {
    const Destination = { 'Fn::GetAtt': [logicalId(template, 'AWS::SQS::Queue', 'Lost'), 'Arn'] };
    const config = template.Resources[logicalId(template, 'AWS::Lambda::EventInvokeConfig', 'Odd')]?.Properties ?? {};
    config['DestinationConfig'] = { OnFailure: { Destination } };
    const Statement = [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: Destination }];
    const Roles = [{ Ref: logicalId(template, 'AWS::IAM::Role', 'OddServiceRole') }];
    template.Resources['Failing'] = {
      Type: 'AWS::IAM::Policy',
      Properties: { PolicyName: 'F', Roles, PolicyDocument: { Statement } },
    };
  });
  const lost = Object.keys((await runtime.status()).queues).find((name) => name.startsWith('Lost')) ?? '';
  const QueueUrl = `${client.endpoint}/000000000000/${lost}`;
  const { Messages } = await new SQSClient(client).send(new ReceiveMessageCommand({ QueueUrl }));
  expect(JSON.parse(Messages?.[0]?.Body ?? '{}')).toMatchObject({
    requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 2 },
    requestPayload: { do: 'fail' },
    responsePayload: { errorType: 'TypeError', errorMessage: 'as told' },
  });
});
