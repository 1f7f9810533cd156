import type { ScenarioFault } from './scenario-faults.ts';
import type { Timing } from './scenario-traffic.ts';
import { durationText } from './scenario-units.ts';

type Path = ScenarioFault['path'];

/** What comes after the end of the play, where the scenario says one, never happens. Milliseconds from the start. */
export function momentFaults(at: number, end: number | undefined, path: Path): ScenarioFault[] {
  if (end === undefined || at <= end) return [];
  return [{ path, message: `lies after until (${durationText(end)}), when the play ends` }];
}

/** Times of a conversation or a question that contradict each other or the end of the play. */
export function timingFaults({ at, every, from, until, times }: Timing, end: number | undefined, path: Path): ScenarioFault[] {
  const faults: ScenarioFault[] = [];
  const fault = (key: string, message: string) => void faults.push({ path: [...path, key], message });
  if (typeof at === 'number') faults.push(...momentFaults(at, end, [...path, 'at']));
  else at?.forEach((moment, i) => faults.push(...momentFaults(moment, end, [...path, 'at', i])));
  if (at === undefined && every === undefined) fault('at', 'is missing: say when with at (2h, or a list), or with every (10m)');
  if (at !== undefined && every !== undefined) fault('every', 'contradicts at: keep one of them');
  const bound = Object.entries({ from, until, times }).find(([, value]) => value !== undefined);
  if (every === undefined && bound !== undefined) fault(bound[0], 'says something only together with every');
  if (until !== undefined && until <= (from ?? 0)) fault('until', 'must lie after from');
  return faults;
} // prettier-ignore
