import { type AuthorizeIndex, tokenHash, tokenPattern } from '../../core/enrolment.ts';
import type { ClusterId } from '../../core/ids.ts';
import type { Log, Meter } from '../../core/ports.ts';

export interface AuthorizeDeps {
  /** The compiled index; throws where it could not be read, which the gateway answers with 500 and a sentinel retries. */
  index(): Promise<AuthorizeIndex>;
  readonly log: Log;
  readonly meter: Meter;
}

/** What the gateway hands to ingest. `node` is set only by credentials that are bound to one. */
export interface AuthorizeContext {
  readonly cluster: ClusterId;
  readonly kind: 'enrolment';
  readonly node?: string;
}

type Refusal = 'no-bearer' | 'not-a-token' | 'unknown-token';

/** @param header the Authorization header as it came. The token never reaches a log, a metric or an error. */
export async function authorize(
  header: string | undefined,
  deps: AuthorizeDeps,
): Promise<{ isAuthorized: true; context: AuthorizeContext } | { isAuthorized: false }> {
  const verdict = await credentialIn(header, deps);
  if (typeof verdict === 'string') {
    deps.log.warn('sentinel refused', { reason: verdict });
    deps.meter.count('authorize.refused', 1, verdict);
    return { isAuthorized: false };
  }
  deps.meter.count('authorize.accepted', 1);
  return { isAuthorized: true, context: verdict };
}

// Projected service-account tokens take their place beside enrolment tokens here, told apart by their shape.
async function credentialIn(header: string | undefined, deps: AuthorizeDeps): Promise<AuthorizeContext | Refusal> {
  const [scheme, token, ...more] = (header ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || token === undefined || more.length > 0) return 'no-bearer';
  if (!tokenPattern.test(token)) return 'not-a-token';
  const { tokens } = await deps.index();
  const hash = tokenHash(token);
  const cluster = Object.hasOwn(tokens, hash) ? tokens[hash] : undefined;
  return cluster === undefined ? 'unknown-token' : { cluster, kind: 'enrolment' };
}
