import * as z from 'zod';
import { textUpTo } from '../../core/fields.ts';
import { safeUrl } from '../../core/safe-url.ts';
import { Unavailable } from '../unavailable.ts';

/** Where Slack is to be told: by the address of an incoming webhook, or as an app with a token in one channel. */
export type SlackTarget =
  | { readonly kind: 'webhook'; readonly url: URL }
  | { readonly kind: 'app'; readonly api: URL; readonly token: string; readonly channel: string };

export const SlackApp = z.strictObject({
  token: z.string().regex(/^xox[bp]-[A-Za-z0-9-]{8,250}$/, 'must be a bot token, beginning with xoxb-'),
  channel: z.string().regex(/^[CDG][A-Z0-9]{4,30}$/, 'must be the id of a channel, such as C0123456789'),
  /** What stands in for Slack on this machine. */
  api: textUpTo(200).optional(),
});

// Anything but Slack would let whoever can write the parameter send notices, and requests from inside, wherever they like.
// In Lambda even this machine is somebody: the runtime's own API.
const nearby = new Set(['127.0.0.1', '[::1]', 'localhost']);

/**
 * @param loopback Slack may be this machine: a relay, and what stands in for it where there is no network
 * @throws Unavailable in words that hold nothing of the secret.
 */
export function slackTarget(secret: string, loopback: boolean): SlackTarget {
  const text = secret.trim();
  if (!text.startsWith('{')) {
    const url = addressIn(text, 'hooks.slack.com', loopback);
    if (url !== undefined) return { kind: 'webhook', url };
    throw new Unavailable('the parameter of the Slack webhook holds no address of https://hooks.slack.com: set it again');
  }
  const app = SlackApp.safeParse(jsonIn(text));
  const api = app.success ? addressIn(app.data.api ?? 'https://slack.com/api/', 'slack.com', loopback) : undefined;
  if (app.success && api !== undefined) return { kind: 'app', api, token: app.data.token, channel: app.data.channel };
  const field = app.success ? 'api' : app.error.issues[0]?.path.join('.');
  throw new Unavailable(`the parameter of Slack holds no token and channel that will do (${field ?? 'JSON'}): set it again`);
} // prettier-ignore

function addressIn(address: string, host: string, loopback: boolean): URL | undefined {
  const found = safeUrl(address, { to: 'public', hosts: [host] });
  if ('url' in found) return found.url.port === '' ? found.url : undefined;
  const url = loopback && URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || url.username !== '' || url.password !== '') return undefined;
  return url.protocol === 'http:' && nearby.has(url.hostname) ? url : undefined;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
