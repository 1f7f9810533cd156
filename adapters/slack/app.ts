import * as z from 'zod';
import { textUpTo } from '../../core/fields.ts';
import type { PostResult } from '../../core/ports/channels.ts';
import { Unavailable } from '../unavailable.ts';
import { send, waitIn } from './request.ts';
import type { SlackTarget } from './target.ts';

const Answer = z.object({
  ok: z.boolean(),
  error: z.string().optional(),
  ts: textUpTo(100).optional(),
  channel: textUpTo(100).optional(),
});

/** Slack's trouble of its own: whatever was asked, it may work later. */
const passing = new Set(['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout', 'ratelimited', 'rate_limited', 'team_added_to_org', 'accesslimited']); // prettier-ignore
/** The message that was to be updated is not there any more, or may not be changed any more. */
const gone = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed', 'thread_not_found']);

const mostBytes = 64 * 1024;

/** Asks one method of Slack's Web API. 'gone': there is no such message to update. */
export async function askApp(
  { api, token }: Extract<SlackTarget, { kind: 'app' }>,
  method: 'chat.postMessage' | 'chat.update',
  body: object,
): Promise<PostResult | 'gone'> {
  const url = new URL(`${api.pathname.replace(/\/?$/, '/')}${method}`, api.origin);
  const response = await send(url, JSON.stringify(body), { authorization: `Bearer ${token}`, 'content-type': 'application/json; charset=utf-8' }); // prettier-ignore
  const wait = waitIn(response.headers.get('retry-after'));
  const text = await textOf(response);
  if (response.status === 429) return { busyMs: wait };
  if (response.status !== 200) throw new Unavailable(`slack answered ${response.status}`, { retryAfterMs: wait });
  const answer = Answer.safeParse(text);
  if (!answer.success) throw new Unavailable('slack answered something that is not an answer of its API');
  const { ok, error = 'unknown', ts, channel } = answer.data;
  if (ok) return ts === undefined || channel === undefined ? 'posted' : { ref: { channel, ts } };
  if (gone.has(error)) return 'gone';
  if (passing.has(error)) throw new Unavailable(`slack has trouble of its own: ${wordOf(error)}`, { retryAfterMs: wait });
  return { refused: wordOf(error) };
} // prettier-ignore

const wordOf = (error: string) => (/^[a-z_]{3,40}$/.test(error) ? error.replaceAll('_', '-') : 'unknown');

async function textOf(response: Response): Promise<unknown> {
  let text = '';
  try {
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString('latin1');
      if (text.length > mostBytes) break;
    }
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
