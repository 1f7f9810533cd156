import type { Incident } from '../core/incident.ts';

/** The order in which incidents are listed. */
export function newestFirst(one: Incident, other: Incident): number {
  return Date.parse(other.openedAt) - Date.parse(one.openedAt) || (one.id < other.id ? -1 : 1);
}
