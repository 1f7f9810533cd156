import { askAws, domainOf, endpointOf, type Reading, setting } from '../aws-request.ts';
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

async function request<Answer>(method: string, bucket: string, key: string, headers: Record<string, string>, body: Uint8Array | undefined, read: Reading<Answer>): Promise<Answer> {
  return askAws({ service: 's3', method, url: addressOf(bucket, key), headers, ...(body && { body }) }, async (response) => {
    const answer = await read(response);
    if (answer !== undefined || response.status >= 500 || response.status === 429) return answer;
    throw new Unavailable(`s3 answered ${method} with ${response.status}`);
  });
} // prettier-ignore

function addressOf(bucket: string, key: string): string {
  const path = key.split('/').map(encodeURIComponent).join('/');
  const endpoint = endpointOf('s3');
  if (endpoint !== undefined) return `${endpoint}/${bucket}/${path}`;
  const region = setting('AWS_REGION');
  return `https://${bucket}.s3.${region}.${domainOf(region)}/${path}`;
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
