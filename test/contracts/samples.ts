import { randomUUID } from 'node:crypto';
import type { Baseline, Fact } from '../../core/baseline.ts';
import { factId } from '../../core/baseline.ts';
import type { SheetLine } from '../../core/counter-sheet.ts';
import { type Edge, edgeId } from '../../core/edge.ts';
import type { Cluster } from '../../core/enrolment.ts';
import { type Finding, findingId } from '../../core/finding.ts';
import { digest } from '../../core/hash.ts';
import type { ClusterId, EdgeId, Lineage } from '../../core/ids.ts';
import { type Incident, incidentId } from '../../core/incident.ts';
import type { Interval } from '../../core/interval.ts';
import type { Peer } from '../../core/peer.ts';
import type { Rejection } from '../../core/rejection.ts';
import { lineageFrom, type Workload } from '../../core/workload.ts';

/**
 * What a suite is run on: two handles on the same data, as two processes have. Each test names clusters of its own, so
 * that suites can share a table.
 */
export type Make<Store> = () => Promise<readonly [Store, Store]>;

export const at = '2026-11-23T14:00:00.000Z';
export const later = '2026-11-23T15:00:00.000Z';

let clusters = 0;
const run = randomUUID().slice(0, 8);
export function newCluster(): ClusterId {
  clusters += 1;
  return `test-${run}-${clusters}` as ClusterId;
}

/** Names that try to break out of keys, paths and encodings. */
export const hostileNames = [
  '#', 'a#b', '\u0000', '..', '../..', '%', '%23', '=', ' \n"\\', '__proto__', '😀'.repeat(60), 'n'.repeat(250), '%'.repeat(250),
  'ü'.repeat(250), '\udfff\ud800',
] as const; // prettier-ignore

export function lineage(name: string): Lineage {
  return lineageFrom('any' as ClusterId, name);
}

export function workloadPeer(name: string): Extract<Peer, { kind: 'workload' }> {
  return { kind: 'workload', lineage: lineage(name), namespace: 'shop', workload: 'Deployment', name };
}

export function edge(cluster: ClusterId, change: Partial<Edge> = {}): Edge {
  const ends = {
    cluster,
    source: change.source ?? workloadPeer('checkout'),
    destination: change.destination ?? ({ kind: 'name', name: 'pool.example.org' } as const),
    proto: change.proto ?? 'tcp',
    port: change.port ?? 3333,
  };
  return {
    ...ends,
    id: edgeId(ends),
    names: [{ value: 'pool.example.org', from: 'dns', aliases: ['a.example.net'] }],
    operations: [{ app: 'mining', dialect: 'cryptonote', method: 'login', evidence: 'intent' }],
    outcomes: ['established'],
    addresses: ['203.0.113.9'],
    support: { hours: ['2026-11-23T14'], pods: [{ uid: 'pod-1', since: Date.parse(at) - 60_000, slots: [2_940_000] }] },
    firstSeen: at,
    seenBy: 'node-1',
    ...change,
  };
}

export function workload(cluster: ClusterId, name: string, change: Partial<Workload> = {}): Workload {
  return {
    cluster, lineage: lineage(name), namespace: 'shop', kind: 'Deployment', name, uid: `uid-${name}`.slice(0, 64), createdAt: at,
    images: ['docker.io/shop/checkout:v1'], ...change,
  }; // prettier-ignore
}

export function line(name: string, change: Partial<SheetLine> = {}): SheetLine {
  return {
    key: digest('line', name),
    edge: digest('edge', name) as EdgeId,
    direction: 'out',
    content: digest('content', name),
    counters: { connections: 1, bytesOut: 512, bytesIn: 2_048, lastSeen: Date.parse(at) },
    ...change,
  };
}

export function podInterval(address: string, uid: string, change: Partial<Interval> = {}): Interval {
  const cluster = 'any' as ClusterId;
  const pod = { namespace: 'shop', name: `checkout-${uid}`.slice(0, 253), uid, node: 'node-1' };
  return { address, from: Date.parse(at), owner: { kind: 'pod', pod, workload: workload(cluster, 'checkout') }, ...change }; // prettier-ignore
}

export function baseline(cluster: ClusterId, version = 1): Baseline {
  return { cluster, mode: 'learning', since: at, version, changedBy: 'ada' };
}

export function fact(cluster: ClusterId, name: string, object = 'edge-1'): Fact {
  const of = lineage(name);
  return {
    id: factId(cluster, of, 'edge', object), cluster, lineage: of, kind: 'edge', object: object.slice(0, 600), label: 'a fact',
    provenance: { by: 'person', at, actor: 'ada', reason: 'known to us' }, since: 1,
  }; // prettier-ignore
}

export function rejection({ id, cluster, lineage: of, kind, object, label }: Fact): Rejection {
  return { id, cluster, lineage: of, kind, object, label, finding: finding(cluster).id, deviation: 'new-egress', actor: 'ada', at: later, reason: 'not ours', since: 2 }; // prettier-ignore
}

export function finding(cluster: ClusterId, change: Partial<Finding> = {}): Finding {
  const of = change.lineage ?? lineage('checkout');
  const object = change.object ?? 'pool.example.org';
  const kind = change.kind ?? 'threat-contact';
  return {
    id: findingId(cluster, kind, of, object), cluster, kind, lineage: of, workload: 'shop/checkout', object, label: object,
    verdict: 'alert', severity: 'medium', reason: 'listed-attempt', edge: digest('edge', 'one') as EdgeId, techniques: ['T1496.001'], firstSeen: at,
    seenBy: 'node-1', judgedWith: { baseline: 1, intelligence: 'seed', mode: 'enforcing' }, ...change,
  }; // prettier-ignore
}

export function incident(cluster: ClusterId, root: string, change: Partial<Incident> = {}): Incident {
  const period = change.period ?? 0;
  return {
    id: incidentId(cluster, root, period), cluster, root, period, state: 'open', verdict: 'incident', classification: 'cryptojacking',
    severity: 'critical', workload: 'shop/checkout', lineage: lineage('checkout'), findings: [finding(cluster)], moreFindings: 0,
    techniques: ['T1496.001'], timeline: [{ at, what: 'opened', text: 'opened by threat-contact' }], openedAt: at, updatedAt: at,
    version: 1, announcedVersion: 0, ...change,
  }; // prettier-ignore
}

export function enrolled(id: ClusterId, change: Partial<Cluster> = {}): Cluster {
  return { id, enrolledAt: at, enrolledBy: 'ada', tokenHashes: ['ab'.repeat(32)], ...change };
}
