import type { Finding } from '../../core/finding.ts';
import type { Incident } from '../../core/incident.ts';
import { isExternal, type Peer, peerKey } from '../../core/peer.ts';
import { type Graph, type GraphEdge, type GraphNode, type Lane, type Standing, worseOf } from '../graph/model.ts';
import type { ShownEdge, ShownWorkload } from './shapes.ts';

export interface Judged {
  readonly incidents: readonly Incident[];
  readonly findings: readonly Finding[];
  /** Milliseconds since 1970: what was first seen from here on is new. */
  readonly newSince: number;
}

/** What the API says as what is drawn. A violation is what an open incident holds; other findings are drift. */
export function graphOf(edges: readonly ShownEdge[], workloads: readonly ShownWorkload[], judged: Judged): Graph {
  const { edgeStanding, lineageStanding } = standingsOf(judged);
  const byLineage = new Map<string, ShownWorkload>(workloads.map((workload) => [workload.lineage, workload]));
  const nodes = new Map<string, GraphNode>();
  const firstSeen = new Map<string, number>();
  const put = (peer: Peer, isSource: boolean, label: string, at: number): string => {
    const id = nodeId(peer, isSource);
    firstSeen.set(id, Math.min(firstSeen.get(id) ?? Infinity, at));
    if (!nodes.has(id)) nodes.set(id, nodeOf(id, peer, isSource, label, byLineage, lineageStanding));
    return id;
  };
  const drawn = edges.map((edge): GraphEdge => {
    const at = Date.parse(edge.firstSeen);
    const unresolved = edge.source.kind === 'unresolved' || edge.destination.kind === 'unresolved';
    return {
      id: edge.id,
      source: put(edge.source, true, edge.labels.source, at),
      target: put(edge.destination, false, edge.labels.destination, at),
      direction: edge.direction,
      standing: worseOf(edgeStanding.get(edge.id) ?? 'known', unresolved ? 'unresolved' : 'known'),
      port: `${edge.proto}/${edge.port}`,
      said: saidOn(edge),
      firstSeen: at,
      lastSeen: edge.totals.lastSeen,
      isNew: at >= judged.newSince,
    };
  });
  for (const workload of workloads) {
    const id = `workload ${workload.lineage}`;
    if (nodes.has(id)) continue;
    nodes.set(id, { id, lane: 1, group: workload.namespace, label: workload.name, detail: workload.kind, standing: lineageStanding.get(workload.lineage) ?? 'known', isNew: Date.parse(workload.createdAt) >= judged.newSince, lineage: workload.lineage });
  }
  return {
    nodes: [...nodes.values()].map((node) => ((firstSeen.get(node.id) ?? 0) >= judged.newSince ? { ...node, isNew: true } : node)),
    edges: drawn,
  };
} // prettier-ignore

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

function nodeOf(id: string, peer: Peer, isSource: boolean, label: string, workloads: ReadonlyMap<string, ShownWorkload>, standings: ReadonlyMap<string, Standing>): GraphNode {
  const lane = laneOf(peer, isSource);
  const base = { id, lane, isNew: false, standing: 'known' as const };
  switch (peer.kind) {
    case 'workload': {
      const workload = workloads.get(peer.lineage);
      return { ...base, group: peer.namespace, label: workload?.name ?? peer.name, detail: workload?.kind ?? '', standing: standings.get(peer.lineage) ?? 'known', lineage: peer.lineage };
    }
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

/** The most telling operation, and how many more there are. */
function saidOn({ operations }: ShownEdge): string {
  const first = operations.find(({ app }) => app === 'mining') ?? operations[0];
  if (first === undefined) return '';
  const words = [first.app, first.dialect, first.method, first.path].filter((word) => word !== undefined).join(' ');
  return operations.length > 1 ? `${words} +${operations.length - 1}` : words;
}
