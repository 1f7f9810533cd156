import { drawnOf, graphOf, type Judged, nodeId } from '../../dashboard/data/graph-of.ts';
import type { ShownEdge, ShownWorkload } from '../../core/answers/graph.ts';
import type { MapEdges } from '../../core/answers/map.ts';
import type { Finding } from '../../core/finding.ts';
import type { Incident } from '../../core/incident.ts';
import type { Peer } from '../../core/peer.ts';

const lineage = 'a'.repeat(32);
const shop = { kind: 'workload', lineage, namespace: 'shop', workload: 'checkout', name: 'checkout' } as Peer;
const counters = { connections: 1, bytesOut: 1, bytesIn: 1, lastSeen: 5 };

function edge(id: string, source: Peer, destination: Peer): ShownEdge {
  return { id, source, destination, proto: 'tcp', port: 443, names: [], operations: [{ app: 'tls' }, { app: 'mining', dialect: 'cryptonote' }], outcomes: [], addresses: [], firstSeen: '2026-11-23T00:00:00.000Z', direction: 'egress', labels: { source: 's', destination: 'd' }, totals: counters } as unknown as ShownEdge;
} // prettier-ignore

const poolPeer: Peer = { kind: 'name', name: 'pool.example.org' };
const open = { id: 'i', state: 'open', lineage, findings: [{ edge: 'red', kind: 'new-egress', lineage }] } as unknown as Incident; // prettier-ignore
const nobody = { lineage: 'c'.repeat(32) } as unknown as ShownWorkload;
const graphed = (edges: readonly ShownEdge[], judged: Judged, workload = nobody) =>
  graphOf(drawnOf(edges, workload), judged);
const calm = { incidents: [], findings: [], newSince: Infinity };

test('what an open incident holds is a violation, what another finding is about is drift, the rest is known', () => {
  const findings = [
    { edge: 'amber', lineage },
    { edge: 'red', lineage },
  ] as unknown as Finding[];
  const { edges, nodes } = graphed([edge('red', shop, poolPeer), edge('amber', shop, poolPeer), edge('grey', shop, poolPeer)], { ...calm, incidents: [open], findings }); // prettier-ignore
  expect(edges.map(({ standing }) => standing)).toEqual(['violation', 'drift', 'known']);
  expect(nodes.find(({ label }) => label === 'checkout')?.standing).toBe('violation');
  expect(edges[0]?.said).toBe('mining cryptonote +1');
});

test('a closed incident is no violation any more', () => {
  const { edges, nodes } = graphed([edge('red', shop, poolPeer)], {
    ...calm,
    incidents: [{ ...open, state: 'closed' }],
  });
  expect(edges[0]?.standing).toBe('known');
  expect(nodes.every(({ standing }) => standing === 'known')).toBe(true);
});

test('nobody knows who it is: that is said, and is never the outside world', () => {
  const { edges, nodes } = graphed([edge('x', shop, { kind: 'unresolved', address: '10.0.0.9', reason: 'nobody-has-it' })], calm); // prettier-ignore
  expect(edges[0]?.standing).toBe('unresolved');
  expect(nodes[1]).toMatchObject({ group: 'Unresolved', standing: 'unresolved', detail: 'Unresolved: nobody has it' });
});

test('a workload is one node in both roles, the outside one on each side', () => {
  expect(nodeId(shop, true)).toBe(nodeId(shop, false));
  expect(nodeId(poolPeer, true)).not.toBe(nodeId(poolPeer, false));
});

test('each kind of peer has its lane', () => {
  const peers: Peer[] = [poolPeer, { kind: 'cloud', service: 's3', name: 's3.eu-west-1' }, { kind: 'private', name: 'db.internal' }, { kind: 'address', address: '203.0.113.9' }, { kind: 'infrastructure', name: 'instance-metadata' }, { kind: 'node', name: 'n' }, { kind: 'service', namespace: 'shop', name: 'svc' }, { kind: 'internet' }]; // prettier-ignore
  const all = peers.map((peer, index) => edge(`e${index}`, shop, peer));
  const { nodes } = graphed(all, calm);
  expect(nodes.map(({ lane, group }) => `${lane} ${group}`)).toEqual(['1 shop', '2 Names outside', '2 Cloud services', '2 Private network', '2 Nameless', '2 Node services', '1 nodes', '1 shop', '2 Internet']); // prettier-ignore
});

test('a workload in violation that says nothing is on the picture all the same', () => {
  const silent = { ...open, workload: 'shop/miner (Job)', findings: [] } as Incident;
  const { nodes } = graphed([], { ...calm, incidents: [silent] });
  expect(nodes).toEqual([{ id: `workload ${lineage}`, lane: 1, group: 'shop', label: 'miner', detail: 'Job', standing: 'violation', isNew: true, lineage }]); // prettier-ignore
});

test('a workload that is stored is called as it is now, with its kind', () => {
  const stored = { lineage, name: 'basket', kind: 'StatefulSet', namespace: 'shop', createdAt: '2026-11-23T00:00:00.000Z', label: 'l' } as unknown as ShownWorkload; // prettier-ignore
  expect(graphed([edge('x', shop, poolPeer)], calm, stored).nodes[0]).toMatchObject({ label: 'basket', detail: 'StatefulSet' }); // prettier-ignore
});

test('names of one registrable domain are drawn as one, and the table still says which; a violation stands alone', () => {
  const [eu, us, pool, lone] = ['eu.vendor.com', 'us.vendor.com', 'pool.vendor.com', 'api.other.com'];
  const peers: readonly Peer[] = [shop, ...[eu, us, pool, lone].map((text) => ({ kind: 'name' as const, name: text }))];
  const ends = peers.map((peer) => ({ peer, label: peer.kind === 'name' ? peer.name : 'shop/checkout', ...(peer.kind === 'name' && { domain: peer.name.split('.').slice(1).join('.') }) })); // prettier-ignore
  const list = <Value>(value: Value) => [value, value, value, value];
  const edges = { ids: ['a', 'b', 'red', 'c'], sources: list(0), destinations: [1, 2, 3, 4], directions: list('egress'), ports: list('tcp/443'), said: list('tls'), firstSeen: list(1), lastSeen: list(2) } as unknown as MapEdges; // prettier-ignore
  const graph = graphOf({ ends, edges }, { ...calm, incidents: [open] });
  expect(graph.nodes.map(({ label, detail, names }) => [label, detail, names])).toEqual([['checkout', '', undefined], ['*.vendor.com', '2 names', [eu, us]], ['pool.vendor.com', '', undefined], ['api.other.com', '', undefined]]); // prettier-ignore
  expect(graph.edges.map(({ target, name }) => [target, name])).toEqual([['to domain vendor.com', eu], ['to domain vendor.com', us], ['to name pool.vendor.com', undefined], ['to name api.other.com', undefined]]); // prettier-ignore
});

test('what a person accepted is known, whether the edge or the finding was', () => {
  const findings = [{ id: 'f1', edge: 'a', lineage }, { id: 'f2', edge: 'b', lineage }, { id: 'f3', edge: 'c', lineage }] as unknown as Finding[]; // prettier-ignore
  const drawn = ['a', 'b', 'c'].map((id) => edge(id, shop, poolPeer));
  const { edges } = graphed(drawn, { ...calm, findings, accepted: new Set(['a', 'f2']) });
  expect(edges.map(({ standing }) => standing)).toEqual(['known', 'known', 'drift']);
});
