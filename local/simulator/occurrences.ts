import type { Timing } from '../../core/scenario-traffic.ts';
import { chance } from './chance.ts';

/** The moments (milliseconds from the start, up to and without `end`) at which something happens, in order. */
export function* occurrences(timing: Timing, end: number, seed: number, turn: number): Generator<number, void> {
  const { at, every, from = 0, until = end, times = Infinity, jitter } = timing;
  const shifted = (moment: number, count: number) => moment + Math.floor(chance(seed, turn, count) * jitter);
  if (at !== undefined) {
    const moments = (typeof at === 'number' ? [at] : at).map(shifted);
    yield* moments.toSorted((a, b) => a - b).filter((moment) => moment < end);
    return;
  }
  if (every === undefined) return;
  // A shift longer than the distance would let one occurrence overtake the next: the earliest waiting one comes first.
  const waiting: number[] = [];
  const last = Math.min(until, end);
  for (let count = 0; count < times; count++) {
    const moment = from + count * every;
    if (moment >= last) break;
    waiting.push(shifted(moment, count));
    waiting.sort((a, b) => a - b);
    while (waiting[0] !== undefined && waiting[0] < moment + every) {
      const next = waiting.shift() as number;
      if (next < end) yield next;
    }
  }
  yield* waiting.filter((moment) => moment < end);
}

/** When a scenario is over: as it says, or five minutes after the last moment that it names. */
export function endOf(scenario: object & { until?: number | undefined }, timings: readonly (Timing & { lasts?: number })[], moments: readonly number[]): number {
  if (scenario.until !== undefined) return scenario.until;
  const last = timings.flatMap(({ at, every, from = 0, until, times, lasts = 0, jitter }) => {
    const ends = at === undefined ? [until ?? (every !== undefined && times !== undefined ? from + times * every : from)] : [at].flat();
    return ends.map((moment) => moment + lasts + jitter);
  });
  return [...last, ...moments].reduce((one, other) => Math.max(one, other), 0) + 300_000;
} // prettier-ignore
