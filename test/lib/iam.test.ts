import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resourcesOf, type Stage, stages, templateOf } from './stack.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

const template = templateOf();

/** Roles under which schedules begin functions. */
const schedulers = resourcesOf(template, 'AWS::IAM::Role')
  .filter(([, { Properties }]) => JSON.stringify(Properties['AssumeRolePolicyDocument']).includes('scheduler.amazonaws.com'))
  .map(([id]) => id); // prettier-ignore

/** What each role may do: its statements, resources as people call them. */
function rights(): Map<Stage, { actions: string[]; resource: string }[]> {
  const found = new Map<Stage, { actions: string[]; resource: string }[]>();
  for (const [, { Properties }] of resourcesOf(template, 'AWS::IAM::Policy')) {
    const [role] = Properties['Roles'] as { Ref: string }[];
    if (schedulers.includes(role?.Ref ?? '')) continue;
    const stage = stages.find((name) => role?.Ref.toLowerCase().startsWith(`${name.replaceAll('-', '')}role`));
    if (stage === undefined) throw new Error(`a policy for a role that is of no stage: ${JSON.stringify(role)}`);
    const { Statement } = Properties['PolicyDocument'] as { Statement: Statement[] };
    const each = Statement.map(({ Action, Resource }) => ({
      actions: [Action].flat().toSorted((a, b) => (a < b ? -1 : 1)),
      resource: called(Resource),
    }));
    found.set(stage, [...(found.get(stage) ?? []), ...each]);
  }
  return found;
}

const names: readonly [pattern: RegExp, name: string][] = [
  [/^<Graph\w+\.Arn>$/, 'the table'],
  [/^<Graph\w+\.Arn>\/index\/changes$/, 'its index `changes`'],
  [/^<Graph\w+\.StreamArn>$/, 'its stream'],
  [/^<Storage\w+\.Arn>$/, 'the bucket'],
  [/^<Storage\w+\.Arn>\/(.+)$/, 'the bucket, `$1`'],
  [/^<EnrichTelemetryQueue\w+\.Arn>$/, 'the telemetry queue'],
  [/^<NotifyNoticesQueue\w+\.Arn>$/, 'the notice queue'],
  [/^<(?:DetectEdges|AnnounceIncidents)Positions\w+\.Arn>$/, 'its queue of positions'],
  [/^<RelayMessagesQueue\w+\.Arn>$/, 'the relay queue'],
  [/^arn:<AWS::Partition>:events:<AWS::Region>:<AWS::AccountId>:event-bus\/default$/, 'the default event bus'],
  [/^<\w+GivenUp\w+\.Arn>$/, 'its queue of what it gave up'],
  [/^<AnnounceAlerts\w+>$/, 'the topic'],
  [/^<\w+Log\w+\.Arn>$/, 'its log'],
  [/^arn:<AWS::Partition>:eks:\*:<AWS::AccountId>:cluster\/\*$/, 'clusters of the account, in any region (`*`)'],
  [/^arn:<AWS::Partition>:ssm:<AWS::Region>:<AWS::AccountId>:parameter(.+)$/, 'parameter `$1`'],
];

function called(resource: unknown): string {
  const text = spelled(resource);
  const [pattern, name] = names.find(([each]) => each.test(text)) ?? [];
  if (pattern === undefined || name === undefined) throw new Error(`a resource that docs/iam.md has no word for: ${text}`);
  return text.replace(pattern, name);
} // prettier-ignore

function spelled(value: unknown): string {
  if (typeof value === 'string') return value;
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': joined } = value as Record<string, unknown>;
  if (typeof Ref === 'string') return `<${Ref}>`;
  if (Array.isArray(attribute)) return `<${attribute.join('.')}>`;
  return (joined as [string, unknown[]])[1].map(spelled).join('');
}

const inOrder = (lines: readonly string[]) => lines.toSorted((a, b) => (a < b ? -1 : 1));

/** The rows of the page, as `stage | actions | resource` and the reason behind. */
function rows(): { right: string; why: string }[] {
  const page = readFileSync(join(import.meta.dirname, '../../docs/iam.md'), 'utf8');
  const cells = page.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  const ofStages = cells.filter(([, stage]) => stages.some((name) => name === stage));
  return ofStages.map(([, stage, actions, resource, why = '']) => ({ right: [stage, actions, resource].join(' | '), why }));
} // prettier-ignore

