import type { CounterSheet } from '../counter-sheet.ts';
import type { Edge } from '../edge.ts';
import type { Finding } from '../finding.ts';
import type { NodeFacts } from './cluster-facts.ts';
import type { WorkloadTraits } from './traits.ts';
import { isWatched, report, type Watch } from './watch.ts';

// A sentinel that speaks and tells of nothing is believed until somebody else saw a conversation with what runs on its node.

/** Of each node its sheets of the present hour and the one before. */
export type RecentSheets = ReadonlyMap<string, readonly CounterSheet[]>;

/** Without a word for so long, three heartbeats of the slowest and more. */
const nothingForMs = 30 * 60_000;
/** What was said just now may still be on its way from the other end. */
const onItsWayMs = 5 * 60_000;

/** Ready nodes whose sentinel was heard lately and told of no conversation, neither a new one nor one that goes on. */
export function sightlessNodes(nodes: readonly NodeFacts[], recent: RecentSheets, { now }: Watch): ReadonlySet<string> {
  const found = nodes.filter(isWatched).filter(({ name }) => {
    const sheets = recent.get(name) ?? [];
    const heard = sheets.some(({ receivedAt }) => now - Date.parse(receivedAt) < 2 * onItsWayMs);
    return heard && !sheets.some(({ lines }) => lines.some(({ counters }) => counters.lastSeen > now - nothingForMs));
  });
  return new Set(found.map(({ name }) => name));
}

/** Those of them that others contradict: a client on another node was answered by a workload that runs there and nowhere else. */
export function contradicted(sightless: ReadonlySet<string>, recent: RecentSheets, edges: readonly Edge[], traits: readonly WorkloadTraits[], watch: Watch): Finding[] {
  const { now } = watch;
  const homes = new Map(traits.filter(({ goneAt, nodes }) => goneAt === undefined && nodes.length === 1).map(({ lineage, nodes }) => [lineage, nodes[0]!]));
  const byId = new Map(edges.map((edge) => [edge.id, edge]));
  const told = new Map<string, { readonly by: string; readonly whom: string; readonly since: number }[]>();
  for (const [by, sheets] of recent) {
    for (const { edge: id, direction, counters } of sheets.flatMap(({ lines }) => lines)) {
      const { destination } = byId.get(id) ?? {};
      if (direction !== 'out' || destination?.kind !== 'workload' || counters.bytesIn === 0) continue;
      const home = homes.get(destination.lineage);
      if (home === undefined || home === by || !sightless.has(home)) continue;
      if (counters.lastSeen <= now - nothingForMs || counters.lastSeen > now - onItsWayMs) continue;
      told.set(home, [...(told.get(home) ?? []), { by, whom: `${destination.namespace}/${destination.name}`, since: counters.lastSeen }]);
    }
  }
  return [...told].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, seen]) => {
    const [first] = seen.toSorted((a, b) => a.since - b.since);
    const label = `the sentinel of ${name} tells of nothing, while the one of ${first!.by} saw ${first!.whom} answer there`;
    return report(watch, 'sentinel-silent', 'high', 'sees-nothing', { subject: `node/${name}`, workload: `node ${name}`, object: 'sentinel-sees-nothing', label, since: first!.since });
  });
} // prettier-ignore
