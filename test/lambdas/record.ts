import type { Log, Meter } from '../../core/ports/runtime.ts';

/** A log and a meter that keep everything, so that a test can ask what was said and counted. */
export function recording() {
  const lines: string[] = [];
  const counts: { metric: string; value: number; reason?: string }[] = [];
  const write = (level: string) => (message: string, fields?: Readonly<Record<string, unknown>>) => {
    lines.push(JSON.stringify({ level, message, ...fields }));
  };
  const log: Log = { info: write('info'), warn: write('warn'), error: write('error') };
  const meter: Meter = {
    count: (metric, value, reason) => counts.push({ metric, value, ...(reason === undefined ? {} : { reason }) }),
  };
  return { log, meter, lines, counts };
}