test('docs/iam.md says what each stage may do in AWS, no less and no more, and why', () => {
  const granted = [...rights()].flatMap(([stage, each]) =>
    each.map(({ actions, resource }) => [stage, actions.map((action) => `\`${action}\``).join(' '), resource].join(' | ')),
  );
  const documented = rows().map(({ right }) => right);
  expect(inOrder(documented)).toEqual(inOrder(granted));
  expect(rows().filter(({ why }) => why.length < 10)).toEqual([]);
}); // prettier-ignore

test('every function has a role of its own, without a managed policy, which only Lambda may assume', () => {
  const roles = resourcesOf(template, 'AWS::IAM::Role').filter(([id]) => !schedulers.includes(id));
  expect(roles).toHaveLength(stages.length);
  for (const [, { Properties }] of roles) {
    expect(Properties).not.toHaveProperty('ManagedPolicyArns');
    expect(Properties['AssumeRolePolicyDocument']).toMatchObject({
      Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } }],
    });
  }
});

test('no right is a wildcard but the reviewed ones', () => {
  const actions = [...rights().values()].flat().flatMap(({ actions: each }) => each);
  expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  const wide = [...rights()].flatMap(([stage, each]) => each.filter(({ resource }) => resource.includes('*')).map(({ resource }) => [stage, resource])); // prettier-ignore
  expect(wide.toSorted(([a = '', b = ''], [c = '', d = '']) => (a + b < c + d ? -1 : 1))).toEqual([
    // Each enrolled cluster may bring a token, under a name that is not known at deployment.
    ['api', 'parameter `/plumbline/main/clusters/*`'],
    // So does what sweep found out of each: written by the one, read by the other.
    ['api', 'the bucket, `learning/*`'],
    ['discover', 'parameter `/plumbline/main/clusters/*`'],
    // One object for each cluster, under its name.
    ['discover', 'the bucket, `discover/*`'],
    ['enrich', 'parameter `/plumbline/main/clusters/*`'],
    // Each batch is an object of a new name.
    ['enrich', 'the bucket, `archive/*`'],
    ['inventory', 'the bucket, `discover/*`'],
    // Each feed is kept under a name of its own.
    ['refresh-intel', 'the bucket, `intelligence/*`'],
    // Clusters are enrolled later, in any region.
    ['survey', 'clusters of the account, in any region (`*`)'],
    ['sweep', 'the bucket, `learning/*`'],
  ]);
});

test('a schedule may begin its one function, and nothing else', () => {
  const policies = resourcesOf(template, 'AWS::IAM::Policy').filter(([, { Properties }]) => schedulers.includes((Properties['Roles'] as { Ref: string }[])[0]?.Ref ?? '')); // prettier-ignore
  expect(policies).toHaveLength(schedulers.length);
  for (const [, { Properties }] of policies) {
    const { Statement } = Properties['PolicyDocument'] as { Statement: Statement[] };
    expect(Statement).toEqual([{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: { 'Fn::GetAtt': [expect.stringContaining('Function'), 'Arn'] } }]); // prettier-ignore
  }
});

test('only the authorizer and the routes may make the gateway call a function', () => {
  const callers = resourcesOf(template, 'AWS::Lambda::Permission').map(([, { Properties }]) => Properties);
  // CloudWatch Logs hands audit logs of EKS clusters of this account over, and nothing else.
  const logs = callers.filter(({ Principal }) => Principal === 'logs.amazonaws.com');
  expect(logs.map(({ FunctionName, SourceArn, SourceAccount }) => JSON.stringify([FunctionName, SourceArn, SourceAccount]))).toEqual([expect.stringMatching(/AuditFunction.*log-group:\/aws\/eks\/\*.*AccountId/)]); // prettier-ignore
  for (const { Principal, SourceArn } of callers.filter((one) => !logs.includes(one))) {
    expect([Principal, JSON.stringify(SourceArn)]).toEqual(['apigateway.amazonaws.com', expect.stringContaining('HttpApi')]); // prettier-ignore
  }
});
