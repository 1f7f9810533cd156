import { memoryObjects } from '../../adapters/memory/object-store.ts';
import { memoryStores } from '../../adapters/memory/stores.ts';
import type { Candidate } from '../../core/candidate.ts';
import { intelligenceKeys } from '../../core/feeds/status.ts';
import { riskId } from '../../core/risks/risk.ts';
import { publishReview } from '../../lambdas/published-review.ts';
import { initialBaseline } from '../../core/baseline.ts';
import { type Edge, edgeId } from '../../core/edge.ts';
import { type Finding, findingId } from '../../core/finding.ts';
import { ClusterId, type Lineage } from '../../core/ids.ts';
import { type Incident, incidentId } from '../../core/incident.ts';
import type { Peer } from '../../core/peer.ts';
import { lineageFrom, type Workload } from '../../core/workload.ts';
import { syntheticGraph } from '../../test/dashboard/graphs.ts';

export const cluster = ClusterId.parse('prod-1');
const now = Date.now();
const at = (ms: number) => new Date(now - ms).toISOString();
const hour = 3_600_000;

type Stores = ReturnType<typeof memoryStores>;

async function enrolled(): Promise<Stores> {
  const stores = memoryStores();
  await stores.clusters.put({ id: cluster, enrolledAt: at(48 * hour), enrolledBy: 'jane@example.org', tokenHashes: [] }, undefined); // prettier-ignore
  await stores.baselines.setState(initialBaseline(cluster, at(48 * hour), 'jane@example.org'), undefined);
  return stores;
}

function workloadOf(uid: string, namespace: string, name: string, parts: Partial<Workload> = {}): Workload {
  return { cluster, lineage: lineageFrom(cluster, uid), namespace, kind: 'Deployment', name, uid: uid.slice(0, 64), createdAt: at(hour), images: [], ...parts }; // prettier-ignore
}

const peerOf = ({ lineage, namespace, name }: Workload): Peer => ({ kind: 'workload', lineage, namespace, workload: name.slice(0, 100), name }); // prettier-ignore

function edgeOf(source: Peer, destination: Peer, port: number, parts: Partial<Edge> = {}): Edge {
  const ends = { cluster, source, destination, proto: 'tcp' as const, port };
  return { id: edgeId(ends), ...ends, names: [], operations: [], outcomes: ['established'], addresses: [], support: { hours: [], pods: [] }, firstSeen: at(hour), seenBy: 'ip-10-0-1-7', ...parts }; // prettier-ignore
}

function findingOf(lineage: Lineage, workload: string, object: string, parts: Partial<Finding> = {}): Finding {
  return { id: findingId(cluster, 'new-egress', lineage, object), cluster, kind: 'new-egress', lineage, workload: workload.slice(0, 600), object: object.slice(0, 600), label: object.slice(0, 600), verdict: 'alert', severity: 'high', reason: 'not-in-baseline', techniques: ['T1071'], firstSeen: at(hour), seenBy: 'ip-10-0-1-7', judgedWith: { baseline: 1, intelligence: 'seed', mode: 'enforcing' }, ...parts }; // prettier-ignore
}

function incidentOf(root: string, findings: readonly [Finding, ...Finding[]]): Incident {
  const [first] = findings;
  return { id: incidentId(cluster, root, 0), cluster, root, period: 0, state: 'open', verdict: 'alert', classification: 'unsanctioned-egress', severity: 'high', workload: first.workload, lineage: first.lineage, findings: [...findings], moreFindings: 0, techniques: [], timeline: [{ at: at(hour), what: 'opened', text: first.label }], openedAt: at(hour), updatedAt: at(hour), version: 1, announcedVersion: 0 }; // prettier-ignore
}

/** Somebody talks to somebody, and nobody minds. */
export async function quietEdge(stores: Stores, id: string): Promise<void> {
  const mine = ClusterId.parse(id);
  const [web, shop] = ['web', 'shop'].map((name) => ({ ...workloadOf(`uid-${name}`, 'shop', name), cluster: mine })) as [Workload, Workload];
  for (const workload of [web, shop]) await stores.workloads.put(workload, at(hour));
  const edge = edgeOf(peerOf(web), peerOf(shop), 8080, { cluster: mine, operations: [{ app: 'http', method: 'GET', path: '/items' }] });
  await stores.edges.put(edge, undefined, at(hour));
} // prettier-ignore

