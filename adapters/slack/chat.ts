import type { Notice } from '../../core/message.ts';
import type { Chat, PostResult } from '../../core/ports.ts';
import { Unavailable } from '../unavailable.ts';

export interface SlackDeps {
  /** The webhook's address: a secret, for whoever has it may post. Undefined where none was set. */
  readonly address: () => Promise<string | undefined>;
  /** The message for an incoming webhook. */
  readonly render: (notice: Notice) => unknown;
}

const timeoutMs = 10_000;
// Where Slack says to wait and not how long, and the longest wait that is believed.
const usualWaitMs = 30_000;
const longestWaitMs = 3_600_000;

/** Posts notices to an incoming webhook of Slack. Its address is in no error and no answer of this. */
export function slackChat({ address, render }: SlackDeps): Chat {
  return {
    async post(notice): Promise<PostResult> {
      const target = await address();
      if (target === undefined) return { refused: 'not-configured' };
      const response = await send(webhook(target), JSON.stringify(render(notice)));
      const { status } = response;
      if (status === 200) {
        await response.body?.cancel();
        return 'posted';
      }
      if (status === 429) {
        await response.body?.cancel();
        return { busyMs: waitIn(response.headers.get('retry-after')) };
      }
      if (status >= 400 && status < 500 && status !== 408) return { refused: await reasonIn(response) };
      await response.body?.cancel();
      throw new Unavailable(`slack answered ${status}`, { retryAfterMs: waitIn(response.headers.get('retry-after')) });
    },
  };
}

// Besides Slack only this machine: a relay, and what stands in for Slack where there is no network. Anything else would
// let whoever can write the parameter send notices, and requests from inside, wherever they like.
const loopback = new Set(['127.0.0.1', '[::1]', 'localhost']);

function webhook(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const plain = url !== undefined && url.username === '' && url.password === '';
  if (plain && url.protocol === 'https:' && url.host === 'hooks.slack.com') return url;
  if (plain && url.protocol === 'http:' && loopback.has(url.hostname)) return url;
  throw new Unavailable('the parameter of the Slack webhook holds no address of https://hooks.slack.com: set it again');
}

async function send(url: URL, body: string): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (error) {
    // Not as cause: an error of fetch may hold the address.
    throw new Unavailable(`slack could not be reached: ${codeOf(error)}`);
  }
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error.name === 'TimeoutError') return `no answer within ${timeoutMs} ms`;
  const cause: unknown = error.cause;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' && /^[A-Z0-9_]{1,40}$/.test(code) ? code : 'no connection';
}

/** Seconds as Slack gives them, in milliseconds. */
function waitIn(header: string | null): number {
  const seconds = Number(header ?? '');
  return seconds > 0 && Number.isFinite(seconds) ? Math.min(seconds * 1_000, longestWaitMs) : usualWaitMs;
}

/** Slack's own word (`no_service`, `channel_is_archived`), else the status. */
async function reasonIn(response: Response): Promise<string> {
  let text = '';
  try {
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString('latin1');
      if (text.length > 64) break;
    }
  } catch {
    // The status says enough.
  }
  return /^[a-z_]{3,40}$/.test(text) ? text.replaceAll('_', '-') : `status-${response.status}`;
}
