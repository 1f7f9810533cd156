import { emailMessage } from '../core/email-text.ts';
import type { Audience, Notice } from '../core/message.ts';
import type { Channel, Clock, NoticeStore, Topic } from '../core/ports.ts';

export interface TellOnceDeps {
  readonly notices: Pick<NoticeStore, 'begin' | 'finish'>;
  /** The topic of incidents. */
  readonly topic: Topic;
  readonly now: Clock;
}

/** A notice, as e-mail has it and as data, to whoever subscribed for this audience. */
export async function handToTopic(notice: Notice, audience: Audience[], { topic }: Pick<TellOnceDeps, 'topic'>): Promise<void> {
  const { cluster, incident, version } = notice;
  const { subject, text } = emailMessage(notice);
  await topic.publish({ v: 1, cluster, incident, version, notice, audience }, { subject, email: text });
} // prettier-ignore

/** Hands a notice over unless it was already; where that is not known it goes out again and says so. Gives which of these it was. */
export async function tellOnce(notice: Notice, audience: Audience[], channel: Channel, deps: TellOnceDeps): Promise<'first' | 'again' | 'done'> {
  const { incident, version } = notice;
  const at = () => new Date(deps.now()).toISOString();
  const turn = await deps.notices.begin(incident, version, channel, at());
  if (turn === 'done') return turn;
  await handToTopic({ ...notice, resent: turn === 'again' }, audience, deps);
  await deps.notices.finish(incident, version, channel, at());
  return turn;
} // prettier-ignore