/** As large a cluster as asked for, with a handful of violations. */
export async function largeWorld(nodes: number, edges: number, namespaces: number): Promise<Stores> {
  const stores = await enrolled();
  const graph = syntheticGraph(nodes, edges, namespaces);
  const workloads = new Map(graph.nodes.filter(({ lane }) => lane === 1).map(({ id, group, label }) => [id, workloadOf(id, group, label)])); // prettier-ignore
  for (const workload of workloads.values()) await stores.workloads.put(workload, at(hour));
  const peers = new Map<string, Peer>(graph.nodes.map(({ id, lane, label }) => [id, lane === 0 ? { kind: 'address', address: label } : lane === 2 ? { kind: 'name', name: label } : peerOf(workloads.get(id) as Workload)])); // prettier-ignore
  for (const [index, { source, target, standing }] of graph.edges.entries()) {
    const edge = edgeOf(peers.get(source) as Peer, peers.get(target) as Peer, 443 + (index % 3), { operations: [{ app: 'tls' }] }); // prettier-ignore
    await stores.edges.put(edge, undefined, at(hour));
    const workload = workloads.get(source);
    if (standing === 'violation' && workload !== undefined) await stores.incidents.put(incidentOf(edge.id, [findingOf(workload.lineage, workload.name, `to ${target}`, { edge: edge.id })]), undefined); // prettier-ignore
  }
  return stores;
}

/** Names that an attacker gives his things: each in every field that telemetry or Kubernetes can set. */
export async function hostileWorld(payloads: readonly string[]): Promise<Stores> {
  const stores = await enrolled();
  const cut = (text: string, limit: number) => text.slice(0, limit);
  for (const [index, payload] of payloads.entries()) {
    // What a sentinel tells comes through the door of telemetry: no longer than its limits, never empty, no half of a character.
    const told = (limit: number) => cut(payload, limit).toWellFormed() || '-';
    const workload = workloadOf(`uid-${index}`, cut(payload, 253), cut(payload, 253), { kind: cut(payload, 253), creator: cut(payload, 253), serviceAccount: cut(payload, 253), images: [cut(payload, 512)] }); // prettier-ignore
    await stores.workloads.put(workload, at(hour));
    const destination: Peer = index % 3 === 0 ? { kind: 'name', name: payload } : index % 3 === 1 ? { kind: 'private', name: payload } : { kind: 'unresolved', address: payload, reason: 'nobody-has-it' }; // prettier-ignore
    const edge = edgeOf(peerOf(workload), destination, 443, {
      operations: [{ app: 'http', method: told(128), path: told(512) }, { app: 'mining', dialect: told(64), method: told(64) }] as Edge['operations'],
      names: [{ value: told(253), from: 'dns' }] as Edge['names'],
      seenBy: cut(payload, 253),
    }); // prettier-ignore
    await stores.edges.put(edge, undefined, at(hour));
    const match = { indicator: cut(payload, 253), matched: cut(payload, 253), how: 'name' as const, category: cut(payload, 64), sources: [cut(payload, 200)] }; // prettier-ignore
    const finding = findingOf(workload.lineage, payload, payload, { edge: edge.id, seenBy: cut(payload, 253), because: [cut(payload, 200)] }); // prettier-ignore
    const contact = findingOf(workload.lineage, payload, `contact ${payload}`, { kind: 'threat-contact', label: payload.slice(0, 600), match, id: findingId(cluster, 'threat-contact', workload.lineage, payload) }); // prettier-ignore
    const mined = findingOf(workload.lineage, payload, `mined ${payload}`, { kind: 'mining-protocol', label: payload.slice(0, 600), mining: { dialect: cut(payload, 64), evidence: 'session' }, id: findingId(cluster, 'mining-protocol', workload.lineage, payload) }); // prettier-ignore
    for (const one of [finding, contact, mined]) await stores.findings.put(one, at(hour));
    const chain = {
      creator: cut(payload, 500),
      links: [{ at: at(hour), what: 'created' as const, who: cut(payload, 500), text: cut(payload, 300) }],
      auditOff: false,
    };
    const said = { by: cut(payload, 250), at: at(hour), reason: cut(payload, 500) };
    await stores.incidents.put(
      {
        ...incidentOf(`root-${index}`, [finding, contact, mined]),
        chain,
        acknowledged: said,
        muted: { ...said, until: at(-hour) },
      },
      undefined,
    );
    await hostileSurroundings(stores, workload, payload, index);
    await stores.audit.append({ cluster, at: at(index * 1_000), actor: payload, action: cut(payload, 60), detail: payload }); // prettier-ignore
    await stores.baselines.add({ id: `${index}`.padStart(32, '0') as never, cluster, lineage: workload.lineage, kind: 'edge', object: payload.slice(0, 600), label: payload.slice(0, 600), provenance: { by: 'person', at: at(hour), actor: payload, reason: payload }, since: 1 }); // prettier-ignore
  }
  return stores;
}

