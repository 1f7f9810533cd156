import type { Scenario } from './scenario.ts';
import type { ScenarioFault } from './scenario-faults.ts';
import type { Timing } from './scenario-traffic.ts';

/** So many things may happen in one play: a month of a hundred conversations a minute. More is a slip, and would run for hours. */
const most = 5_000_000;

const fewer = `at most ${most.toLocaleString('en-US')} are played: choose a longer every or heartbeat, or an earlier until`;

/** How often something happens, as far as it is said: without an end of its own or the play's, `times` bounds it. */
function countOf({ at, every, from = 0, until, times = Infinity }: Timing, end: number | undefined): number {
  if (at !== undefined || every === undefined) return Array.isArray(at) ? at.length : 1;
  const last = Math.min(until ?? Infinity, end ?? Infinity);
  return Math.min(times, last === Infinity ? times : Math.max(0, Math.ceil((last - from) / every)));
}

/** Faults of a scenario that nobody has the time to play. */
export function sizeFaults({ conversations, lookups, until, clusters, nodes, sentinels }: Scenario): ScenarioFault[] {
  const faults: ScenarioFault[] = [];
  let sum = 0;
  const add = (count: number, path: ScenarioFault['path']) => {
    if (!Number.isFinite(count) || faults.length > 0) return;
    sum += count;
    if (sum > most) faults.push({ path, message: `makes ${Math.round(sum).toLocaleString('en-US')} things happen, with what stands before it; ${fewer}` }); // prettier-ignore
  };
  const watching = Math.max(
    nodes.length,
    clusters.reduce((all, cluster) => all + cluster.nodes, 0),
  );
  if (until !== undefined) add((until / sentinels.heartbeat) * watching, ['until']);
  conversations.forEach((one, at) => add(countOf(one, until) * one.source.length * one.destination.length, ['conversations', at])); // prettier-ignore
  lookups.forEach((one, at) => add(countOf(one, until) * one.source.length * one.name.length, ['lookups', at]));
  return faults;
}
