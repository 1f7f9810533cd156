import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { crc32 } from 'node:zlib';

/** A refusal in S3's XML. */
export class ObjectRequestError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

const badDigest = (what: string) =>
  new ObjectRequestError(400, 'BadDigest', `The ${what} you specified did not match what was received.`);

/**
 * The bytes that were meant. The SDKs send a streamed body in frames (`aws-chunked`) with a checksum behind it; taken as
 * it comes, the framing would be stored with the object.
 */
export function uploadedBytes(headers: IncomingHttpHeaders, body: Buffer): Buffer {
  const framed = String(headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-');
  const { bytes, trailers } = framed ? unframed(body) : { bytes: body, trailers: {} };
  const expected = headers['x-amz-decoded-content-length'];
  if (framed && Number(expected) !== bytes.length) {
    throw new ObjectRequestError(
      400,
      'IncompleteBody',
      `${bytes.length} bytes came, ${String(expected)} were announced.`,
    );
  }
  checkDigests({ ...headers, ...trailers }, bytes);
  return bytes;
}

function unframed(body: Buffer): Readonly<{ bytes: Buffer; trailers: Record<string, string> }> {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = body.indexOf('\r\n', at);
    const size = Number.parseInt(body.subarray(at, end).toString('latin1').split(';')[0] ?? '', 16);
    if (end < 0 || !Number.isInteger(size) || end + 2 + size > body.length) {
      throw new ObjectRequestError(400, 'IncompleteBody', 'The chunks of the body do not add up.');
    }
    at = end + 2;
    if (size === 0) break;
    chunks.push(body.subarray(at, at + size));
    at += size + 2;
  }
  const lines = body.subarray(at).toString('latin1').split('\r\n');
  const trailers = lines.flatMap((line) => {
    const [name, value] = line.split(/:(.*)/s);
    return name === undefined || value === undefined ? [] : [[name.toLowerCase(), value.trim()] as const];
  });
  return { bytes: Buffer.concat(chunks), trailers: Object.fromEntries(trailers) };
}

const digests: Readonly<Record<string, (bytes: Buffer) => string>> = {
  'content-md5': (bytes) => createHash('md5').update(bytes).digest('base64'),
  'x-amz-checksum-sha1': (bytes) => createHash('sha1').update(bytes).digest('base64'),
  'x-amz-checksum-sha256': (bytes) => createHash('sha256').update(bytes).digest('base64'),
  'x-amz-checksum-crc32': (bytes) => {
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(bytes));
    return sum.toString('base64');
  },
};

function checkDigests(headers: Readonly<Record<string, unknown>>, bytes: Buffer): void {
  for (const [name, digest] of Object.entries(digests)) {
    const given = headers[name];
    if (typeof given === 'string' && given !== digest(bytes)) throw badDigest(name);
  }
}

const keptHeaders = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
];

/** The headers that come back with the object. */
export function headersToKeep(headers: IncomingHttpHeaders): Record<string, string> {
  const kept = Object.entries(headers)
    .filter(([name]) => keptHeaders.includes(name) || name.startsWith('x-amz-meta-'))
    .map(([name, value]) => [name, String(value)] as const);
  const all: Record<string, string> = Object.fromEntries(kept);
  const encoding = all['content-encoding']
    ?.split(',')
    .map((one) => one.trim())
    .filter((one) => one !== 'aws-chunked')
    .join(',');
  const { 'content-encoding': _, ...rest } = all;
  return encoding === undefined || encoding === '' ? rest : { ...rest, 'content-encoding': encoding };
}
