import { digest } from '../../core/hash.ts';
import type { ClusterId, IncidentId } from '../../core/ids.ts';
import { audienceOf, type Notice, type NoticeMessage } from '../../core/message.ts';
import type { Log, Meter } from '../../core/ports/runtime.ts';
import { tellOnce, type TellOnceDeps } from '../tell-once.ts';

export interface FallbackDeps extends TellOnceDeps {
  readonly log: Log;
  readonly meter: Meter;
}

const dayMs = 86_400_000;

/**
 * Slack will never take this notice: it goes by e-mail, if it did not anyway, and once a day it is said that Slack refuses.
 * No Slack at all is a choice, not an outage.
 */
export async function fallBack(message: NoticeMessage, reason: string, deps: FallbackDeps): Promise<void> {
  if (reason === 'not-configured') return;
  const { cluster, notice } = message;
  if (!(message.audience ?? audienceOf(notice.severity)).includes('email')) {
    await tellOnce(notice, ['email'], 'fallback', deps);
    deps.meter.count('notify.fallback', 1, reason);
  }
  const outage = digest('outage', 'slack', reason) as IncidentId;
  const day = Math.floor(deps.now() / dayMs);
  await tellOnce(outageNotice(outage, day, cluster, reason), ['email'], 'outage', deps);
} // prettier-ignore

function outageNotice(incident: IncidentId, version: number, cluster: ClusterId, reason: string): Notice {
  return {
    incident,
    cluster,
    version,
    severity: 'high',
    classification: 'channel-refuses',
    headline: `Slack refuses notices (${reason}): they go by e-mail until it is mended`,
    sections: [
      { title: 'What happened', lines: [`Slack answered that it will never take a notice: ${reason}. The webhook or token was revoked, or the channel archived.`] },
      { title: 'What it means', lines: ['Nobody reads incidents in Slack. What would have gone to Slack alone is mailed as well, from now on. This is said once a day while it lasts.'] },
      { title: 'What to do', lines: ['Make a new webhook or token, and store its address in place of the old one; it is used within a minute:'] },
    ],
    command: 'plumbline slack set --file webhook.txt',
    link: 'https://api.slack.com/apps',
    techniques: [],
    resent: false,
  };
} // prettier-ignore