/** What the inventory, the audit log and people say around a workload. */
async function hostileSurroundings(stores: Stores, { lineage }: Workload, payload: string, index: number): Promise<void> {
  const cut = (limit: number) => payload.slice(0, limit);
  const seen = { firstSeen: at(hour), asOf: at(hour) };
  const container = { name: cut(253), image: cut(512), init: false, privileged: true, capabilities: [cut(64)], cpuLimit: false, memoryLimit: false, ports: [80], hostPorts: [] };
  await stores.traits.put({ cluster, lineage, namespace: cut(253), kind: 'CronJob', name: cut(253), uid: cut(64), createdAt: at(hour), labels: { [cut(400)]: cut(63) }, containers: [container], hostNetwork: true, hostPID: true, hostIPC: false, hostPaths: [cut(400)], automountToken: true, schedule: { cron: cut(200), suspended: false }, pods: 1, nodes: [cut(253)], ...seen }, at(hour));
  const object = { kind: cut(64), namespace: cut(253), name: cut(253), uid: cut(64), createdAt: at(hour) };
  await stores.exposures.put({ id: `${index}`.padStart(32, 'a') as never, cluster, kind: 'ingress', object, workload: { lineage, namespace: cut(253), kind: 'Deployment', name: cut(253) }, service: cut(500), hosts: [cut(253)], ports: [{ port: 80, target: 8080 }], paths: [cut(200)], ranges: [cut(50)], reach: 'internet', ...seen }, at(hour));
  const told = { label: cut(600), evidence: [cut(400)], why: `${cut(500)} ${index}`, fix: cut(600), command: cut(600), namespace: cut(253) };
  await stores.risks.put({ id: riskId(cluster, 'host-rights', `${index}`), cluster, tracker: 'host-rights', severity: 'high', subject: cut(600), lineage, ...told, openSince: at(hour), reopened: 0, asOf: at(hour), ...(index % 2 === 0 ? { fixedAt: at(0) } : {}) }, at(hour));
  await stores.nodes.put({ cluster, name: cut(253), uid: cut(64), createdAt: at(hour), ready: 'ready', kubelet: cut(64), virtual: false, ...seen }, at(hour));
  await stores.events.append({ id: `event-${index}` as never, cluster, at: at(hour / 2), receivedAt: at(hour / 2), verb: 'create', group: 'apps', resource: cut(253), subresource: cut(64), namespace: cut(253), name: cut(253), actor: cut(512), sourceIps: [cut(45)], userAgent: cut(200), status: 201 });
  const rejected = { kind: 'edge' as const, object: `rejected ${index}`, label: cut(600), finding: findingId(cluster, 'new-egress', lineage, `rejected ${index}`), deviation: 'new-egress' as const };
  await stores.baselines.reject({ id: `${index}`.padStart(32, 'b') as never, cluster, lineage, ...rejected, actor: cut(253), at: at(hour), reason: cut(500), since: 2 });
  await stores.baselines.keepVersion({ cluster, version: index + 2, at: at(hour), by: cut(253), what: 'accept', text: cut(700), removed: [] });
} // prettier-ignore

/** What sweep and refresh-intel publish, as hostile. */
export async function hostileObjects(stores: Stores, payloads: readonly string[]): Promise<ReturnType<typeof memoryObjects>> {
  const objects = memoryObjects();
  const workloads = await stores.workloads.ofCluster(cluster);
  const candidates = payloads.map((payload, index): Candidate => ({ finding: findingOf(workloads[index]?.lineage as Lineage, payload, `candidate ${index} ${payload}`, { label: payload.slice(0, 600) }), reason: 'nameless', suspicion: 50, because: [payload.slice(0, 200)], support: { hours: [], pods: [] } }));
  await publishReview(cluster, { candidates, more: 0 }, at(0), objects);
  const feeds = payloads.slice(0, 64).map((payload) => ({ name: payload.slice(0, 100), licence: payload.slice(0, 100), category: payload.slice(0, 64), state: 'kept', reason: payload.slice(0, 64), checkedAt: at(hour), goodAt: at(hour), read: 1, kept: 1, refused: { [payload.slice(0, 40)]: 1 }, scoped: {}, flaws: {} }));
  await objects.put(intelligenceKeys.status, Buffer.from(JSON.stringify({ v: 1, at: at(hour), version: payloads[0]?.slice(0, 64), indicators: 1, bytes: 1, feeds })), 'any');
  return objects;
} // prettier-ignore
