import { AwsV4Signer } from 'aws4fetch';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Unavailable } from '../unavailable.ts';

// One object by a signed request, without the SDK: authorize carries this in its bundle and has to start quickly.

export type GotObject =
  | { readonly kind: 'found'; readonly body: Uint8Array; readonly etag: string }
  /** It is still the one with the `unlessEtag` that was given. */
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'absent' }
  /** Also what S3 answers for an absent object to who may not list the bucket. */
  | { readonly kind: 'denied' };

export type PutObject =
  | { readonly kind: 'stored'; readonly etag: string }
  /** Someone else wrote: what was to be replaced is another by now, or is there already. */
  | { readonly kind: 'conflict' }
  | { readonly kind: 'denied' };

export interface PutOptions {
  /** 'absent': only if nothing is there; an etag: only over that very object. @default whatever is there */
  readonly over?: 'absent' | { readonly etag: string };
  readonly contentType?: string;
}

const attemptTimeoutMs = 5_000;
const attempts = 3;
const largestBytes = 64 * 1024 * 1024;

/** Throws Unavailable where S3 did not answer in time, three times over. */
export async function getObject(bucket: string, key: string, unlessEtag?: string): Promise<GotObject> {
  const headers: Record<string, string> = unlessEtag === undefined ? {} : { 'if-none-match': unlessEtag };
  return request('GET', bucket, key, headers, undefined, async (response): Promise<GotObject | undefined> => {
    switch (response.status) {
      case 200:
        return { kind: 'found', body: await wholeBody(response), etag: response.headers.get('etag') ?? '' };
      case 304:
        return { kind: 'unchanged' };
      case 404:
        return { kind: 'absent' };
      case 401:
      case 403:
        return { kind: 'denied' };
      default:
        return undefined;
    }
  });
}

/** Throws Unavailable where S3 did not answer in time, three times over; then it may or may not be stored. */
export async function putObject(bucket: string, key: string, body: Uint8Array, options: PutOptions = {}): Promise<PutObject> {
  const { over, contentType } = options;
  const headers = {
    ...(over === 'absent' ? { 'if-none-match': '*' } : over === undefined ? {} : { 'if-match': over.etag }),
    ...(contentType === undefined ? {} : { 'content-type': contentType }),
  };
  return request('PUT', bucket, key, headers, body, async (response): Promise<PutObject | undefined> => {
    switch (response.status) {
      case 200:
        return { kind: 'stored', etag: response.headers.get('etag') ?? '' };
      case 404:
        // S3 says so where an object that was to be replaced is gone, and where there is no such bucket.
        return over === undefined || over === 'absent' ? undefined : { kind: 'conflict' };
      case 409:
      case 412:
        return { kind: 'conflict' };
      case 401:
      case 403:
        return { kind: 'denied' };
      default:
        return undefined;
    }
  });
} // prettier-ignore

type Reading<Answer> = (response: Response) => Promise<Answer | undefined>;

async function request<Answer>(method: string, bucket: string, key: string, headers: Record<string, string>, body: Uint8Array | undefined, read: Reading<Answer>): Promise<Answer> {
  let problem = '';
  let cause: unknown;
  for (let attempt = 1; attempt <= attempts; attempt++) {
    if (attempt > 1) await sleep(50 * 4 ** (attempt - 2));
    try {
      const response = await send(method, bucket, key, headers, body);
      const answer = await read(response);
      if (answer !== undefined) return answer;
      problem = `s3 answered ${method} with ${response.status}`;
      await response.body?.cancel();
      if (response.status < 500 && response.status !== 429) break;
    } catch (error) {
      if (error instanceof MissingSetting) throw error;
      problem = `s3 did not answer ${method} within ${attemptTimeoutMs} ms`;
      cause = error;
    }
  }
  throw new Unavailable(problem, { cause });
} // prettier-ignore

class MissingSetting extends Error {
  override readonly name = 'MissingSetting';
}

async function send(
  method: string,
  bucket: string,
  key: string,
  headers: Record<string, string>,
  body: Uint8Array | undefined,
): Promise<Response> {
  // Read at each call: Lambda renews a function's credentials.
  const { AWS_SESSION_TOKEN } = process.env;
  const region = setting('AWS_REGION');
  const signed = await new AwsV4Signer({
    method,
    url: addressOf(bucket, key, region),
    service: 's3',
    region,
    accessKeyId: setting('AWS_ACCESS_KEY_ID'),
    secretAccessKey: setting('AWS_SECRET_ACCESS_KEY'),
    ...(AWS_SESSION_TOKEN === undefined ? {} : { sessionToken: AWS_SESSION_TOKEN }),
    headers: {
      ...headers,
      'x-amz-content-sha256': createHash('sha256')
        .update(body ?? '')
        .digest('hex'),
    },
  }).sign();
  return fetch(signed.url, {
    method,
    headers: signed.headers,
    redirect: 'manual',
    signal: AbortSignal.timeout(attemptTimeoutMs),
    ...(body === undefined ? {} : { body }),
  });
}

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new MissingSetting(`${name} is not set, and S3 cannot be asked without it`); // prettier-ignore
  return value;
}

function addressOf(bucket: string, key: string, region: string): string {
  const path = key.split('/').map(encodeURIComponent).join('/');
  const endpoint = process.env['AWS_ENDPOINT_URL_S3'];
  if (endpoint !== undefined && endpoint !== '') return `${endpoint.replace(/\/$/, '')}/${bucket}/${path}`;
  return `https://${bucket}.s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}/${path}`;
}

async function wholeBody(response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > largestBytes) throw new Error(`the object is larger than ${largestBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
