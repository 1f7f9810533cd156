import type { NoticeMessage } from '../../core/message.ts';
import type { NoticeStore, Outlet } from '../../core/ports/channels.ts';
import type { Clock, Log, Meter } from '../../core/ports/runtime.ts';
import { Unavailable } from '../../adapters/unavailable.ts';

export interface RelayDeps {
  readonly notices: NoticeStore;
  readonly outlets: { readonly webhook: Outlet; readonly events: Outlet };
  readonly now: Clock;
  readonly log: Log;
  readonly meter: Meter;
}

/**
 * Hands one notice to each machine that listens, once. What one of them does not take holds up none of the others; the
 * message goes back for it alone.
 */
export async function relay(message: NoticeMessage, deps: RelayDeps): Promise<void> {
  let failure: Error | undefined;
  for (const outlet of ['webhook', 'events'] as const) {
    try {
      await handTo(outlet, message, deps);
    } catch (error) {
      failure ??= error as Error;
    }
  }
  if (failure !== undefined) throw failure;
}

async function handTo(outlet: 'webhook' | 'events', message: NoticeMessage, deps: RelayDeps): Promise<void> {
  const { incident, version } = message;
  const { notices, log, meter } = deps;
  const at = () => new Date(deps.now()).toISOString();
  const turn = await notices.begin(incident, version, outlet, at());
  if (turn === 'done') return;
  const notice = { ...message.notice, resent: message.notice.resent || turn === 'again' };
  const result = await deps.outlets[outlet].send({ ...message, notice });
  if (result !== 'posted' && 'busyMs' in result) {
    await notices.release(incident, version, outlet);
    throw new Unavailable(`${outlet} asked to wait ${result.busyMs} ms`, { retryAfterMs: result.busyMs });
  }
  const refused = result !== 'posted' && 'refused' in result ? result.refused : undefined;
  if (refused !== undefined) {
    // No webhook at all is a choice.
    const write = refused === 'not-configured' ? log.info : log.error;
    write('outlet refused the notice', { outlet, incident, version, reason: refused });
    meter.count(`relay.${outlet}-refused`, 1, refused);
  } else meter.count(`relay.${outlet}`, 1, turn);
  await notices.finish(incident, version, outlet, at(), refused);
}
