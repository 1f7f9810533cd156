import { randomUUID } from 'node:crypto';
import type { Service, ServiceRequest } from '../aws/endpoint.ts';
import { escaped } from '../aws/xml.ts';
import type { Answer } from '../http/loopback.ts';
import { type Access, AccessDenied } from '../iam/access.ts';
import { listing } from './listing.ts';
import type { ObjectHead, Objects } from './objects.ts';
import { headersToKeep, ObjectRequestError, uploadedBytes } from './upload.ts';

type Place = Readonly<{ bucket: string; objects: Objects; key: string; query: URLSearchParams }>;

export type ObjectServiceOptions = Readonly<{
  buckets: ReadonlyMap<string, Objects>;
  access: Access;
  now: () => number;
}>;

/** Query parameters that turn a request into another operation, none of which is emulated. */
const otherOperations = [
  'acl',
  'cors',
  'delete',
  'lifecycle',
  'location',
  'policy',
  'restore',
  'select',
  'tagging',
  'torrent',
  'uploadId',
  'uploads',
  'versionId',
  'versioning',
  'versions',
];

/** S3 with bucket names in the path: get, head, put, delete, list. */
export function objectService(options: ObjectServiceOptions): Service {
  return async (request) => {
    try {
      return answerTo(request, placeOf(request, options), options);
    } catch (error) {
      if (error instanceof ObjectRequestError) return refused(request, error.status, error.code, error.message);
      if (error instanceof AccessDenied) return refused(request, 403, 'AccessDenied', error.message);
      throw error;
    }
  };
}

function placeOf({ url }: ServiceRequest, { buckets }: ObjectServiceOptions): Place {
  const { pathname, searchParams: query } = new URL(url, 'http://localhost');
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(pathname) ?? [];
  const objects = buckets.get(bucket);
  if (objects === undefined) throw new ObjectRequestError(404, 'NoSuchBucket', 'The specified bucket does not exist');
  const other = otherOperations.find((name) => query.has(name));
  if (other !== undefined)
    throw new ObjectRequestError(501, 'NotImplemented', `The operation ${other} is not emulated.`);
  return { bucket, objects, key: decodeURIComponent(key), query };
}

function answerTo(request: ServiceRequest, place: Place, options: ObjectServiceOptions): Answer {
  const { caller, method } = request;
  const { bucket, objects, key, query } = place;
  const { access } = options;
  const [ofBucket, ofObject] = [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/${key}`];
  if (key === '') {
    access.require(caller, 's3:ListBucket', ofBucket);
    if (method === 'HEAD') return { status: 200 };
    if (method !== 'GET' || query.get('list-type') !== '2')
      throw new ObjectRequestError(501, 'NotImplemented', 'Of a bucket only ListObjectsV2 is emulated.');
    return { status: 200, headers: { 'content-type': 'application/xml' }, body: listing(bucket, objects, query) };
  }
  switch (method) {
    case 'GET':
    case 'HEAD':
      access.require(caller, 's3:GetObject', ofObject);
      // Who may not list is not told whether a key exists.
      if (objects.head(key) === undefined) access.require(caller, 's3:ListBucket', ofBucket);
      return got(request, place);
    case 'PUT':
      access.require(caller, 's3:PutObject', ofObject);
      return put(request, place, options.now());
    case 'DELETE':
      access.require(caller, 's3:DeleteObject', ofObject);
      objects.delete(key);
      return { status: 204 };
    default:
      throw new ObjectRequestError(
        405,
        'MethodNotAllowed',
        'The specified method is not allowed against this resource.',
      );
  }
}

const etagOf = ({ md5 }: ObjectHead) => `"${md5}"`;
const lists = (header: string | undefined, etag: string) =>
  header?.split(',').some((one) => one.trim() === '*' || one.trim() === etag || one.trim() === etag.slice(1, -1)) ??
  false;

function got({ headers }: ServiceRequest, { objects, key }: Place): Answer {
  const head = objects.head(key);
  if (head === undefined) throw new ObjectRequestError(404, 'NoSuchKey', 'The specified key does not exist.');
  const etag = etagOf(head);
  const told = {
    ...head.headers,
    etag,
    'last-modified': new Date(head.modifiedAt).toUTCString(),
    'accept-ranges': 'bytes',
  };
  if (headers['if-match'] !== undefined && !lists(headers['if-match'], etag)) throw preconditionFailed();
  if (lists(headers['if-none-match'], etag)) return { status: 304, headers: told };
  const body = objects.read(key) ?? Buffer.alloc(0);
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '') ?? [];
  if (from === undefined) return { status: 200, headers: told, body };
  const last = Math.min(to === undefined || to === '' ? body.length - 1 : Number(to), body.length - 1);
  if (Number(from) > last) throw new ObjectRequestError(416, 'InvalidRange', 'The requested range is not satisfiable');
  const range = { ...told, 'content-range': `bytes ${from}-${last}/${body.length}` };
  return { status: 206, headers: range, body: body.subarray(Number(from), last + 1) };
}

function put({ headers, body }: ServiceRequest, { objects, key }: Place, nowMs: number): Answer {
  if (headers['x-amz-copy-source'] !== undefined)
    throw new ObjectRequestError(501, 'NotImplemented', 'CopyObject is not emulated.');
  const before = objects.head(key);
  if (headers['if-none-match'] !== undefined && before !== undefined) throw preconditionFailed();
  if (headers['if-match'] !== undefined) {
    if (before === undefined) throw new ObjectRequestError(404, 'NoSuchKey', 'The specified key does not exist.');
    if (!lists(headers['if-match'], etagOf(before))) throw preconditionFailed();
  }
  const head = objects.write(key, uploadedBytes(headers, body), headersToKeep(headers), nowMs);
  return { status: 200, headers: { etag: etagOf(head) } };
}

function preconditionFailed(): ObjectRequestError {
  return new ObjectRequestError(
    412,
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold',
  );
}

function refused({ method }: ServiceRequest, status: number, code: string, message: string): Answer {
  const text = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${escaped(message)}</Message><RequestId>${randomUUID()}</RequestId></Error>`;
  return { status, headers: { 'content-type': 'application/xml' }, body: method === 'HEAD' ? '' : text };
}
