import { StartError } from '../start-error.ts';
import { type Condition, conditionOf, type RequestContext } from './condition.ts';
import { matchesGlob } from './glob.ts';

/** A caller as a resource policy sees it: a role's ARN, or a service such as `sns.amazonaws.com`. */
export type Principal = Readonly<{ aws?: string; service?: string }>;

export type Statement = Readonly<{
  /** Where it stands in the template: the policy's logical id and the position in its document. */
  policy: string;
  position: number;
  sid?: string;
  effect: 'Allow' | 'Deny';
  actions: readonly string[];
  resources: readonly string[];
  covers(action: string, resource: string, context: RequestContext): boolean;
  /** For resource policies; a role's statement is about whoever has the role. */
  isAbout(principal: Principal): boolean;
}>;

const elements = ['Sid', 'Effect', 'Action', 'Resource', 'Condition', 'Principal'];

/** Reads a policy document whose intrinsics are resolved. An element that nobody evaluates is an error. */
export function statementsOf(document: unknown, policy: string): readonly Statement[] {
  const statements = [(document as { Statement?: unknown }).Statement ?? []].flat();
  return statements.map((statement, position) => statementOf(statement as Record<string, unknown>, policy, position));
}

function statementOf(statement: Record<string, unknown>, policy: string, position: number): Statement {
  const where = `${policy}[${position}]`;
  const unknown = Object.keys(statement).filter((key) => !elements.includes(key));
  if (unknown.length > 0) throw new StartError(`${where} uses ${unknown.join(', ')}, which is not emulated.`);
  const actions = texts(statement['Action']).map((action) => action.toLowerCase());
  const resources = texts(statement['Resource'] ?? '*');
  const holds = conditionOf(statement['Condition'], where);
  const principals = statement['Principal'];
  return {
    policy,
    position,
    ...(typeof statement['Sid'] === 'string' ? { sid: statement['Sid'] } : {}),
    effect: statement['Effect'] === 'Allow' ? 'Allow' : 'Deny',
    actions,
    resources,
    covers: coverage(actions, resources, holds),
    isAbout: (principal) => names(principals, principal),
  };
}

function coverage(actions: readonly string[], resources: readonly string[], holds: Condition): Statement['covers'] {
  return (action, resource, context) =>
    actions.some((one) => matchesGlob(one, action.toLowerCase())) &&
    resources.some((one) => matchesGlob(one, resource)) &&
    holds(context);
}

function names(element: unknown, principal: Principal): boolean {
  if (element === undefined || element === '*') return true;
  const { AWS, Service } = element as { AWS?: unknown; Service?: unknown };
  const account = principal.aws?.split(':')[4];
  return (
    texts(AWS).some(
      (one) =>
        one === '*' || one === principal.aws || (account !== undefined && one === `arn:aws:iam::${account}:root`),
    ) ||
    (principal.service !== undefined && texts(Service).includes(principal.service))
  );
}

const texts = (value: unknown): readonly string[] => (value === undefined ? [] : [value].flat().map(String));
