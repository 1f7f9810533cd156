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
  /** Ids of edges and findings that a person accepted: no drift any more, though it was found once. */
  readonly accepted?: ReadonlySet<string>;
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

/** The box of those that see nothing, or not all: they are no workloads, though an incident may be about one. */
export const sentinels = 'Sentinels';

/** What the API says as what is drawn. A violation is what an open incident holds; other findings are drift. */
export function graphOf({ ends, edges }: DrawnEdges, judged: Judged): Graph {
  const { edgeStanding, lineageStanding } = standingsOf(judged);
  const nodes = new Map<string, GraphNode>();
  const firstSeen = new Map<string, number>();
  const red = new Set(edges.ids.flatMap((id, index) => (edgeStanding.get(id) === 'violation' ? (edges.destinations[index] ?? []) : [])));
  const domains = domainsOf(ends, red);
  const ids = ends.map(({ peer, domain = '' }, index) => ({
    source: nodeId(peer, true),
    target: domains.get(domain)?.includes(index) === true ? `to domain ${domain}` : nodeId(peer, false),
    unresolved: peer.kind === 'unresolved',
  }));
  const put = (index: number, isSource: boolean, at: number): string => {
    const id = ids[index]?.[isSource ? 'source' : 'target'] ?? '';
    const known = firstSeen.get(id);
    if (known === undefined || at < known) firstSeen.set(id, at);
    if (known !== undefined) return id;
    const end = ends[index] as MapEnd;
    const own = nodeOf(id, end, isSource, lineageStanding);
    const names = isSource ? undefined : domains.get(end.domain ?? '')?.map((one) => ends[one]?.label ?? '');
    nodes.set(id, id.startsWith('to domain ') && names !== undefined ? { ...own, label: `*.${end.domain}`, detail: `${names.length} names`, names } : own);
    return id;
  };
  const { sources, destinations, directions, ports, said, firstSeen: firsts, lastSeen } = edges;
  const drawn = edges.ids.map((id, index): GraphEdge => {
    const [from = 0, to = 0, at = 0] = [sources[index], destinations[index], firsts[index]];
    const unresolved = ids[from]?.unresolved === true || ids[to]?.unresolved === true;
    const standing = worseOf(edgeStanding.get(id) ?? 'known', unresolved ? 'unresolved' : 'known');
    const [source, target] = [put(from, true, at), put(to, false, at)];
    return { id, source, target, ...(target.startsWith('to domain ') && { name: ends[to]?.label ?? '' }), direction: directions[index] ?? 'east-west', standing, port: ports[index] ?? '', said: said[index] ?? '', firstSeen: at, lastSeen: lastSeen[index] ?? 0, isNew: at >= judged.newSince };
  });
  for (const { lineage, workload, classification } of judged.incidents.filter(({ state }) => state === 'open')) {
    const id = `workload ${lineage}`;
    if (classification === 'telemetry-lost') {
      nodes.set(id, { id, lane: 1, group: sentinels, label: workload.replace(/^node /, ''), detail: 'Sees nothing, or not all', standing: 'violation', isNew: false, lineage });
      continue;
    }
    // In violation and silent: it is on the picture all the same.
    if (!nodes.has(id)) nodes.set(id, { id, lane: 1, ...namesIn(workload), standing: 'violation', isNew: true, lineage });
  }
  return {
    nodes: [...nodes.values()].map((node) => ((firstSeen.get(node.id) ?? 0) >= judged.newSince ? { ...node, isNew: true } : node)),
    edges: drawn,
  };
} // prettier-ignore

/** Names of one registrable domain are drawn as one, so that a vendor with forty hosts is one line; who is in violation stands alone. */
function domainsOf(ends: readonly MapEnd[], alone: ReadonlySet<number>): ReadonlyMap<string, readonly number[]> {
  const domains = new Map<string, number[]>();
  for (const [index, { domain }] of ends.entries()) {
    if (domain === undefined || alone.has(index)) continue;
    const list = domains.get(domain);
    if (list === undefined) domains.set(domain, [index]);
    else list.push(index);
  }
  return new Map([...domains].filter(([, list]) => list.length > 1));
}

/** `shop/cart (StatefulSet)`, as an incident calls its workload. */
function namesIn(label: string): Pick<GraphNode, 'group' | 'label' | 'detail'> {
  const [, group = '', name = label, kind = 'Deployment'] = /^([^/]*)\/(.*?)(?: \(([^()]*)\))?$/s.exec(label) ?? [];
  return { group, label: name, detail: kind };
}

function standingsOf({ incidents, findings, accepted }: Judged) {
  const edgeStanding = new Map<string, Standing>();
  const lineageStanding = new Map<string, Standing>();
  const note = (map: Map<string, Standing>, key: string | undefined, standing: Standing) => {
    if (key !== undefined) map.set(key, worseOf(map.get(key) ?? 'known', standing));
  };
  for (const { id, edge } of findings) {
    if (accepted?.has(id) !== true && accepted?.has(edge ?? '') !== true) note(edgeStanding, edge, 'drift');
  }
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
