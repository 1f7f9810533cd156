import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { LocalCredentials } from '../credentials.ts';
import type { Answer, LoopbackRequest } from '../http/loopback.ts';
import { pathOf } from './entering.ts';
import { Grants } from './grants.ts';
import { type Issuer, owner } from './issuer.ts';
import { codePage, page } from './pages.ts';

export interface DoorParts {
  readonly issuer: Issuer;
  /** Of whoever can read the state folder: the CLI shows them instead of a browser's session. */
  readonly credentials: LocalCredentials;
  /** Besides loopback addresses, where the template lets people come back to. */
  readonly callbacks: readonly string[];
}

export const signInPrefix = '/_local/oidc';

export function isSignIn({ message: { url = '' } }: LoopbackRequest): boolean {
  return url.startsWith(`${signInPrefix}/`);
}

const cookieName = 'plumbline-sign-in';

/**
 * The sign-in of one machine, in the place of Cognito's pages: whoever has the code of the start, or reads the state
 * folder, is its owner. The same flow as in AWS: authorization code, PKCE, `id_token`.
 */
export class SignInDoor {
  /** In the link that the start prints; a new one each time. */
  readonly code = randomBytes(24).toString('base64url');
  readonly #parts: DoorParts;
  readonly #grants = new Grants();
  readonly #session = randomBytes(32).toString('base64url');

  constructor(parts: DoorParts) {
    this.#parts = parts;
  }

  async answer({ message, body }: LoopbackRequest): Promise<Answer> {
    const { method = 'GET', url = '/', headers } = message;
    const { pathname, searchParams } = new URL(`http://localhost${url}`);
    switch (`${method} ${pathname.slice(signInPrefix.length)}`) {
      case 'GET /.well-known/openid-configuration':
        return json(200, this.#discovery());
      case 'GET /.well-known/jwks.json':
        return json(200, await this.#parts.issuer.keys());
      case 'GET /enter':
        return this.#isCode(searchParams.get('code')) ? this.#entered(pathOf(searchParams.get('to'))) : codePage('', searchParams.has('code'));
      case 'POST /enter':
        return this.#isCode(new URLSearchParams(body.toString()).get('code')) ? this.#entered('/') : codePage('', true);
      case 'GET /oauth2/authorize':
        return this.#isSignedIn(headers.cookie) ? this.#granted(searchParams) : codePage(searchParams.toString(), false);
      case 'POST /oauth2/authorize':
        if (!this.#isCode(new URLSearchParams(body.toString()).get('code'))) return codePage(searchParams.toString(), true);
        return this.#entered(`${signInPrefix}/oauth2/authorize?${searchParams.toString()}`);
      case 'POST /oauth2/token':
        return this.#token(new URLSearchParams(body.toString()), headers.authorization);
      case 'GET /logout':
        return page(200, 'Signed out', '<p>You can close this page.</p>', { 'set-cookie': `${cookieName}=; Path=${signInPrefix}; Max-Age=0` });
      default:
        return json(404, { error: 'not_found' });
    }
  } // prettier-ignore

  #discovery() {
    const { url } = this.#parts.issuer;
    return {
      issuer: url,
      authorization_endpoint: `${url}/oauth2/authorize`,
      token_endpoint: `${url}/oauth2/token`,
      end_session_endpoint: `${url}/logout`,
      jwks_uri: `${url}/.well-known/jwks.json`,
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
      id_token_signing_alg_values_supported: ['RS256'],
      subject_types_supported: ['public'],
      scopes_supported: ['openid', 'email', 'profile'],
    };
  }

  #isCode(given: string | null): boolean {
    return given !== null && same(given, this.code);
  }

  #isSignedIn(cookies = ''): boolean {
    const value = cookies.split('; ').find((one) => one.startsWith(`${cookieName}=`))?.slice(cookieName.length + 1); // prettier-ignore
    return value !== undefined && same(value, this.#session);
  }

  /** Strict: no other site can send the browser here as someone who is signed in. */
  #entered(location: string): Answer {
    const cookie = `${cookieName}=${this.#session}; Path=${signInPrefix}; HttpOnly; SameSite=Strict`;
    return { status: 303, headers: { location, 'set-cookie': cookie, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' } }; // prettier-ignore
  }

  #granted(query: URLSearchParams): Answer {
    const redirectUri = query.get('redirect_uri') ?? '';
    const challenge = query.get('code_challenge') ?? '';
    const state = query.get('state');
    if (query.get('client_id') !== this.#parts.issuer.clientId || !this.#isCallback(redirectUri)) {
      return page(400, 'Not one of ours', '<p>The application that sent you here, or where it wants you back, is not known to this installation.</p>'); // prettier-ignore
    }
    const back = new URL(redirectUri);
    if (state !== null) back.searchParams.set('state', state);
    if (query.get('response_type') !== 'code' || query.get('code_challenge_method') !== 'S256' || challenge.length !== 43) {
      back.searchParams.set('error', 'invalid_request');
    } else {
      const nonce = query.get('nonce') ?? undefined;
      back.searchParams.set('code', this.#grants.issue({ redirectUri, challenge, nonce }, Date.now()));
    }
    return { status: 302, headers: { location: back.href, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' } }; // prettier-ignore
  } // prettier-ignore

  /** Loopback at any port, as RFC 8252 has it, and what the template names. Always the root. */
  #isCallback(text: string): boolean {
    if (this.#parts.callbacks.includes(text)) return true;
    const url = URL.canParse(text) ? new URL(text) : undefined;
    return url !== undefined && ['http://127.0.0.1', 'http://localhost', 'http://[::1]'].some((origin) => text === `${origin}:${url.port}/`); // prettier-ignore
  }

  async #token(form: URLSearchParams, authorization: string | undefined): Promise<Answer> {
    const { issuer } = this.#parts;
    if (form.get('grant_type') === 'client_credentials') {
      if (!this.#isOwner(authorization)) return json(401, { error: 'invalid_client' });
      return this.#tokens(await issuer.token(owner));
    }
    if (form.get('grant_type') !== 'authorization_code') return json(400, { error: 'unsupported_grant_type' });
    const [code, verifier, redirectUri] = [form.get('code'), form.get('code_verifier'), form.get('redirect_uri')].map((one) => one ?? ''); // prettier-ignore
    const asked = this.#grants.redeem(code ?? '', verifier ?? '', redirectUri ?? '', Date.now());
    if (asked === undefined || form.get('client_id') !== issuer.clientId) return json(400, { error: 'invalid_grant' });
    return this.#tokens(await issuer.token(owner, asked.nonce));
  }

  #tokens(token: string): Answer {
    return json(200, { token_type: 'Bearer', expires_in: 3600, id_token: token, access_token: token });
  }

  #isOwner(authorization = ''): boolean {
    const { accessKeyId, secretAccessKey } = this.#parts.credentials;
    const expected = Buffer.from(`${accessKeyId}:${secretAccessKey}`).toString('base64');
    return same(authorization, `Basic ${expected}`);
  }
}

/** Takes as long whether or not they are the same. */
function same(one: string, other: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(one), hash(other));
}

function json(status: number, value: unknown): Answer {
  return { status, headers: { 'content-type': 'application/json', 'cache-control': 'no-store' }, body: JSON.stringify(value) }; // prettier-ignore
}
