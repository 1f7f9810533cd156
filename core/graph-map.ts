import type { MapEdges, MapEnd } from './answers/map.ts';
import { directionOf } from './direction.ts';
import type { Edge, EdgeOperation } from './edge.ts';
import { type Peer, peerKey } from './peer.ts';

/** The ends of the edges, each once, and the edges as they are drawn. */
export interface DrawnEdges {
  readonly ends: MapEnd[];
  readonly edges: MapEdges;
}

export const noEdges = (): MapEdges => ({ ids: [], sources: [], destinations: [], directions: [], ports: [], said: [], firstSeen: [], lastSeen: [] }); // prettier-ignore

/**
 * @param endOf how an end is shown, asked once for each
 * @param lastSeenOf milliseconds since 1970, 0 where nobody counts any more
 */
export function mapOf<One extends Edge>(edges: readonly One[], endOf: (peer: Peer, edge: One) => MapEnd, lastSeenOf: (edge: One) => number): DrawnEdges {
  const ends: MapEnd[] = [];
  const indexes = new Map<string, number>();
  const indexOf = (peer: Peer, edge: One): number => {
    const key = peer.kind === 'workload' ? peer.lineage : JSON.stringify(peerKey(peer));
    const known = indexes.get(key);
    if (known !== undefined) return known;
    indexes.set(key, ends.length);
    return ends.push(endOf(peer, edge)) - 1;
  };
  const drawn = noEdges();
  for (const edge of edges) {
    drawn.ids.push(edge.id);
    drawn.sources.push(indexOf(edge.source, edge));
    drawn.destinations.push(indexOf(edge.destination, edge));
    drawn.directions.push(directionOf(edge));
    drawn.ports.push(`${edge.proto}/${edge.port}`);
    drawn.said.push(saidIn(edge.operations));
    drawn.firstSeen.push(Date.parse(edge.firstSeen));
    drawn.lastSeen.push(lastSeenOf(edge));
  }
  return { ends, edges: drawn };
} // prettier-ignore

/** A page behind those before it: its ends are counted on. */
export function appendMap({ ends, edges }: DrawnEdges, page: DrawnEdges): void {
  const from = ends.length;
  for (const end of page.ends) ends.push(end);
  for (const [index, id] of page.edges.ids.entries()) {
    edges.ids.push(id);
    edges.sources.push((page.edges.sources[index] ?? 0) + from);
    edges.destinations.push((page.edges.destinations[index] ?? 0) + from);
  }
  for (const name of ['directions', 'ports', 'said', 'firstSeen', 'lastSeen'] as const) {
    const list: unknown[] = edges[name];
    for (const value of page.edges[name]) list.push(value);
  }
}

/** The most telling operation, and how many more there are. */
function saidIn(operations: readonly EdgeOperation[]): string {
  const first = operations.find(({ app }) => app === 'mining') ?? operations[0];
  if (first === undefined) return '';
  const words = [first.app, first.dialect, first.method, first.path].filter((word) => word !== undefined).join(' ');
  return operations.length > 1 ? `${words} +${operations.length - 1}` : words;
}
