import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** A request as it came in: the URL's path and query exactly as sent. */
export type SignedRequest = Readonly<{
  method: string;
  /** Path and query. */
  url: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}>;

export type Credential = Readonly<{ accessKeyId: string; region: string; service: string }>;

export type Verified =
  | Readonly<{ kind: 'valid'; credential: Credential }>
  | Readonly<{
      kind: 'invalid';
      reason: 'unsigned' | 'malformed' | 'unknown-key' | 'expired' | 'body-differs' | 'mismatch';
    }>;

const maxSkewMs = 5 * 60_000;

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest();

/**
 * Signature Version 4 in the Authorization header, as the SDKs and aws4fetch make it.
 * `secretOf` gives the secret of an access key; the wall clock decides about age.
 */
export function verifySignature(
  request: SignedRequest,
  secretOf: (accessKeyId: string) => string | undefined,
  nowMs: number,
): Verified {
  const header = request.headers.authorization;
  if (header === undefined) return { kind: 'invalid', reason: 'unsigned' };
  const parts =
    /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/(\d{8})\/([\w-]+)\/([\w-]+)\/aws4_request, ?SignedHeaders=([\w;-]+), ?Signature=([0-9a-f]{64})$/.exec(
      header,
    );
  const date = request.headers['x-amz-date'];
  if (parts === null || typeof date !== 'string') return { kind: 'invalid', reason: 'malformed' };
  const [, accessKeyId = '', day = '', region = '', service = '', signedHeaders = '', signature = ''] = parts;
  const secret = secretOf(accessKeyId);
  if (secret === undefined) return { kind: 'invalid', reason: 'unknown-key' };
  if (!isFresh(date, day, nowMs)) return { kind: 'invalid', reason: 'expired' };
  const bodyHash = bodyHashOf(request, service);
  if (bodyHash === undefined) return { kind: 'invalid', reason: 'body-differs' };
  const canonical = canonicalRequest(request, signedHeaders.split(';'), bodyHash, service);
  const scope = `${day}/${region}/${service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n');
  const key = [region, service, 'aws4_request'].reduce<Buffer>(hmac, hmac(`AWS4${secret}`, day));
  if (!timingSafeEqual(hmac(key, toSign), Buffer.from(signature, 'hex')))
    return { kind: 'invalid', reason: 'mismatch' };
  return { kind: 'valid', credential: { accessKeyId, region, service } };
}

function isFresh(date: string, day: string, nowMs: number): boolean {
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date) ?? [];
  const at = Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`);
  return date.startsWith(day) && Math.abs(nowMs - at) <= maxSkewMs;
}

/** S3 may leave the body unsigned or sign a trailer; elsewhere the hash has to be that of the body. */
function bodyHashOf({ headers, body }: SignedRequest, service: string): string | undefined {
  const claimed = headers['x-amz-content-sha256'];
  const actual = sha256(body);
  if (typeof claimed !== 'string') return actual;
  if (service === 's3' && (claimed === 'UNSIGNED-PAYLOAD' || claimed.startsWith('STREAMING-'))) return claimed;
  return claimed === actual ? actual : undefined;
}

function canonicalRequest(
  request: SignedRequest,
  signedHeaders: readonly string[],
  bodyHash: string,
  service: string,
): string {
  const [path = '/', query = ''] = request.url.split(/\?(.*)/s);
  const headers = signedHeaders.map((name) => {
    const value = request.headers[name];
    return `${name}:${String(value ?? '')
      .trim()
      .replaceAll(/ +/g, ' ')}\n`;
  });
  return [
    request.method,
    // S3 signs the key encoded once; every other service encodes the path as it is sent once more.
    encoded(service === 's3' ? decoded(path) : path).replaceAll('%2F', '/'),
    canonicalQuery(query),
    headers.join(''),
    signedHeaders.join(';'),
    bodyHash,
  ].join('\n');
}

function canonicalQuery(query: string): string {
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', value = ''] = pair.split(/=(.*)/s);
      return [encoded(decoded(name)), encoded(decoded(value))] as const;
    })
    .toSorted(([a, x], [b, y]) => (a < b || (a === b && x < y) ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

const encoded = (text: string) =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
