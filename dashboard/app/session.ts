import type { PublicConfig, SignIn } from '../../core/sign-in.ts';
import { takeEarly } from './early.ts';

// Signing in: authorization code with PKCE, in the same tab. The token lives as long as the tab; the page that was asked for
// is opened after it (a deep link survives).

const tokenKey = 'plumbline.token';
const pendingKey = 'plumbline.pending';

let config: PublicConfig | undefined;

export async function loadConfig(): Promise<void> {
  const answer = await (takeEarly('/config.json') ?? fetch('/config.json', { cache: 'no-cache' }));
  if (answer.status === 404) return;
  if (!answer.ok) throw new Error(`/config.json answered ${answer.status}`);
  config = (await answer.json()) as PublicConfig;
}

/** What goes into `Authorization`; undefined: this installation asks for none. Leads away to sign in where there is no token that holds. */
export async function bearer(): Promise<string | undefined> {
  if (config === undefined) return undefined;
  const token = sessionStorage.getItem(tokenKey);
  if (token !== null && expiryOf(token) > Date.now() + 30_000) return token;
  return away();
}

/** The token was refused: another one is needed. */
export async function signInAgain(): Promise<never> {
  sessionStorage.removeItem(tokenKey);
  return away();
}

export function signOut(): void {
  sessionStorage.removeItem(tokenKey);
  const end = config?.signIn.endSessionEndpoint;
  if (end === undefined || config === undefined) return location.assign('/');
  location.assign(
    `${end}?${new URLSearchParams({ client_id: config.signIn.clientId, logout_uri: `${location.origin}/` })}`,
  );
}

let leaving: Promise<never> | undefined;

function away(): Promise<never> {
  leaving ??= leave();
  return leaving;
}

async function leave(): Promise<never> {
  const { clientId, scope, authorizationEndpoint } = signIn();
  const verifier = random(48);
  const state = random(24);
  sessionStorage.setItem(pendingKey, JSON.stringify({ verifier, state, path: location.pathname + location.search }));
  const challenge = base64url(
    new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))),
  );
  const asked = { response_type: 'code', client_id: clientId, redirect_uri: redirectUri(), scope, state, code_challenge: challenge, code_challenge_method: 'S256' }; // prettier-ignore
  location.assign(`${authorizationEndpoint}?${new URLSearchParams(asked)}`);
  return new Promise(() => undefined);
}

/** Back from the issuer: the path that was asked for before. Throws with a sentence for people. */
export async function comeBack(query: URLSearchParams): Promise<string> {
  const pending = JSON.parse(sessionStorage.getItem(pendingKey) ?? 'null') as { verifier: string; state: string; path: string } | null;
  sessionStorage.removeItem(pendingKey);
  const refused = query.get('error_description') ?? query.get('error');
  if (refused !== null) throw new Error(`The sign-in was refused: ${refused.slice(0, 200)}`);
  if (pending === null || query.get('state') !== pending.state) throw new Error('This sign-in was not begun in this tab.');
  const { clientId, tokenEndpoint } = signIn();
  const body = new URLSearchParams({ grant_type: 'authorization_code', client_id: clientId, redirect_uri: redirectUri(), code: query.get('code') ?? '', code_verifier: pending.verifier });
  const answer = await fetch(tokenEndpoint, { method: 'POST', body });
  if (!answer.ok) throw new Error(`The issuer took the code for nothing (${answer.status}).`);
  const { id_token: token } = (await answer.json()) as { id_token?: unknown };
  if (typeof token !== 'string') throw new Error('The issuer gave no id_token.');
  sessionStorage.setItem(tokenKey, token);
  return /^\/(?!\/)/.test(pending.path) ? pending.path : '/';
} // prettier-ignore

function signIn(): SignIn {
  if (config === undefined) throw new Error('This installation knows no sign-in.');
  return config.signIn;
}

/** The issuer sends people back to the root, whatever page they asked for. */
const redirectUri = () => `${location.origin}/`;

export function isComingBack({ pathname, searchParams }: URL): boolean {
  return pathname === '/' && searchParams.has('state') && (searchParams.has('code') || searchParams.has('error'));
}

/** Milliseconds since 1970; 0 where the token cannot be read. Whether it is valid, the API says. */
function expiryOf(token: string): number {
  try {
    const [, payload = ''] = token.split('.');
    return ((JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))) as { exp?: number }).exp ?? 0) * 1_000;
  } catch {
    return 0;
  }
} // prettier-ignore

function random(bytes: number): string {
  return base64url(crypto.getRandomValues(new Uint8Array(bytes)));
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}
