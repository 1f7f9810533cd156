import { StartError } from '../start-error.ts';
import type { Resolver } from '../template/resolve.ts';
import type { Template } from '../template/template.ts';
import { type Statement, statementsOf } from './statement.ts';

export type Policies = Readonly<{
  /** By the logical id of the role. */
  ofRole: ReadonlyMap<string, readonly Statement[]>;
  /** By the ARN of the queue, topic or bucket. */
  ofResource: ReadonlyMap<string, readonly Statement[]>;
  /** Who may invoke which function: by the function's ARN. */
  ofFunction: ReadonlyMap<string, readonly Statement[]>;
}>;

const logging = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];

/** AWS's own policies that a CDK app attaches by ARN. Another one is an error. */
const managed: Readonly<Record<string, readonly string[]>> = {
  'service-role/AWSLambdaBasicExecutionRole': logging,
};

/** All policies of the template, by whom or what they are about. */
export function policiesOf(template: Template, resolver: Resolver): Policies {
  const [ofRole, ofResource, ofFunction] = [
    new Map<string, Statement[]>(),
    new Map<string, Statement[]>(),
    new Map<string, Statement[]>(),
  ];
  const roleIds = new Map<string, string>();
  for (const [id, { Type, Condition }] of Object.entries(template.Resources)) {
    if (Type !== 'AWS::IAM::Role' || !resolver.condition(Condition, id)) continue;
    const { RoleName } = resolver.properties(id);
    roleIds.set(typeof RoleName === 'string' ? RoleName : id, id);
    ofRole.set(id, []);
  }
  const grant = (roles: unknown, statements: readonly Statement[], where: string) => {
    for (const name of [roles ?? []].flat().map(String)) {
      const role = roleIds.get(name);
      if (role === undefined)
        throw new StartError(`${where} is attached to role ${name}, which is not in the template.`);
      add(ofRole, role, statements);
    }
  };
  const readers: Readonly<Record<string, (id: string, properties: Record<string, unknown>) => void>> = {
    'AWS::IAM::Policy': (id, { PolicyDocument, Roles }) => grant(Roles, statementsOf(PolicyDocument, id), id),
    'AWS::IAM::ManagedPolicy': (id, { PolicyDocument, Roles }) => grant(Roles, statementsOf(PolicyDocument, id), id),
    'AWS::IAM::Role': (id, { Policies: inline, ManagedPolicyArns: arns }) => {
      for (const { PolicyName, PolicyDocument } of (inline ?? []) as Record<string, unknown>[]) {
        add(ofRole, id, statementsOf(PolicyDocument, `${id}/${String(PolicyName)}`));
      }
      for (const arn of (arns ?? []) as string[]) add(ofRole, id, managedStatements(arn, id, template, resolver));
    },
    'AWS::SQS::QueuePolicy': (id, { PolicyDocument, Queues }) => {
      const statements = statementsOf(PolicyDocument, id);
      for (const url of Queues as string[]) addByName(ofResource, `:sqs:`, url.split('/').at(-1) ?? '', statements);
    },
    'AWS::SNS::TopicPolicy': (id, { PolicyDocument, Topics }) => {
      for (const arn of Topics as string[]) add(ofResource, arn, statementsOf(PolicyDocument, id));
    },
    'AWS::S3::BucketPolicy': (id, { PolicyDocument, Bucket }) =>
      add(ofResource, `arn:aws:s3:::${String(Bucket)}`, statementsOf(PolicyDocument, id)),
    'AWS::Lambda::Permission': (id, properties) => {
      const name = String(properties['FunctionName']);
      addByName(ofFunction, ':lambda:', name.split(':').at(-1) ?? '', statementsOf(permission(properties, name), id));
    },
  };
  for (const [id, { Type, Condition }] of Object.entries(template.Resources)) {
    if (resolver.condition(Condition, id)) readers[Type]?.(id, resolver.properties(id));
  }
  return { ofRole, ofResource, ofFunction };
}

/** Policies of queues and functions are kept by service and name, because the template names them by URL, name or ARN. */
function addByName(
  map: Map<string, Statement[]>,
  service: string,
  name: string,
  statements: readonly Statement[],
): void {
  add(map, `${service}${name}`, statements);
}

/** The key under which a queue's or a function's statements are kept. */
export function policyKey(arn: string): string {
  const [, , service, , , ...rest] = arn.split(':');
  return service === 'sqs' || service === 'lambda' ? `:${service}:${rest.at(-1) ?? ''}` : arn;
}

function permission(properties: Record<string, unknown>, functionArn: string): unknown {
  const { Action, Principal, SourceArn, SourceAccount } = properties;
  const condition = {
    ...(SourceArn === undefined ? {} : { ArnLike: { 'aws:SourceArn': SourceArn } }),
    ...(SourceAccount === undefined ? {} : { StringEquals: { 'aws:SourceAccount': SourceAccount } }),
  };
  const Resource = functionArn.startsWith('arn:') ? functionArn : '*';
  return {
    Statement: [{ Effect: 'Allow', Action, Resource, Principal: { Service: Principal }, Condition: condition }],
  };
}

function managedStatements(arn: string, role: string, template: Template, resolver: Resolver): readonly Statement[] {
  const name = arn.split(':policy/')[1] ?? arn;
  const actions = managed[name];
  if (actions !== undefined) {
    return statementsOf({ Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] }, `${role}/${name}`);
  }
  const own = Object.keys(template.Resources).find(
    (id) => template.Resources[id]?.Type === 'AWS::IAM::ManagedPolicy' && resolver.resolve({ Ref: id }, role) === arn,
  );
  if (own === undefined) throw new StartError(`${role} has the managed policy ${name}, which is not emulated.`);
  return statementsOf(resolver.properties(own)['PolicyDocument'], own);
}

function add(map: Map<string, Statement[]>, key: string, statements: readonly Statement[]): void {
  map.set(key, [...(map.get(key) ?? []), ...statements]);
}
