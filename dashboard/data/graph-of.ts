import type { ShownEdge, ShownWorkload } from '../../core/answers/graph.ts';
import type { MapEnd } from '../../core/answers/map.ts';
import type { Finding } from '../../core/finding.ts';
import { type DrawnEdges, mapOf } from '../../core/graph-map.ts';
import type { Incident } from '../../core/incident.ts';
import { isExternal, type Peer, peerKey } from '../../core/peer.ts';
import { type Graph, type GraphEdge, type GraphNode, type Lane, type Standing, worseOf } from '../graph/model.ts';

export interface Judged {
  readonly incidents: readonly Incident[];
  readonly findings: readonly Finding[];
  /** Milliseconds since 1970: what was first seen from here on is new. */
  readonly newSince: number;
}

/** Edges of one workload that are here in full, as a map of them. */
export function drawnOf(edges: readonly ShownEdge[], workload: ShownWorkload): DrawnEdges {
  const { lineage, kind, name, createdAt } = workload;
  const endOf = (peer: Peer, { source, labels }: ShownEdge): MapEnd => {
    const label = peer === source ? labels.source : labels.destination;
    return peer.kind === 'workload' && peer.lineage === lineage ? { peer, label, workload: { kind, name, createdAt } } : { peer, label };
  };
  return mapOf(edges, endOf, ({ totals }) => totals.lastSeen);
} // prettier-ignore

/** What the API says as what is drawn. A violation is what an open incident holds; other findings are drift. */
export function graphOf({ ends, edges }: DrawnEdges, judged: Judged): Graph {
  const { edgeStanding, lineageStanding } = standingsOf(judged);
  const nodes = new Map<string, GraphNode>();
  const firstSeen = new Map<string, number>();
  const ids = ends.map(({ peer }) => ({ source: nodeId(peer, true), target: nodeId(peer, false), unresolved: peer.kind === 'unresolved' }));
  const put = (index: number, isSource: boolean, at: number): string => {
    const id = ids[index]?.[isSource ? 'source' : 'target'] ?? '';
    const known = firstSeen.get(id);
    if (known === undefined || at < known) firstSeen.set(id, at);
    if (known === undefined) nodes.set(id, nodeOf(id, ends[index] as MapEnd, isSource, lineageStanding));
    return id;
  };
  const { sources, destinations, directions, ports, said, firstSeen: firsts, lastSeen } = edges;
  const drawn = edges.ids.map((id, index): GraphEdge => {
    const [from = 0, to = 0, at = 0] = [sources[index], destinations[index], firsts[index]];
    const unresolved = ids[from]?.unresolved === true || ids[to]?.unresolved === true;
    const standing = worseOf(edgeStanding.get(id) ?? 'known', unresolved ? 'unresolved' : 'known');
    return { id, source: put(from, true, at), target: put(to, false, at), direction: directions[index] ?? 'east-west', standing, port: ports[index] ?? '', said: said[index] ?? '', firstSeen: at, lastSeen: lastSeen[index] ?? 0, isNew: at >= judged.newSince };
  });
  for (const { lineage, workload } of judged.incidents.filter(({ state }) => state === 'open')) {
    const id = `workload ${lineage}`;
    // In violation and silent: it is on the picture all the same.
    if (!nodes.has(id)) nodes.set(id, { id, lane: 1, ...namesIn(workload), standing: 'violation', isNew: true, lineage });
  }
  return {
    nodes: [...nodes.values()].map((node) => ((firstSeen.get(node.id) ?? 0) >= judged.newSince ? { ...node, isNew: true } : node)),
    edges: drawn,
  };
} // prettier-ignore

/** `shop/cart (StatefulSet)`, as an incident calls its workload. */
function namesIn(label: string): Pick<GraphNode, 'group' | 'label' | 'detail'> {
  const [, group = '', name = label, kind = 'Deployment'] = /^([^/]*)\/(.*?)(?: \(([^()]*)\))?$/s.exec(label) ?? [];
  return { group, label: name, detail: kind };
}

function standingsOf({ incidents, findings }: Judged) {
  const edgeStanding = new Map<string, Standing>();
  const lineageStanding = new Map<string, Standing>();
  const note = (map: Map<string, Standing>, key: string | undefined, standing: Standing) => {
    if (key !== undefined) map.set(key, worseOf(map.get(key) ?? 'known', standing));
  };
  for (const finding of findings) note(edgeStanding, finding.edge, 'drift');
  for (const { state, lineage, findings: inside } of incidents) {
    if (state !== 'open') continue;
    note(lineageStanding, lineage, 'violation');
    for (const finding of inside) {
      note(edgeStanding, finding.edge, 'violation');
      if (finding.kind === 'new-workload') note(lineageStanding, finding.lineage, 'violation');
    }
  }
  return { edgeStanding, lineageStanding };
}

/** Of a workload the same in both roles; of the outside one on the left and one on the right. */
export function nodeId(peer: Peer, isSource: boolean): string {
  const key = peerKey(peer).join(' ');
  return laneOf(peer, isSource) === 1 ? key : `${isSource ? 'from' : 'to'} ${key}`;
}

function laneOf(peer: Peer, isSource: boolean): Lane {
  if (isExternal(peer) || peer.kind === 'unresolved') return isSource ? 0 : 2;
  return peer.kind === 'infrastructure' ? 2 : 1;
}

function nodeOf(id: string, { peer, label, workload }: MapEnd, isSource: boolean, standings: ReadonlyMap<string, Standing>): GraphNode {
  const lane = laneOf(peer, isSource);
  const base = { id, lane, isNew: false, standing: 'known' as const };
  switch (peer.kind) {
    case 'workload':
      return { ...base, group: peer.namespace, label: workload?.name ?? peer.name, detail: workload?.kind ?? '', standing: standings.get(peer.lineage) ?? 'known', lineage: peer.lineage };
    case 'service':
      return { ...base, group: peer.namespace, label: peer.name, detail: 'Service' };
    case 'node':
      return { ...base, group: 'nodes', label: 'nodes', detail: 'Host network' };
    case 'unresolved':
      return { ...base, group: 'Unresolved', label: peer.address, detail: `Unresolved: ${peer.reason.replaceAll('-', ' ')}`, standing: 'unresolved' };
    case 'internet':
      return { ...base, group: 'Internet', label: 'the internet', detail: '' };
    case 'infrastructure':
      return { ...base, group: 'Node services', label: peer.name, detail: 'Link-local' };
    case 'cloud':
      return { ...base, group: isSource ? 'Internet' : 'Cloud services', label: peer.name, detail: 'Cloud service' };
    case 'private':
      return { ...base, group: 'Private network', label: peer.name, detail: 'Private network' };
    case 'address':
      return { ...base, group: isSource ? 'Internet' : 'Nameless', label: peer.address, detail: isSource ? '' : 'No name was asked for' };
    case 'name':
      return { ...base, group: isSource ? 'Internet' : 'Names outside', label: label === '' ? peer.name : label, detail: '' };
  }
} // prettier-ignore
