import type { RequestContext } from './condition.ts';
import { type Policies, policyKey } from './policies.ts';
import type { Principal, Statement } from './statement.ts';

/** Who calls: a role of the template, the local person, or a service on the account's behalf. */
export type Caller =
  | Readonly<{ kind: 'role'; role: string; arn: string; session: string }>
  | Readonly<{ kind: 'person'; arn: string }>
  | Readonly<{ kind: 'service'; service: string; sourceArn: string }>;

/** An Allow statement of the template, and what it has allowed so far. */
export type Grant = Readonly<{
  kind: 'role' | 'resource' | 'function';
  /** Logical id of the role, ARN of the resource, or name of the function. */
  of: string;
  policy: string;
  position: number;
  sid?: string;
  /** As the template spells them, in lower case. */
  actions: readonly string[];
  /** Actions that were really carried out because of it. */
  exercised: readonly string[];
  /** Those of them that no other statement allowed: without this one they are denied. */
  needed: readonly string[];
}>;

/** The call is not allowed; each service puts the sentence into its own shape. */
export class AccessDenied extends Error {
  override readonly name = 'AccessDenied';
}

/** May this caller do this? Answers from the template alone, and remembers which statement made it possible. */
export class Access {
  readonly #policies: Policies;
  readonly #account: string;
  readonly #exercised = new Map<Statement, Set<string>>();
  readonly #needed = new Map<Statement, Set<string>>();

  constructor(policies: Policies, account: string) {
    this.#policies = policies;
    this.#account = account;
  }

  /** Throws AccessDenied with AWS's own wording when the call is not allowed. */
  require(caller: Caller, action: string, resource: string, context: RequestContext = {}): void {
    if (!this.allows(caller, action, resource, context)) throw new AccessDenied(refusal(caller, action, resource));
  }

  allows(caller: Caller, action: string, resource: string, context: RequestContext = {}): boolean {
    if (caller.kind === 'person') return true;
    const full = { ...this.#contextOf(caller), ...context };
    const principal = principalOf(caller);
    const identity = caller.kind === 'role' ? (this.#policies.ofRole.get(caller.role) ?? []) : [];
    const onResource = this.#onResource(resource).filter((one) => one.isAbout(principal));
    const covering = [...identity, ...onResource].filter((one) => one.covers(action, resource, full));
    if (covering.some(({ effect }) => effect === 'Deny')) return false;
    for (const statement of covering) remember(this.#exercised, statement, action);
    const [only, ...others] = covering;
    if (only !== undefined && others.length === 0) remember(this.#needed, only, action);
    return covering.length > 0;
  }

  /** Every Allow statement of the template, exercised or not. */
  grants(): readonly Grant[] {
    const list = (kind: Grant['kind'], map: ReadonlyMap<string, readonly Statement[]>): readonly Grant[] =>
      [...map].flatMap(([of, statements]) =>
        statements
          .filter(({ effect }) => effect === 'Allow')
          .map((statement) => ({
            kind,
            of: of.replace(/^:(?:sqs|lambda):/, ''),
            policy: statement.policy,
            position: statement.position,
            ...(statement.sid === undefined ? {} : { sid: statement.sid }),
            actions: statement.actions,
            exercised: [...(this.#exercised.get(statement) ?? [])].toSorted(),
            needed: [...(this.#needed.get(statement) ?? [])].toSorted(),
          })),
      );
    const { ofRole, ofResource, ofFunction } = this.#policies;
    return [...list('role', ofRole), ...list('resource', ofResource), ...list('function', ofFunction)];
  }

  #onResource(resource: string): readonly Statement[] {
    const { ofResource, ofFunction } = this.#policies;
    const bucket = resource.startsWith('arn:aws:s3:::') ? resource.split('/')[0] : undefined;
    const key = policyKey(bucket ?? resource);
    return [...(ofResource.get(key) ?? []), ...(ofFunction.get(key) ?? [])];
  }

  #contextOf(caller: Exclude<Caller, { kind: 'person' }>): RequestContext {
    // On AWS every call comes over TLS; on loopback that is taken as given.
    const always = { 'aws:SecureTransport': 'true' };
    if (caller.kind === 'role')
      return { ...always, 'aws:PrincipalArn': caller.arn, 'aws:PrincipalAccount': this.#account };
    return { ...always, 'aws:SourceArn': caller.sourceArn, 'aws:SourceAccount': this.#account };
  }
}

function remember(map: Map<Statement, Set<string>>, statement: Statement, action: string): void {
  map.set(statement, (map.get(statement) ?? new Set()).add(action));
}

function principalOf(caller: Exclude<Caller, { kind: 'person' }>): Principal {
  return caller.kind === 'role' ? { aws: caller.arn } : { service: caller.service };
}

function refusal(caller: Caller, action: string, resource: string): string {
  const who = caller.kind === 'role' ? caller.session : caller.kind === 'service' ? caller.service : caller.arn;
  return `User: ${who} is not authorized to perform: ${action} on resource: ${resource} because no policy of the template allows the ${action} action`;
}
