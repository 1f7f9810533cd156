import type { KubernetesObject } from './object.ts';

/** One kind of object: where it is served, and by which fields it may be selected. */
export interface Resource {
  readonly plural: string;
  /** `''` for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly fields: readonly string[];
}

const common = ['metadata.name', 'metadata.namespace'];

// The fields that kube-apiserver lets pods be selected by (pkg/apis/core/v1/conversion.go).
const podFields = [
  ...common, 'spec.nodeName', 'spec.restartPolicy', 'spec.schedulerName', 'spec.serviceAccountName', 'spec.hostNetwork',
  'status.phase', 'status.podIP', 'status.podIPs', 'status.nominatedNodeName',
]; // prettier-ignore

function resource(groupVersion: string, kind: string, plural: string, namespaced = true, fields = common): Resource {
  const [group, version] = groupVersion.includes('/') ? groupVersion.split('/') : ['', groupVersion];
  return { plural, group: group ?? '', version: version ?? '', kind, namespaced, fields };
}

export const builtIn: readonly Resource[] = [
  resource('v1', 'Pod', 'pods', true, podFields),
  resource('v1', 'Service', 'services'),
  resource('v1', 'Node', 'nodes', false, ['metadata.name', 'spec.unschedulable']),
  resource('v1', 'Namespace', 'namespaces', false, ['metadata.name', 'status.phase', 'name']),
  resource('v1', 'ServiceAccount', 'serviceaccounts'),
  resource('apps/v1', 'Deployment', 'deployments'),
  resource('apps/v1', 'ReplicaSet', 'replicasets'),
  resource('apps/v1', 'StatefulSet', 'statefulsets'),
  resource('apps/v1', 'DaemonSet', 'daemonsets'),
  resource('batch/v1', 'Job', 'jobs'),
  resource('batch/v1', 'CronJob', 'cronjobs'),
  resource('discovery.k8s.io/v1', 'EndpointSlice', 'endpointslices'),
  resource('networking.k8s.io/v1', 'Ingress', 'ingresses'),
  resource('networking.k8s.io/v1', 'NetworkPolicy', 'networkpolicies'),
];

export function groupVersionOf({ group, version }: Pick<Resource, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`;
}

/** The resource under which a custom kind is served: its plural is the usual one. */
export function customResource({ apiVersion, kind, metadata }: KubernetesObject): Resource {
  return resource(apiVersion, kind, pluralOf(kind), metadata.namespace !== undefined);
}

/** The usual plural of a kind, as a resource is named: `gateways`, `networkpolicies`, `ingresses`. */
export function pluralOf(kind: string): string {
  const lower = kind.toLowerCase();
  if (/[^aeiou]y$/.test(lower)) return `${lower.slice(0, -1)}ies`;
  return /(?:s|x|ch|sh)$/.test(lower) ? `${lower}es` : `${lower}s`;
}
