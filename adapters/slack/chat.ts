import type { Notice } from '../../core/message.ts';
import type { Chat, MessageRef, PostResult } from '../../core/ports/channels.ts';
import { Unavailable } from '../unavailable.ts';
import { askApp } from './app.ts';
import { send, waitIn } from './request.ts';
import { slackTarget } from './target.ts';

export interface SlackDeps {
  /** The webhook's address, or token and channel as JSON: a secret, for whoever has it may post. Undefined where none was set. */
  readonly address: () => Promise<string | undefined>;
  /** Slack may be this machine, without TLS: where AWS itself is this machine. */
  readonly loopback: boolean;
  readonly render: {
    /** The whole notice in one message, for an incoming webhook. */
    readonly whole: (notice: Notice) => unknown;
    /** The message that is updated, and what goes into its thread. */
    readonly head: (notice: Notice) => object;
    readonly evidence: (notice: Notice) => object | undefined;
  };
}

/** Posts notices to Slack. The secret is in no error and no answer of this. */
export function slackChat({ address, render, loopback }: SlackDeps): Chat {
  return {
    async post(notice, over) {
      const secret = await address();
      if (secret === undefined) return { refused: 'not-configured' };
      const target = slackTarget(secret, loopback);
      if (target.kind === 'webhook') return postToWebhook(target.url, render.whole(notice));
      const { channel } = target;
      const head = render.head(notice);
      // A message of another channel stays where it is; incidents go on in the new one.
      if (over !== undefined && over.channel === channel) {
        const updated = await askApp(target, 'chat.update', { channel, ts: over.ts, ...head });
        if (updated !== 'gone') return updated;
      }
      const posted = await askApp(target, 'chat.postMessage', { channel, ...head });
      return posted === 'gone' ? { refused: 'message-not-found' } : posted;
    },
    async reply(notice, under: MessageRef) {
      const secret = await address();
      const evidence = render.evidence(notice);
      if (secret === undefined || evidence === undefined) return 'posted';
      const target = slackTarget(secret, loopback);
      if (target.kind === 'webhook' || target.channel !== under.channel) return 'posted';
      const replied = await askApp(target, 'chat.postMessage', { channel: under.channel, thread_ts: under.ts, ...evidence }); // prettier-ignore
      return replied === 'gone' ? { refused: 'message-not-found' } : replied;
    },
  };
}

async function postToWebhook(url: URL, message: unknown): Promise<PostResult> {
  const response = await send(url, JSON.stringify(message), {});
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
