import type { Reading } from './beacon.ts';

/** So much went out, and so many times what came in: an upload, not the requests of a download. */
const leastOut = 256 * 1024 ** 2;
const timesIn = 4;

/**
 * Whether so much went out on an edge that something was carried away. Only a sign beside others, for backups and logs are
 * as large. Counters only rise, so that of each the largest reading counts, and what is large stays so.
 */
export function isLargeVolume(readings: readonly Reading[]): boolean {
  const counters = new Map<string, { readonly bytesOut: number; readonly bytesIn: number }>();
  for (const { counter, bytesOut, bytesIn } of readings) {
    const there = counters.get(counter) ?? { bytesOut: 0, bytesIn: 0 };
    counters.set(counter, {
      bytesOut: Math.max(there.bytesOut, bytesOut),
      bytesIn: Math.max(there.bytesIn, bytesIn),
    });
  }
  let [out, into] = [0, 0];
  for (const { bytesOut, bytesIn } of counters.values()) [out, into] = [out + bytesOut, into + bytesIn];
  return out >= leastOut && out >= timesIn * into;
}
