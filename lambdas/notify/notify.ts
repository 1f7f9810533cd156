import type { NoticeMessage } from '../../core/message.ts';
import type { Chat, Clock, Log, Meter, NoticeStore } from '../../core/ports.ts';

export interface NotifyDeps {
  readonly notices: NoticeStore;
  readonly chat: Chat;
  readonly now: Clock;
  readonly log: Log;
  readonly meter: Meter;
}

/**
 * Posts one notice to Slack. A message that the queue hands over twice is posted once; only where an earlier try may or
 * may not have been taken is it posted again, marked as re-sent. A channel that is busy throws, so that the queue retries.
 */
export async function notify(message: NoticeMessage, deps: NotifyDeps): Promise<void> {
  const { incident, version } = message;
  const at = () => new Date(deps.now()).toISOString();
  const turn = await deps.notices.begin(incident, version, 'slack', at());
  if (turn === 'done') {
    deps.meter.count('notify.skipped', 1, 'already-posted');
    return;
  }
  const result = await deps.chat.post({ ...message.notice, resent: turn === 'again' });
  if (result !== 'posted' && 'busyMs' in result) {
    await deps.notices.release(incident, version, 'slack');
    throw new Error(`slack asked to wait ${result.busyMs} ms`);
  }
  if (result !== 'posted') {
    // Slack will never take it (revoked, archived): e-mail went out with the same publish, so the incident was told.
    deps.log.error('slack refused the notice', { incident, version, reason: result.refused });
    deps.meter.count('notify.refused', 1, result.refused);
  } else {
    deps.log.info('notice posted', { incident, version, reason: turn });
    deps.meter.count('notify.posted', 1, turn);
  }
  await deps.notices.finish(incident, version, 'slack', at());
}
