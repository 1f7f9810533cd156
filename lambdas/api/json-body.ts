import type * as z from 'zod';
import { jsonDepth } from '../../core/json-depth.ts';
import { faultOf } from '../../core/problem.ts';
import { Refusal } from './refusal.ts';

/** A certificate bundle and a token fit several times over. */
const bodyLimit = 64 * 1024;

const depthLimit = 8;

/** The body of a request as its schema gives it. Throws a Refusal that names what is wrong and what would do. */
export async function bodyOf<Body>(request: Request, schema: z.ZodType<Body>): Promise<Body> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new Refusal(415, 'Unsupported media type', 'Send the body as application/json.', 'Content-Type');
  }
  const bytes = new Uint8Array(await request.arrayBuffer());
  if (bytes.length === 0) throw new Refusal(400, 'Empty body', 'Send a JSON object.', 'body');
  if (bytes.length > bodyLimit) {
    throw new Refusal(413, 'Body too large', `The body has ${bytes.length} bytes; at most ${bodyLimit} are taken.`, 'body'); // prettier-ignore
  }
  if (jsonDepth(bytes, depthLimit) > depthLimit) {
    throw new Refusal(400, 'Nested too deeply', `At most ${depthLimit} levels are taken.`, 'body');
  }
  const parsed = schema.safeParse(jsonIn(bytes));
  if (parsed.success) return parsed.data;
  const { field, message } = faultOf(parsed.error);
  throw new Refusal(422, 'Invalid body', `${field || 'The body'}: ${message}`, field || 'body');
}

const decoder = new TextDecoder('utf-8', { fatal: true });

function jsonIn(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch {
    throw new Refusal(400, 'Not JSON', 'The body is no JSON in UTF-8.', 'body');
  }
}
