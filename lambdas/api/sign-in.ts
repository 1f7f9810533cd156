import * as z from 'zod';
import { askOutside } from '../../adapters/outside/request.ts';
import type { Clock } from '../../core/ports/runtime.ts';
import { safeUrl } from '../../core/safe-url.ts';
import type { SignIn } from '../../core/sign-in.ts';

export interface Issuer {
  readonly issuer: string;
  readonly clientId: string;
  /** Base of Cognito's sign-in pages; empty: the issuer is asked. */
  readonly signInUrl: string;
}

const scope = 'openid email profile';
const keptMs = 3_600_000;
const timeoutMs = 3_000;
const largestBytes = 64 * 1024;

const Discovery = z.object({
  issuer: z.string(),
  authorization_endpoint: z.string(),
  token_endpoint: z.string(),
  end_session_endpoint: z.string().optional(),
});

/** Where people sign in. An issuer that is not ours is asked for its endpoints once an hour; throws where it does not say. */
export function signInOf(given: Issuer, now: Clock): () => Promise<SignIn> {
  const { issuer, clientId, signInUrl } = given;
  if (signInUrl !== '') {
    const endpoints = { authorizationEndpoint: `${signInUrl}/oauth2/authorize`, tokenEndpoint: `${signInUrl}/oauth2/token`, endSessionEndpoint: `${signInUrl}/logout` }; // prettier-ignore
    return async () => ({ issuer, clientId, scope, ...endpoints });
  }
  let kept: { readonly found: SignIn; readonly until: number } | undefined;
  return async () => {
    if (kept === undefined || kept.until <= now()) kept = { found: await discovered(issuer, clientId), until: now() + keptMs };
    return kept.found;
  };
} // prettier-ignore

async function discovered(issuer: string, clientId: string): Promise<SignIn> {
  const place = new URL(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  const { status, body } = await askOutside(place, { method: 'GET', headers: { accept: 'application/json' }, timeoutMs, maxBytes: largestBytes, loopback: false }); // prettier-ignore
  const said = Discovery.safeParse(status === 200 ? JSON.parse(body.toString('utf8')) : undefined);
  if (!said.success) throw new Error(`the issuer answered ${status} when asked for its endpoints, or nothing that says them`); // prettier-ignore
  const { issuer: itself, authorization_endpoint, token_endpoint, end_session_endpoint } = said.data;
  if (itself !== issuer) throw new Error('the issuer calls itself otherwise than the setting oidcIssuer');
  const endpoints = [authorization_endpoint, token_endpoint, ...(end_session_endpoint === undefined ? [] : [end_session_endpoint])]; // prettier-ignore
  if (endpoints.some((one) => 'fault' in safeUrl(one, { to: 'public', query: true }))) throw new Error('the issuer names an endpoint that is no address of a public host'); // prettier-ignore
  return {
    issuer,
    clientId,
    scope,
    authorizationEndpoint: authorization_endpoint,
    tokenEndpoint: token_endpoint,
    ...(end_session_endpoint === undefined ? {} : { endSessionEndpoint: end_session_endpoint }),
  };
}
