import { digest } from '../../core/hash.ts';
import type { KubernetesObject } from '../kubernetes/object.ts';
import { containerName } from './workload-history.ts';
import {
  aliveAt,
  uidOf,
  type World,
  type WorldObject,
  type WorldPod,
  type WorldService,
  type WorldWorkload,
} from './world.ts';

/** Everything that a cluster's Kubernetes API holds at a moment, as objects. `start`: milliseconds since 1970. */
export function objectsAt(world: World, start: number, at: number): KubernetesObject[] {
  // A pod that got another address is one object.
  const pods = [...new Map(aliveAt(world.pods, at).map((pod) => [pod.uid, pod])).values()];
  const services = aliveAt(world.services, at);
  const workloads = aliveAt(world.workloads, at);
  const build = new Builder(world, start);
  const others = aliveAt(world.objects, at);
  const namespaces = new Set(
    [...workloads, ...services, ...others.map(({ object }) => object.metadata)].map(({ namespace }) => namespace),
  );
  const objects = [
    ...[...new Set([...namespaces, 'default', 'kube-system'])].toSorted().map((name) => build.namespace(name)),
    ...aliveAt(world.nodes, at).map((node) => build.node(node.name, node.uid, node.address, node.from)),
    ...workloads.filter(({ kind }) => kind !== 'Pod').map((workload) => build.workload(workload, pods)),
    ...build.between(pods),
    ...pods.map((pod) => build.pod(pod)),
    ...services.flatMap((service) => [build.service(service), ...build.slices(service, pods)]),
    ...others.map((other) => build.other(other)),
  ];
  return objects;
}

class Builder {
  readonly #world: World;
  readonly #start: number;

  constructor(world: World, start: number) {
    this.#world = world;
    this.#start = start;
  }

