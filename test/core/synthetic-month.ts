import { convergenceOf } from '../../core/convergence.ts';
import { type Edge, edgeId } from '../../core/edge.ts';
import { edgeOf, settled } from './notice-cases.ts';

const hourMs = 3_600_000;
const start = Date.parse('2026-11-01T00:00:00.000Z');
const hoursOfMonth = 30 * 24;

/** The same numbers for the same seed, evenly over 0 to 1. */
function dice(seed: number): () => number {
  let state = seed * 7_919 + 17;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

/** In which hours of a month an edge speaks. */
type Rhythm = (roll: () => number) => number[];
const every = (roll: () => number, chance: number) => Array.from({ length: hoursOfMonth }, (_, at) => at).filter(() => roll() < chance); // prettier-ignore
const steady: Rhythm = () => Array.from({ length: hoursOfMonth }, (_, at) => at);
const hourly: Rhythm = (roll) => every(roll, 0.63);
const daily: Rhythm = (roll) => every(roll, 1 / 24);
const nightly: Rhythm = (roll) => {
  const at = Math.floor(roll() * 24);
  return Array.from({ length: 30 }, (_, day) => day * 24 + at);
};
const weekly: Rhythm = (roll) => {
  const at = Math.floor(roll() * 7 * 24);
  return [0, 1, 2, 3].map((week) => week * 7 * 24 + at);
};
const rhythms: readonly Rhythm[] = [...Array<Rhythm>(14).fill(steady), ...Array<Rhythm>(6).fill(hourly), ...Array<Rhythm>(4).fill(daily), ...Array<Rhythm>(3).fill(nightly), weekly]; // prettier-ignore

export interface Month {
  /** Expected new edges a day after so many days of learning, and those that came in the day after. */
  at(days: number): { readonly predicted: number; readonly actual: number };
  /** When it is ready, in hours. */
  exit(): number;
  /** Edges that speak for the first time in the 14 days after: those of the weekly CronJob, which was announced, and all others. */
  newAfterExit(): { readonly announced: number; readonly others: number };
}

/** One workload's month. Pods are replaced each day, which changes nothing: an edge belongs to the workload. */
export function month(seed: number): Month {
  const roll = dice(seed);
  const spoken = rhythms.map((rhythm) => rhythm(roll));
  const edges = spoken.flatMap((hours, n) => {
    if (hours[0] === undefined) return [];
    const edge = {
      ...edgeOf(settled, { destination: { kind: 'name', name: `n${n}.example` } }),
      firstSeen: new Date(start + hours[0] * hourMs).toISOString(),
    };
    const seenIn = hours.slice(0, 3).map((at) => new Date(start + at * hourMs).toISOString().slice(0, 13));
    return [{ hours, seenIn, edge: { ...edge, id: edgeId(edge) } }];
  });
  const edgesUntil = (until: number): Edge[] =>
    edges.filter(({ hours }) => hours[0]! < until).map(({ hours, seenIn, edge }) => ({ ...edge, support: { hours: seenIn.filter((_, n) => hours[n]! < until), pods: [] } })); // prettier-ignore
  const convergence = (hours: number) => convergenceOf(edgesUntil(hours), { since: start, now: start + hours * hourMs, schedules: [] }); // prettier-ignore
  const firsts = (from: number, to: number) => spoken.filter((hours) => hours[0] !== undefined && hours[0] >= from && hours[0] < to).length; // prettier-ignore
  let left: number | undefined;
  const exit = () => (left ??= firstReady());
  const firstReady = () => {
    for (let hours = 24; hours < hoursOfMonth; hours++) if (convergence(hours).state !== 'learning') return hours;
    return hoursOfMonth;
  };
  return {
    at: (days) => ({ predicted: convergence(days * 24).newPerDay, actual: firsts(days * 24, (days + 1) * 24) }),
    exit,
    newAfterExit: () => {
      const announced = (spoken.at(-1)?.[0] ?? 0) >= exit() ? 1 : 0;
      return { announced, others: firsts(exit(), exit() + 14 * 24) - announced };
    },
  };
}

/** Means over many months. */
export function runsOf(
  months: readonly Month[],
  days: number,
): { readonly predicted: number; readonly actual: number } {
  const all = months.map((one) => one.at(days));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return { predicted: mean(all.map(({ predicted }) => predicted)), actual: mean(all.map(({ actual }) => actual)) };
}
