import type { KubernetesObject } from '../../../local/kubernetes/object.ts';

// Objects as kubectl would show them, with the fields that the directory looks at.

export const created = '2026-11-23T08:00:00Z';
export const started = '2026-11-23T08:00:05Z';

interface Change {
  readonly namespace?: string;
  readonly uid?: string;
  readonly owner?: KubernetesObject;
  readonly metadata?: Record<string, unknown>;
  readonly spec?: Record<string, unknown>;
  readonly status?: Record<string, unknown>;
  readonly image?: string;
}

function object(apiVersion: string, kind: string, name: string, change: Change, body: Record<string, unknown>): KubernetesObject {
  const { namespace = 'shop', uid = `${kind}-${name}`, owner, metadata } = change;
  const ownerReferences = owner && [{ apiVersion: owner.apiVersion, kind: owner.kind, name: owner.metadata.name, uid: owner.metadata.uid, controller: true }];
  return {
    apiVersion,
    kind,
    metadata: { name, uid, creationTimestamp: created, ...(namespace === '' ? {} : { namespace }), ...(owner === undefined ? {} : { ownerReferences }), ...metadata },
    ...body,
  };
} // prettier-ignore

const template = (image: string, more: Record<string, unknown> = {}) => ({
  spec: { containers: [{ name: 'c', image }], ...more },
});

export function deployment(name: string, change: Change = {}): KubernetesObject {
  return object('apps/v1', 'Deployment', name, change, {
    spec: { template: template(change.image ?? `shop/${name}:v1`) },
  });
}

export function replicaSet(name: string, owner: KubernetesObject | undefined, change: Change = {}): KubernetesObject {
  return object('apps/v1', 'ReplicaSet', name, { ...change, ...(owner && { owner }) }, { spec: { template: template('shop/replica:v1') } }); // prettier-ignore
}

export function job(name: string, owner?: KubernetesObject): KubernetesObject {
  return object('batch/v1', 'Job', name, owner === undefined ? {} : { owner }, { spec: { template: template('shop/job:v1') } }); // prettier-ignore
}

export function cronJob(name: string): KubernetesObject {
  return object('batch/v1', 'CronJob', name, {}, { spec: { jobTemplate: { spec: { template: template('shop/report:v7') } } } }); // prettier-ignore
}

export function custom(apiVersion: string, kind: string, name: string, change: Change = {}): KubernetesObject {
  return object(apiVersion, kind, name, change, { spec: change.spec ?? {} });
}

export function pod(name: string, podIP: string | undefined, change: Change = {}): KubernetesObject {
  const { spec, status, image = 'shop/in-pod:v1' } = change;
  return object('v1', 'Pod', name, change, {
    spec: { nodeName: 'node-1', serviceAccountName: 'default', containers: [{ name: 'c', image }], ...spec },
    status: { phase: 'Running', startTime: started, ...(podIP === undefined ? {} : { podIP, podIPs: [{ ip: podIP }] }), ...status },
  });
} // prettier-ignore

export function service(name: string, clusterIP: string, change: Change = {}): KubernetesObject {
  return object('v1', 'Service', name, change, { spec: { clusterIP, clusterIPs: [clusterIP], ports: [{ port: 80 }] } });
}

export function node(name: string, address: string): KubernetesObject {
  const addresses = [{ type: 'InternalIP', address }, { type: 'ExternalIP', address: '203.0.113.77' }, { type: 'Hostname', address: name }]; // prettier-ignore
  return object('v1', 'Node', name, { namespace: '' }, { status: { addresses } });
}

/** A Deployment, its ReplicaSet and a pod of it with this address. */
export function running(name: string, address: string): KubernetesObject[] {
  const top = deployment(name);
  const set = replicaSet(`${name}-7d9f`, top);
  return [top, set, pod(`${name}-7d9f-${address.replaceAll('.', '-')}`, address, { owner: set })];
}
