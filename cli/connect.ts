import { ApiClient } from './api-client.ts';
import type { OwnerCredentials } from './bearer.ts';
import { Failure } from './failure.ts';
import type { Io } from './io.ts';
import { readAddress, readCredentials, usualState } from './state-folder.ts';
import { storedBearer } from './stored-bearer.ts';

export interface ConnectOptions {
  readonly url?: string | undefined;
  readonly state?: string | undefined;
}

export interface Target {
  readonly url: string;
  readonly state: string;
  readonly isLocal: boolean;
}

/** Where the installation is: as it is told, else as the environment says, else what runs on the state folder. */
export function targetOf(options: ConnectOptions, env: Io['env']): Target {
  const state = options.state ?? env['PLUMBLINE_STATE'] ?? usualState;
  const given = options.url ?? env['PLUMBLINE_URL'] ?? readAddress(state)?.url;
  if (given === undefined || given === '') {
    throw new Failure(`Nothing runs on the state folder ${state}, and no address was given.`, 'Start one here with `plumbline local`, or say where it is with --url or PLUMBLINE_URL.'); // prettier-ignore
  }
  const url = baseUrl(given);
  const isLocal = isThisMachine(new URL(url).hostname);
  return { url, state, isLocal };
}

/** A local installation lets in who can read its state folder; any other whom its issuer knows. */
export function connect(options: ConnectOptions, env: Io['env']): ApiClient {
  const { url, state, isLocal } = targetOf(options, env);
  if (isLocal) return new ApiClient({ url, region: 'eu-west-1', credentials: localCredentials(state) });
  return new ApiClient({ url, bearer: storedBearer(url, env) });
}

/** Scheme, host and path without a slash at the end. */
export function baseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isHttp = url?.protocol === 'https:' || url?.protocol === 'http:';
  if (url === undefined || !isHttp || url.username !== '' || url.search !== '') {
    throw new Failure(`"${text.slice(0, 200)}" is no address of an installation.`, 'Give it as https://… (the output ApiUrl of the stack), or http://127.0.0.1:PORT.'); // prettier-ignore
  }
  // A token is sent there: in the clear only within this machine.
  if (url.protocol === 'http:' && !isThisMachine(url.hostname)) {
    throw new Failure(`"${text.slice(0, 200)}" is not reached by https, and a token would be sent there in the clear.`, 'Give it as https://…'); // prettier-ignore
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

function localCredentials(state: string): OwnerCredentials {
  const found = readCredentials(state);
  if (found === undefined) {
    throw new Failure(`The state folder ${state} holds no credentials of a local installation.`, 'Say which folder it was started with: --state DIR.'); // prettier-ignore
  }
  return { ...found, from: `in ${state}` };
}

function isThisMachine(host: string): boolean {
  return ['127.0.0.1', '[::1]', 'localhost'].includes(host);
}