  /** Whole seconds, as Kubernetes writes times; cut, so that nothing begins later than it did. */
  #time(at: number): string {
    return `${new Date(this.#start + at).toISOString().slice(0, 19)}Z`;
  }

  #uid(...parts: readonly string[]): string {
    return uidOf(this.#world.cluster, ...parts);
  }

  namespace(name: string): KubernetesObject {
    const metadata = { name, uid: this.#uid('Namespace', name), creationTimestamp: this.#time(-30 * 86_400_000), labels: { 'kubernetes.io/metadata.name': name } };
    return { apiVersion: 'v1', kind: 'Namespace', metadata, spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } };
  } // prettier-ignore

  node(name: string, uid: string, address: string, from: number): KubernetesObject {
    const addresses = [{ type: 'InternalIP', address }, { type: 'Hostname', address: name }]; // prettier-ignore
    const metadata = { name, uid, creationTimestamp: this.#time(from), labels: { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux' } }; // prettier-ignore
    return { apiVersion: 'v1', kind: 'Node', metadata, spec: { providerID: `aws:///eu-west-1a/i-${hexOf(uid).slice(0, 17)}` }, status: { addresses, conditions: [{ type: 'Ready', status: 'True' }] } }; // prettier-ignore
  }

  workload(workload: WorldWorkload, pods: readonly WorldPod[]): KubernetesObject {
    const { apiVersion, kind, name, namespace, uid, labels, creator, from } = workload;
    const own = pods.filter((pod) => pod.workload.uid === uid);
    // Scaled to nothing, or between two runs, its template is still that of the pods that were.
    const pattern = own[0] ?? this.#world.pods.findLast((pod) => pod.workload.uid === uid);
    const metadata = {
      name,
      namespace,
      uid,
      creationTimestamp: this.#time(from),
      labels,
      ...(creator === undefined ? {} : { managedFields: [{ manager: creator, operation: 'Update', apiVersion, time: this.#time(from), fieldsType: 'FieldsV1' }] }), // prettier-ignore
    };
    const template = { metadata: { labels }, spec: podSpec(pattern) };
    if (kind === 'CronJob') return { apiVersion, kind, metadata, spec: { schedule: workload.shape.schedule, suspend: workload.shape.suspended, jobTemplate: { spec: { template } } }, status: {} }; // prettier-ignore
    return { apiVersion, kind, metadata, spec: { replicas: own.length, selector: { matchLabels: { app: labels.app } }, template }, status: { replicas: own.length, readyReplicas: own.length } }; // prettier-ignore
  }

  /** ReplicaSets, Jobs and the like between pods and their workloads, each once. */
  between(pods: readonly WorldPod[]): KubernetesObject[] {
    const objects = new Map<string, KubernetesObject>();
    for (const pod of pods) {
      if (pod.through === undefined) continue;
      const { workload, startedAt } = pod;
      const { kind, apiVersion, name } = pod.through;
      const uid = this.#uid(kind, workload.uid, name);
      if (objects.has(uid)) continue;
      const metadata = { name, namespace: workload.namespace, uid, creationTimestamp: this.#time(startedAt), labels: workload.labels, ownerReferences: [ownerReference(workload)] }; // prettier-ignore
      objects.set(uid, { apiVersion, kind, metadata, spec: {}, status: {} });
    }
    return [...objects.values()];
  }

  pod(pod: WorldPod): KubernetesObject {
    const { workload, through, name, uid, address, hostNetwork, node, startedAt } = pod;
    const owner = through === undefined ? workload : { ...through, uid: this.#uid(through.kind, workload.uid, through.name) };
    const hostIP = this.#world.nodes.find((one) => one.name === node)?.address;
    const metadata = {
      name,
      namespace: workload.namespace,
      uid,
      creationTimestamp: this.#time(startedAt),
      labels: workload.labels,
      ...(workload.kind === 'Pod' ? {} : { ownerReferences: [ownerReference(owner)] }),
    };
    const status = { phase: 'Running', hostIP, podIP: address, podIPs: [{ ip: address }], startTime: this.#time(startedAt), conditions: [{ type: 'Ready', status: 'True' }] };
    return { apiVersion: 'v1', kind: 'Pod', metadata, spec: { ...podSpec(pod), nodeName: node, ...(hostNetwork ? { hostNetwork } : {}) }, status };
  } // prettier-ignore

  service(service: WorldService): KubernetesObject {
    const { name, namespace, uid, address, type, ports, from, declared, workload } = service;
    const headless = type === 'Headless';
    const clusterIP = headless ? 'None' : address;
    const first = Math.min(...this.#world.services.filter((other) => other.uid === uid).map((other) => other.from), from);
    const app = (workload ?? declared).split('/')[1];
    const balancer = type === 'LoadBalancer' ? { ingress: [{ hostname: `${name}-${hexOf(uid).slice(0, 10)}.elb.eu-west-1.amazonaws.com` }] } : {};
    const ranged = service.ranges.length === 0 ? {} : { loadBalancerSourceRanges: [...service.ranges] };
    const annotations = service.internal ? { annotations: { 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internal' } } : {};
    const spec = { ...ranged, type: headless ? 'ClusterIP' : type, clusterIP, clusterIPs: [clusterIP], ports: ports.map(({ port, target }) => ({ protocol: 'TCP', port, targetPort: target ?? port })), ...(workload === undefined ? {} : { selector: { app } }), sessionAffinity: 'None' };
    return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace, uid, creationTimestamp: this.#time(first), ...annotations }, spec, status: { loadBalancer: balancer } };
  } // prettier-ignore

  other({ object, from }: WorldObject): KubernetesObject {
    const { kind, metadata } = object;
    const uid = this.#uid(kind, metadata.namespace, metadata.name);
    return { ...object, metadata: { ...metadata, uid, creationTimestamp: this.#time(from) } };
  }

  slices(service: WorldService, pods: readonly WorldPod[]): KubernetesObject[] {
    const behind = pods.filter((pod) => pod.workload.declared === service.workload);
    if (behind.length === 0) return [];
    const { name, namespace, uid, ports } = service;
    const metadata = { name: `${name}-${hexOf(uid).slice(0, 5)}`, namespace, uid: this.#uid('EndpointSlice', uid), creationTimestamp: this.#time(service.from), labels: { 'kubernetes.io/service-name': name }, ownerReferences: [ownerReference({ apiVersion: 'v1', kind: 'Service', name, uid })] };
    const endpoints = behind.map((pod) => ({ addresses: [pod.address], conditions: { ready: true, serving: true, terminating: false }, nodeName: pod.node, targetRef: { kind: 'Pod', namespace, name: pod.name, uid: pod.uid } }));
    return [{ apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata, addressType: 'IPv4', endpoints, ports: ports.map(({ port, target }) => ({ port: target ?? port, protocol: 'TCP' })) }];
  } // prettier-ignore
}

function ownerReference({ apiVersion, kind, name, uid }: Pick<WorldWorkload, 'apiVersion' | 'kind' | 'name' | 'uid'>) {
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}

function podSpec(pod: WorldPod | undefined) {
  if (pod === undefined) return {};
  const { shape } = pod.workload;
  const resources = shape.limits ? { limits: { cpu: '1', memory: '512Mi' } } : {};
  const security = { ...(pod.privileged ? { privileged: true } : {}), ...(shape.capabilities.length > 0 ? { capabilities: { add: shape.capabilities } } : {}) };
  const portsOfFirst = [...shape.ports.map((containerPort) => ({ containerPort })), ...shape.hostPorts.map((port) => ({ containerPort: port, hostPort: port }))];
  const containers = pod.images.map((image, at) => ({
    name: containerName(at),
    image,
    resources,
    ...(Object.keys(security).length > 0 ? { securityContext: security } : {}),
    ...(at === 0 && portsOfFirst.length > 0 ? { ports: portsOfFirst } : {}),
  }));
  return {
    containers,
    serviceAccountName: pod.serviceAccount,
    restartPolicy: 'Always',
    ...(shape.hostPID ? { hostPID: true } : {}),
    ...(pod.hostNetwork ? { hostNetwork: true } : {}),
    ...(shape.automountToken ? {} : { automountServiceAccountToken: false }),
    ...(shape.hostPath.length > 0 ? { volumes: shape.hostPath.map((path, at) => ({ name: `host-${at}`, hostPath: { path } })) } : {}),
  };
} // prettier-ignore

function hexOf(text: string): string {
  return digest('suffix', text);
}
