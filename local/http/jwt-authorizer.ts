import { createLocalJWKSet, createRemoteJWKSet, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import * as z from 'zod';
import type { Issuer } from '../sign-in/issuer.ts';
import { StartError } from '../start-error.ts';
import type { BaseEvent } from './event.ts';

/** What `requestContext.authorizer.jwt` holds: every claim as one text. */
export type JwtContext = Readonly<{ claims: Readonly<Record<string, string>>; scopes: null }>;

export type JwtRuling =
  | Readonly<{ kind: 'allowed'; context: JwtContext }>
  | Readonly<{ kind: 'anonymous' }>
  | Readonly<{ kind: 'invalid'; reason: string }>;

export type JwtAuthorizer = (event: BaseEvent) => Promise<JwtRuling>;

const Configuration = z.object({ Audience: z.array(z.string()).min(1), Issuer: z.url() });

/**
 * A JWT authorizer of an HTTP API. The keys are those of this machine's own issuer where the template means its user
 * pool; of any other issuer they are fetched as API Gateway does, from where the issuer says that they are.
 */
export function jwtAuthorizer(logicalId: string, properties: Readonly<Record<string, unknown>>, own: Issuer): JwtAuthorizer {
  const configuration = Configuration.safeParse(properties['JwtConfiguration']);
  if (!configuration.success) throw new StartError(`${logicalId} has no issuer with an audience.`);
  const [source, ...more] = (properties['IdentitySource'] ?? []) as readonly string[];
  if (source?.toLowerCase() !== '$request.header.authorization' || more.length > 0) {
    throw new StartError(`${logicalId}: only a token in the header Authorization is emulated.`);
  }
  const { Audience: audiences, Issuer: issuer } = configuration.data;
  const keys = issuer === own.url ? ownKeys(own) : keysOf(issuer);
  return async ({ headers }) => {
    const token = headers['authorization']?.replace(/^bearer +/i, '');
    if (token === undefined || token === '') return { kind: 'anonymous' };
    try {
      const { payload } = await jwtVerify(token, keys, { issuer, algorithms: ['RS256', 'RS384', 'RS512'], requiredClaims: ['exp'] });
      if (!isFor(payload, audiences)) return { kind: 'invalid', reason: 'invalid audience' };
      return { kind: 'allowed', context: { claims: flattened(payload), scopes: null } };
    } catch (error) {
      return { kind: 'invalid', reason: (error as { code?: string }).code ?? 'unable to verify' };
    }
  };
} // prettier-ignore

/** API Gateway looks at `client_id` only where there is no `aud`. */
function isFor({ aud, client_id }: JWTPayload, audiences: readonly string[]): boolean {
  const named = aud === undefined ? [client_id] : [aud].flat();
  return named.some((one) => typeof one === 'string' && audiences.includes(one));
}

/** As the gateway writes them in Go: a list as `[a b]`, a number and a truth as text. */
function flattened(payload: JWTPayload): Record<string, string> {
  return Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, asGoWrites(value)]));
}

function asGoWrites(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(asGoWrites).join(' ')}]`;
  if (value !== null && typeof value === 'object') {
    return `map[${Object.entries(value).map(([name, one]) => `${name}:${asGoWrites(one)}`).join(' ')}]`; // prettier-ignore
  }
  if (value === null) return '<nil>';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function ownKeys(own: Issuer): JWTVerifyGetKey {
  return async (header, token) => createLocalJWKSet(await own.keys())(header, token);
}

function keysOf(issuer: string): JWTVerifyGetKey {
  let found: Promise<JWTVerifyGetKey> | undefined;
  return async (header, token) => {
    found ??= discovered(issuer).catch((error: unknown) => {
      found = undefined;
      throw error;
    });
    return (await found)(header, token);
  };
}

async function discovered(issuer: string): Promise<JWTVerifyGetKey> {
  const response = await fetch(`${issuer}/.well-known/openid-configuration`, { redirect: 'error', signal: AbortSignal.timeout(5_000) }); // prettier-ignore
  const { jwks_uri } = z.object({ jwks_uri: z.url() }).parse(await response.json());
  return createRemoteJWKSet(new URL(jwks_uri));
}
