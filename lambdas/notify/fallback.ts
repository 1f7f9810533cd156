import { emailMessage } from '../../core/email-text.ts';
import { digest } from '../../core/hash.ts';
import type { ClusterId, IncidentId } from '../../core/ids.ts';
import { audienceOf, type Notice, type NoticeMessage } from '../../core/message.ts';
import type { Clock, Log, Meter, NoticeStore, Topic } from '../../core/ports.ts';

export interface FallbackDeps {
  readonly notices: NoticeStore;
  /** The topic of incidents. */
  readonly topic: Topic;
  readonly now: Clock;
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
  const { incident, version, cluster, notice } = message;
  if (!(message.audience ?? audienceOf(notice.severity)).includes('email')) {
    await once(incident, version, 'fallback', deps, (resent) => mail(cluster, { ...notice, resent }, deps));
    deps.meter.count('notify.fallback', 1, reason);
  }
  const outage = digest('outage', 'slack', reason) as IncidentId;
  const day = Math.floor(deps.now() / dayMs);
  await once(outage, day, 'outage', deps, (resent) => mail(cluster, outageNotice(outage, day, cluster, reason, resent), deps));
} // prettier-ignore

async function once(incident: IncidentId, version: number, channel: 'fallback' | 'outage', { notices, now }: FallbackDeps, work: (resent: boolean) => Promise<void>): Promise<void> {
  const at = () => new Date(now()).toISOString();
  const turn = await notices.begin(incident, version, channel, at());
  if (turn === 'done') return;
  await work(turn === 'again');
  await notices.finish(incident, version, channel, at());
} // prettier-ignore

async function mail(cluster: ClusterId, notice: Notice, { topic }: FallbackDeps): Promise<void> {
  const { incident, version } = notice;
  const { subject, text } = emailMessage(notice);
  await topic.publish({ v: 1, cluster, incident, version, notice, audience: ['email'] }, { subject, email: text });
}

function outageNotice(incident: IncidentId, version: number, cluster: ClusterId, reason: string, resent: boolean): Notice {
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
    resent,
  };
} // prettier-ignore
