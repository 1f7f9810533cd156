import * as z from 'zod';
import type { Answer, LoopbackRequest } from './loopback.ts';
import { message } from './response.ts';

/** What the admin routes can do; the runtime has methods of the same names. */
export type Administered = Readonly<{
  status(): Promise<unknown>;
  setClock(setting: Readonly<{ at: number; scale?: number }>): void;
  trigger(name: string): Promise<void>;
}>;

const Clock = z.object({ at: z.number(), scale: z.number().positive().optional() });

const prefix = '/_local/';

export function isAdmin({ message: { url = '' } }: LoopbackRequest): boolean {
  return url.startsWith(prefix);
}

/** `GET /_local/status`, `POST /_local/clock`, `POST /_local/trigger/{name}`: for a person whose signature was found valid. */
export async function administer(runtime: Administered, request: LoopbackRequest): Promise<Answer> {
  const { method, url = '' } = request.message;
  const [action, name] = url.slice(prefix.length).split('/').map(decodeURIComponent);
  try {
    if (method === 'GET' && action === 'status') return json(await runtime.status());
    if (method === 'POST' && action === 'clock') {
      const parsed = Clock.safeParse(JSON.parse(request.body.toString() || '{}'));
      if (!parsed.success) return message(400, 'at (milliseconds since 1970) is needed, scale (above 0) is optional');
      const { at, scale } = parsed.data;
      runtime.setClock(scale === undefined ? { at } : { at, scale });
      return json({ at });
    }
    if (method === 'POST' && action === 'trigger' && name !== undefined) {
      await runtime.trigger(name);
      return json({ triggered: name });
    }
  } catch (error) {
    return message(400, (error as Error).message);
  }
  return message(404, 'Not Found');
}

function json(value: unknown): Answer {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}
