import type { Functions } from '../sandbox/functions.ts';
import type { Caller } from '../iam/access.ts';
import { StartError } from '../start-error.ts';
import type { BaseEvent } from './event.ts';

type Context = Readonly<Record<string, string | number | boolean>>;

export type Ruling =
  | Readonly<{ kind: 'allowed'; context: Context }>
  | Readonly<{ kind: 'denied' }>
  /** A source of identity was missing: the function is not asked. */
  | Readonly<{ kind: 'anonymous' }>
  | Readonly<{ kind: 'broken' }>;

export type LambdaAuthorizer = (event: BaseEvent, routeArn: string) => Promise<Ruling>;

type Kept = Readonly<{ ruling: Ruling; until: number }>;

const maxKept = 10_000;

/** A REQUEST authorizer with simple responses, and its cache: by identity alone, for all routes that share it. */
export function lambdaAuthorizer(
  logicalId: string,
  properties: Readonly<Record<string, unknown>>,
  functions: Functions,
  gateway: Extract<Caller, { kind: 'service' }>,
  now: () => number,
): LambdaAuthorizer {
  const { AuthorizerPayloadFormatVersion: version, EnableSimpleResponses: simple, AuthorizerType: type } = properties;
  if (type !== 'REQUEST' || version !== '2.0' || simple !== true) {
    throw new StartError(`${logicalId}: only REQUEST authorizers with payload 2.0 and simple responses are emulated.`);
  }
  const sources = (properties['IdentitySource'] ?? []) as readonly string[];
  const readers = sources.map((source) => readerOf(source, logicalId));
  const ttlMs = Number(properties['AuthorizerResultTtlInSeconds'] ?? 0) * 1000;
  const target = String(properties['AuthorizerUri']);
  const kept = new Map<string, Kept>();

  const ask = async (event: BaseEvent, routeArn: string, identitySource: readonly string[]): Promise<Ruling> => {
    const outcome = await functions.invoke(target, { ...event, type: 'REQUEST', routeArn, identitySource }, gateway);
    return outcome.kind === 'failed' ? { kind: 'broken' } : rulingOf(outcome.payload);
  };
  return async (event, routeArn) => {
    const identity = readers.map((read) => read(event));
    if (identity.some((one) => one === undefined || one === '')) return { kind: 'anonymous' };
    const key = JSON.stringify(identity);
    const known = kept.get(key);
    if (known !== undefined && known.until > now()) return known.ruling;
    const ruling = await ask(event, routeArn, identity as string[]);
    if (kept.size >= maxKept) kept.clear();
    if (ttlMs > 0 && ruling.kind !== 'broken') kept.set(key, { ruling, until: now() + ttlMs });
    return ruling;
  };
}

function readerOf(source: string, logicalId: string): (event: BaseEvent) => string | undefined {
  const [, kind, name = ''] = /^\$request\.(header|querystring)\.(.+)$/.exec(source) ?? [];
  if (kind === 'header') return ({ headers }) => headers[name.toLowerCase()];
  if (kind === 'querystring') return ({ queryStringParameters }) => queryStringParameters?.[name];
  throw new StartError(`${logicalId} takes the identity from ${source}, which is not emulated.`);
}

function rulingOf(payload: string): Ruling {
  const { isAuthorized, context = {} } = (JSON.parse(payload) ?? {}) as { isAuthorized?: unknown; context?: unknown };
  if (typeof isAuthorized !== 'boolean' || !isContext(context)) return { kind: 'broken' };
  return isAuthorized ? { kind: 'allowed', context } : { kind: 'denied' };
}

function isContext(value: unknown): value is Context {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return false;
  return Object.values(value).every((one) => ['string', 'number', 'boolean'].includes(typeof one));
}
