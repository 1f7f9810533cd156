import type { Incident, TimelineEntry } from './incident.ts';

/** How many workloads did something that is told. */
export function workloadsIn({ findings }: Pick<Incident, 'findings'>): number {
  return new Set(findings.filter(({ verdict }) => verdict === 'alert').map(({ lineage }) => lineage)).size;
}

/** Where so many workloads are in it, it is told anew: that it spreads, but not each that it spreads to. */
const spreads = [2, 10, 50] as const;

export function spreadsFrom(before: Incident, after: Incident): boolean {
  return spreads.some((many) => workloadsIn(before) < many && many <= workloadsIn(after));
}

const words = ' workloads now';

export function spreadText(incident: Incident): string {
  return `${workloadsIn(incident)}${words}`;
}

export function isSpread({ what, text }: TimelineEntry): boolean {
  return what === 'escalated' && text.endsWith(words);
}
