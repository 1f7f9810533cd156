import { createHmac } from 'node:crypto';
import * as z from 'zod';
import type { Outlet } from '../../core/ports/channels.ts';
import { safeUrl, urlFaultText } from '../../core/safe-url.ts';
import { Unavailable } from '../unavailable.ts';
import { askOutside, OutsideFailure } from './request.ts';

/** A receiver on this machine; an installation in AWS asks none. */
const nearby = /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):\d{1,5}\/[!-~]*$/;

/** What the parameter holds: where to post, and what to sign with. */
export const WebhookTarget = z.strictObject({
  url: z
    .string()
    .max(2_000)
    .superRefine((text, context) => {
      const found = safeUrl(text, { to: 'public', query: true });
      if ('fault' in found && !nearby.test(text))
        context.addIssue({ code: 'custom', message: urlFaultText(found.fault) });
    }),
  /** 32 characters at least: who guesses it can make notices up. */
  secret: z.string().min(32).max(200),
});
export type WebhookTarget = z.infer<typeof WebhookTarget>;

const timeoutMs = 10_000;
const mostBytes = 64 * 1024;
const usualWaitMs = 30_000;
const longestWaitMs = 3_600_000;

export interface WebhookDeps {
  readonly target: () => Promise<string | undefined>;
  readonly now: () => number;
  readonly agent: string;
  /** A receiver may also be on this machine, without TLS: where AWS itself is this machine. */
  readonly loopback: boolean;
}

/**
 * Posts messages as JSON to one address, signed: `Plumbline-Signature: t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">`. A
 * receiver refuses what is older than five minutes (docs/notices.md). Neither address nor secret is in any error of this.
 */
export function signedWebhook({ target, now, agent, loopback }: WebhookDeps): Outlet {
  return {
    async send(message) {
      const secret = await target();
      if (secret === undefined) return { refused: 'not-configured' };
      const found = targetIn(secret);
      if (found === undefined) return { refused: 'not-allowed' };
      const { url, secret: key } = found;
      const body = Buffer.from(JSON.stringify(message));
      const t = Math.floor(now() / 1_000);
      const headers = {
        'content-type': 'application/json',
        'user-agent': agent,
        // The same for each try of one notice, so that a receiver can tell a second one.
        'plumbline-delivery': `${message.incident}-${message.version}`,
        'plumbline-signature': signatureOf(key, t, body),
      };
      return answered(await ask(new URL(url), headers, body, loopback));
    },
  };
}

export function signatureOf(key: string, t: number, body: Uint8Array): string {
  return `t=${t},v1=${createHmac('sha256', key).update(`${t}.`).update(body).digest('hex')}`;
}

/** Undefined: an address that nobody may be asked at. */
function targetIn(text: string): WebhookTarget | undefined {
  const found = WebhookTarget.safeParse(jsonIn(text));
  if (found.success) return found.data;
  if (found.error.issues.every(({ code, path }) => code === 'custom' && path[0] === 'url')) return undefined;
  // Not the cause: it would hold the address.
  throw new Unavailable('the parameter of the webhook holds no url and secret that will do: set it again');
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function ask(url: URL, headers: Readonly<Record<string, string>>, body: Uint8Array, loopback: boolean) {
  try {
    return await askOutside(url, { method: 'POST', headers, body, timeoutMs, maxBytes: mostBytes, loopback }); // prettier-ignore
  } catch (error) {
    if (!(error instanceof OutsideFailure)) throw new Unavailable('the webhook could not be reached');
    if (error.reason === 'not-allowed') return undefined;
    throw new Unavailable(`the webhook could not be reached: ${error.reason}`);
  }
}

function answered(answer: Awaited<ReturnType<typeof ask>>) {
  if (answer === undefined) return { refused: 'not-allowed' };
  const { status, header } = answer;
  if (status >= 200 && status < 300) return 'posted' as const;
  if (status === 429 || status === 503) return { busyMs: waitIn(header('retry-after')) };
  if (status === 408 || status >= 500) throw new Unavailable(`the webhook answered ${status}`);
  return { refused: `status-${status}` };
}

function waitIn(text: string | undefined): number {
  const seconds = Number(text ?? '');
  return seconds > 0 && Number.isFinite(seconds) ? Math.min(seconds * 1_000, longestWaitMs) : usualWaitMs;
}
