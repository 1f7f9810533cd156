import { emailMessage } from '../core/email-text.ts';
import type { IncidentId } from '../core/ids.ts';
import type { Audience, Notice } from '../core/message.ts';
import type { Channel, NoticeStore, Topic } from '../core/ports/channels.ts';
import type { Clock } from '../core/ports/runtime.ts';

export interface TellOnceDeps {
  readonly notices: Pick<NoticeStore, 'begin' | 'finish' | 'ofIncident'>;
  /** The topic of incidents. */
  readonly topic: Topic;
  readonly now: Clock;
  /** Resolves after so many milliseconds. Without it nobody waits to hear what came of an earlier try: one look is all. */
  readonly wait?: (ms: number) => Promise<unknown>;
}

/** A notice, as e-mail has it and as data, to whoever subscribed for this audience. */
export async function handToTopic(notice: Notice, audience: Audience[], { topic }: Pick<TellOnceDeps, 'topic'>): Promise<void> {
  const { cluster, incident, version } = notice;
  const { subject, text } = emailMessage(notice);
  await topic.publish({ v: 1, cluster, incident, version, notice, audience }, { subject, email: text });
} // prettier-ignore

/**
 * Hands a notice over unless it was already; where that is not known, and nobody behind the topic heard of it, it goes out
 * again and says so. Gives which of these it was.
 */
export async function tellOnce(notice: Notice, audience: Audience[], channel: Channel, deps: TellOnceDeps): Promise<'first' | 'again' | 'done'> {
  const { incident, version } = notice;
  const turn = await turnToTell(incident, version, channel, deps);
  if (turn === 'done') return turn;
  await handToTopic({ ...notice, resent: turn === 'again' }, audience, deps);
  await deps.notices.finish(incident, version, channel, nowOf(deps));
  return turn;
} // prettier-ignore

/** Begins to tell, as `NoticeStore.begin` says; 'done' also where an earlier try got through though nobody noted it, which is noted now. */
export async function turnToTell(incident: IncidentId, version: number, channel: Channel, deps: TellOnceDeps): Promise<'first' | 'again' | 'done'> {
  const turn = await deps.notices.begin(incident, version, channel, nowOf(deps));
  if (turn !== 'again' || channel !== 'topic' || !(await gotThrough(incident, version, deps))) return turn;
  await deps.notices.finish(incident, version, channel, nowOf(deps));
  return 'done';
} // prettier-ignore

/** A queue behind the topic has a message within a second, and its function begins with it at once. */
const heardWithinMs = 4_000;
const lookEveryMs = 250;
const behindTopic: ReadonlySet<Channel> = new Set(['slack', 'webhook', 'events']);

/**
 * Whether an earlier try got through, though nobody could note it: then a channel behind the topic has begun with the notice,
 * and e-mail, which SNS sends by itself, must not come twice.
 */
async function gotThrough(incident: IncidentId, version: number, { notices, wait }: TellOnceDeps): Promise<boolean> {
  for (let waited = 0; ; waited += lookEveryMs) {
    const fates = await notices.ofIncident(incident);
    if (fates.some((fate) => fate.version === version && behindTopic.has(fate.channel))) return true;
    if (wait === undefined || waited >= heardWithinMs) return false;
    await wait(lookEveryMs);
  }
}

const nowOf = ({ now }: TellOnceDeps) => new Date(now()).toISOString();
