import { gunzipSync, gzipSync } from 'node:zlib';
import { jsonDepth } from '../../core/json-depth.ts';
import { faultOf, problem, type Problem } from '../../core/problem.ts';
import { Batch } from '../../core/telemetry.ts';
import { telemetryLimits, telemetryMediaType } from '../../core/telemetry-limits.ts';

export interface ParsedBody {
  readonly batch: Batch;
  /** gzip of the JSON as it came: what goes on to the queue. */
  readonly compressed: Uint8Array;
}

/** The batch in a request body, or the problem that names what is wrong with it. Costs milliseconds, whatever the body. */
export function batchIn(body: Uint8Array, mediaType: string | undefined): ParsedBody | Problem {
  const type = (mediaType ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== telemetryMediaType && type !== 'application/json') {
    return problem(415, 'Unsupported media type', `Send gzipped batches as ${telemetryMediaType}, or plain ones as application/json.`, 'Content-Type'); // prettier-ignore
  }
  const { compressedBytes, inflatedBytes } = telemetryLimits;
  if (body.length === 0) return problem(400, 'Empty body', 'Send one telemetry batch.', 'body');
  if (type === telemetryMediaType) {
    if (body.length > compressedBytes) return tooLarge(`${body.length} bytes compressed`, `${compressedBytes}`);
    const json = inflated(body);
    return json instanceof Uint8Array ? parsed(json, body) : json;
  }
  if (body.length > inflatedBytes) return tooLarge(`${body.length} bytes`, `${inflatedBytes}`);
  const result = parsed(body, body);
  if (!('batch' in result)) return result;
  const compressed = gzipSync(body, { level: 1 });
  if (compressed.length > compressedBytes)
    return tooLarge(`${compressed.length} bytes compressed`, `${compressedBytes}`);
  return { ...result, compressed };
}

function tooLarge(got: string, limit: string): Problem {
  return problem(413, 'Batch too large', `The body has ${got}; at most ${limit} are taken. Split the batch.`, 'body');
}

function inflated(body: Uint8Array): Uint8Array | Problem {
  try {
    return gunzipSync(body, { maxOutputLength: telemetryLimits.inflatedBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      return problem(413, 'Batch too large', `The body inflates beyond ${telemetryLimits.inflatedBytes} bytes. Split the batch.`, 'body'); // prettier-ignore
    }
    return problem(400, 'Not gzip', 'The body is no whole gzip stream.', 'body');
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function parsed(json: Uint8Array, compressed: Uint8Array): ParsedBody | Problem {
  const { depth, observations } = telemetryLimits;
  if (jsonDepth(json, depth) > depth)
    return problem(400, 'Nested too deeply', `At most ${depth} levels are taken.`, 'body');
  // An escaped spelling gets past this, and then past nothing: only the schema's own keys are ever copied.
  if (Buffer.from(json.buffer, json.byteOffset, json.length).includes('"__proto__"')) {
    return problem(400, 'Forbidden key', 'The key __proto__ is not taken anywhere.', '__proto__');
  }
  let value: unknown;
  try {
    value = JSON.parse(decoder.decode(json));
  } catch {
    return problem(400, 'Not JSON', 'The body is no JSON in UTF-8 (NaN and Infinity are none).', 'body');
  }
  const count = (value as { observations?: unknown[] } | null)?.observations?.length ?? 0;
  if (count > observations) {
    return problem(413, 'Too many observations', `${count} observations; at most ${observations} are taken. Split the batch.`, 'observations'); // prettier-ignore
  }
  const version = (value as { v?: unknown } | null)?.v;
  if (typeof version === 'number' && version !== 1) {
    return problem(422, 'Unknown version', 'This control plane reads telemetry version 1.', 'v');
  }
  const result = Batch.safeParse(value);
  if (result.success) return { batch: result.data, compressed };
  const { field, message } = faultOf(result.error);
  return problem(422, 'Invalid batch', `${field || 'The batch'}: ${message}`, field || 'body');
}
