import type { AuthorizeIndex } from '../../core/authorize-index.ts';
import { tokenHash, tokenPattern } from '../../core/enrolment-token.ts';
import type { Clock, Log, Meter } from '../../core/ports/runtime.ts';
import type { Speaker } from '../speaker.ts';
import { looksProjected, podOf, type TokenFault } from './projected-token.ts';

export interface AuthorizeDeps {
  /** The compiled index; throws where it could not be read, which the gateway answers with 500 and a sentinel retries. */
  index(): Promise<AuthorizeIndex>;
  /** Tokens are made for one installation. */
  readonly installation: string;
  readonly now: Clock;
  readonly log: Log;
  readonly meter: Meter;
}

type Refusal = 'no-bearer' | 'unknown-token' | TokenFault;

/** @param header the Authorization header as it came. The token never reaches a log, a metric or an error. */
export async function authorize(
  header: string | undefined,
  deps: AuthorizeDeps,
): Promise<{ isAuthorized: true; context: Speaker } | { isAuthorized: false }> {
  const verdict = await credentialIn(header, deps);
  if (typeof verdict === 'string') {
    deps.log.warn('sentinel refused', { reason: verdict });
    deps.meter.count('authorize.refused', 1, verdict);
    return { isAuthorized: false };
  }
  deps.meter.count('authorize.accepted', 1);
  return { isAuthorized: true, context: verdict };
}

async function credentialIn(header: string | undefined, deps: AuthorizeDeps): Promise<Speaker | Refusal> {
  const [scheme, token, ...more] = (header ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || token === undefined || more.length > 0) return 'no-bearer';
  if (!tokenPattern.test(token)) return projected(token, deps);
  const { tokens } = await deps.index();
  const hash = tokenHash(token);
  const cluster = Object.hasOwn(tokens, hash) ? tokens[hash] : undefined;
  return cluster === undefined ? 'unknown-token' : { cluster, kind: 'enrolment' };
}

async function projected(token: string, { index, installation, now }: AuthorizeDeps): Promise<Speaker | Refusal> {
  if (!looksProjected(token)) return 'not-a-token';
  const found = podOf(token, await index(), installation, now());
  return typeof found === 'string' ? found : { kind: 'projected', ...found };
}
