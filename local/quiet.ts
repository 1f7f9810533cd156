import { setTimeout as sleep } from 'node:timers/promises';
import type { Installation } from './installation.ts';
import type { LocalStatus } from './options.ts';

const lookEveryMs = 10;

export async function statusOf(installation: Installation, nowMs: number): Promise<LocalStatus> {
  const { queues, topics, functions, schedules, queueMappings, streamMappings } = installation;
  const streams = await Promise.all(
    [...streamMappings].map(async ([id, one]) => {
      const caughtUp = await one.isIdle();
      return [id, { position: one.position, caughtUp }] as const;
    }),
  );
  const quiet =
    functions.inFlight === 0 &&
    topics.isIdle &&
    schedules.isIdle &&
    [...queueMappings.values()].every(({ isIdle }) => isIdle) &&
    streams.every(([, { caughtUp }]) => caughtUp);
  return {
    quiet,
    now: new Date(nowMs).toISOString(),
    queues: Object.fromEntries(queues.all().map(({ spec, depth }) => [spec.name, depth])),
    streams: Object.fromEntries(streams),
    schedules: schedules.status(),
    undelivered: topics.pending,
    invocations: functions.inFlight,
  };
}

/** Quiet twice in a row: between a queue and its function there is a moment in which neither has the message. */
export async function whenQuiet(status: () => Promise<LocalStatus>, timeoutMs: number): Promise<void> {
  const until = Date.now() + timeoutMs;
  let before = false;
  for (;;) {
    const now = await status();
    if (now.quiet && before) return;
    if (Date.now() > until) throw new Error(`not quiet after ${timeoutMs} ms: ${JSON.stringify(now)}`);
    before = now.quiet;
    await sleep(lookEveryMs);
  }
}
