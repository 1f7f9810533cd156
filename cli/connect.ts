import { ApiClient, type Credentials } from './api-client.ts';
import { awsCredentials } from './aws-credentials.ts';
import { Failure } from './failure.ts';
import type { Io } from './io.ts';
import { readAddress, readCredentials, usualState } from './state-folder.ts';

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
  const isLocal = ['127.0.0.1', '[::1]', 'localhost'].includes(new URL(url).hostname);
  return { url, state, isLocal };
}

export function connect(options: ConnectOptions, env: Io['env']): ApiClient {
  const { url, state, isLocal } = targetOf(options, env);
  return new ApiClient({ url, region: regionOf(url, env), credentials: isLocal ? localCredentials(state) : awsCredentials(env) });
} // prettier-ignore

/** Scheme, host and path without a slash at the end. */
export function baseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isHttp = url?.protocol === 'https:' || url?.protocol === 'http:';
  if (url === undefined || !isHttp || url.username !== '' || url.search !== '') {
    throw new Failure(`"${text.slice(0, 200)}" is no address of an installation.`, 'Give it as https://… (the output ApiUrl of the stack), or http://127.0.0.1:PORT.'); // prettier-ignore
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

function localCredentials(state: string): Credentials {
  const found = readCredentials(state);
  if (found === undefined) {
    throw new Failure(`The state folder ${state} holds no credentials of a local installation.`, 'Say which folder it was started with: --state DIR.'); // prettier-ignore
  }
  return { ...found, from: `in ${state}` };
}

/** The region in the host of an HTTP API; elsewhere that of the environment. */
function regionOf(url: string, env: Io['env']): string {
  const inHost = /\.execute-api\.([a-z0-9-]+)\.amazonaws\.com/.exec(new URL(url).host)?.[1];
  return inHost ?? env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? 'eu-west-1';
}
