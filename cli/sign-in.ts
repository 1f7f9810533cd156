import { spawn } from 'node:child_process';
import { createServer, type Server, type ServerResponse } from 'node:http';
import * as oauth from 'oauth4webapi';
import { loopbackPorts, loopbackRedirect, PublicConfig, type SignIn } from '../core/sign-in.ts';
import { Failure } from './failure.ts';
import type { Io } from './io.ts';
import type { Kept } from './sign-in-store.ts';

export interface SignInOptions {
  readonly io: Io;
  readonly opensBrowser: boolean;
}

const waitMs = 5 * 60_000;

/** Sends a person to the issuer with a browser and waits on loopback for the code: authorization code with PKCE (RFC 8252). */
export async function signedIn(url: string, { io, opensBrowser }: SignInOptions): Promise<Kept> {
  const { signIn } = await configOf(url);
  const [verifier, state, nonce] = [oauth.generateRandomCodeVerifier(), oauth.generateRandomState(), oauth.generateRandomNonce()]; // prettier-ignore
  const { server, port } = await listening();
  try {
    const redirect = loopbackRedirect(port);
    const address = new URL(signIn.authorizationEndpoint);
    const asked = { client_id: signIn.clientId, response_type: 'code', redirect_uri: redirect, scope: signIn.scope, state, nonce, code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' }; // prettier-ignore
    for (const [name, value] of Object.entries(asked)) address.searchParams.set(name, value);
    io.note('Sign in with a browser:');
    io.note(`\n  ${address.href}\n`);
    if (opensBrowser && io.terminal) open(address.href);
    const back = await answerOn(server, state, io.interrupted);
    return await exchanged(back, { signIn, redirect, verifier, nonce, state });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function configOf(url: string): Promise<PublicConfig> {
  const response = await fetch(`${url}/config.json`, { redirect: 'error', signal: AbortSignal.timeout(30_000) }).catch(() => undefined); // prettier-ignore
  const config = PublicConfig.safeParse(response?.ok ? await response.json().catch(() => undefined) : undefined);
  if (config.success) return config.data;
  throw new Failure(`${url} does not say how to sign in (${response === undefined ? 'no answer' : `status ${response.status}`}).`, 'Is it the address of an installation: the output ApiUrl of the stack?'); // prettier-ignore
}

/** One of the ports that the issuer knows. */
async function listening(): Promise<{ server: Server; port: number }> {
  for (const port of loopbackPorts) {
    const server = createServer({ requestTimeout: 10_000 });
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
    });
    if (isFree) return { server, port };
  }
  throw new Failure(`The ports ${loopbackPorts.join(', ')} of this machine are all taken.`, 'The issuer sends the browser back to one of them: free one, and sign in again.'); // prettier-ignore
}

/** The address that the browser came back with. What carries another state than ours is not from our sign-in. */
function answerOn(server: Server, state: string, interrupted: AbortSignal): Promise<URL> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Failure('Nobody signed in within five minutes.')), waitMs);
    interrupted.addEventListener('abort', () => reject(new Failure('Stopped before anybody signed in.')));
    server.on('request', (request, response) => {
      const back = new URL(request.url ?? '/', 'http://localhost');
      if (back.pathname !== '/' || back.searchParams.get('state') !== state) return said(response, 404, 'There is nothing here.'); // prettier-ignore
      clearTimeout(timer);
      const failed = back.searchParams.has('error');
      said(response, 200, failed ? 'The sign-in failed: the terminal says why.' : 'You are signed in. You can close this page.'); // prettier-ignore
      resolve(back);
    });
  });
}

function said(response: ServerResponse, status: number, text: string): void {
  response
    .writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'referrer-policy': 'no-referrer' })
    .end(text);
}

interface Exchange {
  readonly signIn: SignIn;
  readonly redirect: string;
  readonly verifier: string;
  readonly nonce: string;
  readonly state: string;
}

async function exchanged(back: URL, { signIn, redirect, verifier, nonce, state }: Exchange): Promise<Kept> {
  const { issuer, clientId, tokenEndpoint } = signIn;
  const server: oauth.AuthorizationServer = { issuer, token_endpoint: tokenEndpoint };
  const client: oauth.Client = { client_id: clientId };
  // In the clear within this machine only: a local installation is its own issuer.
  const isHere = ['127.0.0.1', '[::1]', 'localhost'].includes(new URL(tokenEndpoint).hostname);
  try {
    const parameters = oauth.validateAuthResponse(server, client, back, state);
    const response = await oauth.authorizationCodeGrantRequest(server, client, oauth.None(), parameters, redirect, verifier, { [oauth.allowInsecureRequests]: isHere }); // prettier-ignore
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, { expectedNonce: nonce, requireIdToken: true }); // prettier-ignore
    const { id_token: idToken = '', refresh_token: refreshToken, expires_in = 3600 } = tokens;
    return { idToken, until: Date.now() + expires_in * 1_000, clientId, tokenEndpoint, ...(refreshToken === undefined ? {} : { refreshToken }) }; // prettier-ignore
  } catch (error) {
    throw new Failure(`The issuer ${issuer} did not let you in: ${(error as Error).message}.`, 'Sign in again. If it stays so, an admin of the issuer can see why.'); // prettier-ignore
  }
}

const openers: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
  linux: ['xdg-open'],
};

/** No harm where there is no browser: the link is printed in any case. */
function open(address: string): void {
  const [program, ...args] = openers[process.platform] ?? ['xdg-open'];
  spawn(program, [...args, address], { stdio: 'ignore', detached: true }).on('error', () => undefined).unref(); // prettier-ignore
}
