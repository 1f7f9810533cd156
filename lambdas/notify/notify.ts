import type { NoticeMessage } from '../../core/message.ts';
import type { Chat, NoticeStore, PostResult, Thread, ThreadStore } from '../../core/ports/channels.ts';
import type { Clock, Log, Meter } from '../../core/ports/runtime.ts';
import type { Stored } from '../../core/ports/stored.ts';
import { Unavailable } from '../../adapters/unavailable.ts';
import { fallBack, type FallbackDeps } from './fallback.ts';

export interface NotifyDeps extends FallbackDeps {
  readonly notices: NoticeStore;
  readonly threads: ThreadStore;
  readonly chat: Chat;
  readonly now: Clock;
  readonly log: Log;
  readonly meter: Meter;
}

/** Another version of the same incident that is being posted is waited for so long; then whoever did it is taken for dead. */
const postingMs = 60_000;

/**
 * Tells Slack of one version of an incident: one message for each incident, which a later version replaces where the channel
 * can. A message that the queue hands over twice is posted once, an older version after a newer one not at all; only where an
 * earlier try may or may not have been taken is it posted again, marked as re-sent.
 */
export async function notify(message: NoticeMessage, deps: NotifyDeps): Promise<void> {
  const { incident, version } = message;
  const { notices, log, meter } = deps;
  const turn = await notices.begin(incident, version, 'slack', nowOf(deps));
  if (turn === 'done') {
    meter.count('notify.skipped', 1, 'already-posted');
    return;
  }
  const before = await deps.threads.find(incident);
  if (before !== undefined && before.value.version > version && before.value.state === 'told') {
    await notices.finish(incident, version, 'slack', nowOf(deps));
    meter.count('notify.skipped', 1, 'superseded');
    return;
  }
  const thread = await claim(message, before, deps);
  const ref = before?.value.ref;
  const result = await deps.chat.post({ ...message.notice, resent: message.notice.resent || turn === 'again' }, ref);
  if (result !== 'posted' && 'busyMs' in result) {
    await thread.leave(before?.value.state ?? 'none', ref);
    await notices.release(incident, version, 'slack');
    throw new Unavailable(`slack asked to wait ${result.busyMs} ms`, { retryAfterMs: result.busyMs });
  }
  const refused = result !== 'posted' && 'refused' in result ? result.refused : undefined;
  if (refused !== undefined) {
    // Slack will never take it (revoked, archived): nobody who only reads Slack may miss it.
    await thread.leave('none', ref);
    log.error('slack refused the notice', { incident, version, reason: refused });
    meter.count('notify.refused', 1, refused);
    await fallBack(message, refused, deps);
  } else {
    const now = result !== 'posted' && 'ref' in result ? result.ref : ref;
    await thread.leave('told', now);
    log.info('notice posted', { incident, version, reason: turn });
    meter.count('notify.posted', 1, turn);
    if (now !== undefined) await reply(message, now, deps);
  }
  await notices.finish(incident, version, 'slack', nowOf(deps), refused);
}

interface Claimed {
  /** Says what came of it. */
  leave(state: Thread['state'], ref: Thread['ref']): Promise<void>;
}

/** Of several versions at once one is posted, so that they do not become several messages. */
async function claim({ incident, version }: NoticeMessage, before: Stored<Thread> | undefined, deps: NotifyDeps): Promise<Claimed> {
  const { threads, now } = deps;
  if (before?.value.state === 'posting' && before.value.version !== version && now() - Date.parse(before.value.at) < postingMs) {
    throw new Unavailable('another version of this incident is being posted', { retryAfterMs: 5_000 });
  }
  const ref = before?.value.ref;
  const thread = { incident, version, ...(ref && { ref }) };
  const claimed = await threads.put({ ...thread, state: 'posting', at: nowOf(deps) }, before?.revision);
  if (claimed === 'stale') throw new Unavailable('another version of this incident is being posted', { retryAfterMs: 5_000 });
  const revision = (before?.revision ?? 0) + 1;
  return {
    async leave(state, reached) {
      await threads.put({ incident, version, ...(reached && { ref: reached }), state, at: nowOf(deps) }, revision);
    },
  };
} // prettier-ignore

/** Evidence stands in the thread. That it is missing there is no reason to tell the whole again: the message has the link. */
async function reply(message: NoticeMessage, ref: NonNullable<Thread['ref']>, { chat, log, meter }: NotifyDeps): Promise<void> {
  const result = await chat.reply(message.notice, ref).catch((error: Error): PostResult => ({ refused: error.message }));
  if (result === 'posted' || 'ref' in result) return;
  log.warn('evidence is not in the thread', { incident: message.incident, reason: 'refused' in result ? result.refused : 'busy' });
  meter.count('notify.evidence-missing', 1);
} // prettier-ignore

const nowOf = ({ now }: NotifyDeps) => new Date(now()).toISOString();
