import type { ClusterId } from '../../core/ids.ts';
import type { AuditEvent } from '../../core/inventory/audit-event.ts';
import { type Exposure, exposureId } from '../../core/inventory/exposure.ts';
import type { NamespaceFacts, NodeFacts } from '../../core/inventory/cluster-facts.ts';
import type { ContainerTraits, WorkloadTraits } from '../../core/inventory/traits.ts';
import { type Risk, riskId } from '../../core/risks/risk.ts';
import { at, lineage } from './samples.ts';

export function exposure(cluster: ClusterId, name: string, change: Partial<Exposure> = {}): Exposure {
  const object = { kind: 'Service', namespace: 'istio-system', name, uid: 'uid-1', createdAt: at };
  const workload = { lineage: lineage(name), namespace: 'istio-system', kind: 'Deployment', name };
  const way = {
    kind: change.kind ?? 'service-loadbalancer',
    object,
    reach: change.reach ?? 'internet',
    workload,
  } as const;
  return {
    id: exposureId(cluster, way), cluster, ...way, service: 'istio-system/gateway', hosts: [], ports: [{ port: 80, target: 8080 }],
    paths: [], ranges: [], firstSeen: at, asOf: at, ...change,
  }; // prettier-ignore
}

export function container(change: Partial<ContainerTraits> = {}): ContainerTraits {
  return {
    name: 'main', image: 'docker.io/shop/checkout:v1', init: false, privileged: false, capabilities: [], cpuLimit: true, memoryLimit: true,
    ports: [8080], hostPorts: [], ...change,
  }; // prettier-ignore
}

export function traits(cluster: ClusterId, name: string, change: Partial<WorkloadTraits> = {}): WorkloadTraits {
  return {
    cluster, lineage: lineage(name), namespace: 'shop', kind: 'Deployment', name, uid: `uid-${name}`.slice(0, 64), createdAt: at,
    labels: {}, containers: [container()], hostNetwork: false, hostPID: false, hostIPC: false, hostPaths: [], automountToken: true,
    pods: 1, nodes: ['node-1'], firstSeen: at, asOf: at, ...change,
  }; // prettier-ignore
}

export function namespaceFacts(cluster: ClusterId, name: string, change: Partial<NamespaceFacts> = {}): NamespaceFacts {
  return { cluster, name, createdAt: at, labels: {}, policies: [], firstSeen: at, asOf: at, ...change };
}

export function nodeFacts(cluster: ClusterId, name: string, change: Partial<NodeFacts> = {}): NodeFacts {
  return { cluster, name, uid: `uid-${name}`.slice(0, 64), createdAt: at, ready: 'ready', virtual: false, firstSeen: at, asOf: at, ...change }; // prettier-ignore
}

export function risk(cluster: ClusterId, subject: string, change: Partial<Risk> = {}): Risk {
  const tracker = change.tracker ?? 'host-rights';
  return {
    id: riskId(cluster, tracker, subject), cluster, tracker, severity: 'medium', subject: subject.slice(0, 600).toWellFormed(), label: 'a risk', evidence: ['privileged'],
    why: 'It owns its node.', fix: 'Take it away.', openSince: at, reopened: 0, asOf: at, ...change,
  }; // prettier-ignore
}

export function auditEvent(cluster: ClusterId, id: string, change: Partial<AuditEvent> = {}): AuditEvent {
  return {
    id: id as AuditEvent['id'], cluster, at, receivedAt: at, verb: 'create', group: 'apps', resource: 'deployments', namespace: 'shop',
    name: 'checkout', actor: 'ada@example.com', sourceIps: ['203.0.113.7'], userAgent: 'kubectl/v1.33', status: 201, ...change,
  }; // prettier-ignore
}
