import { canonicalAddress } from '../../core/address.ts';
import type { ClusterId } from '../../core/ids.ts';
import type { Interval } from '../../core/interval.ts';
import { lineageOf, type Workload } from '../../core/workload.ts';
import type { Node, Pod, PodSpec, Service } from './objects.ts';
import type { TopOwner } from './owner-walk.ts';

// What an object of Kubernetes says about whose an address is.

/** The pod that has the address, of those that name it: one that runs, else one that is ending, else one that ended; the youngest of several. */
export function holderOf(pods: readonly Pod[]): Pod | undefined {
  return pods.toSorted((a, b) => rank(b) - rank(a) || beginOf(b) - beginOf(a))[0];
}

/** How much of the address is its: 2 where it runs, 1 where it is ending, 0 where it ended. */
function rank({ metadata, status }: Pod): number {
  if (status?.phase === 'Succeeded' || status?.phase === 'Failed') return 0;
  return metadata.deletionTimestamp === undefined ? 2 : 1;
}

/** Whether the pod still holds its address, rather than having it only as a memory. */
export function isLive(pod: Pod): boolean {
  return rank(pod) === 2;
}

export function addressesOfPod({ status }: Pod): string[] {
  return canonical([status?.podIP, ...(status?.podIPs ?? []).map(({ ip }) => ip)]);
}

export function addressesOfService({ spec }: Service): string[] {
  // A headless service has the word 'None' for an address, which is none.
  return canonical([spec?.clusterIP, ...(spec?.clusterIPs ?? [])]);
}

export function addressesOfNode({ status }: Node): string[] {
  const internal = (status?.addresses ?? []).filter(({ type }) => type === 'InternalIP');
  return canonical(internal.map(({ address }) => address));
}

function canonical(addresses: readonly (string | undefined)[]): string[] {
  const known = addresses.flatMap((address) => canonicalAddress(address ?? '') ?? []);
  return [...new Set(known)];
}

/** Milliseconds since 1970 from which a pod can have had its address. */
function beginOf({ metadata, status }: Pod): number {
  return Date.parse(status?.startTime ?? metadata.creationTimestamp);
}

export function intervalOfPod(cluster: ClusterId, address: string, pod: Pod, top: TopOwner): Interval {
  const { name, namespace = '', uid } = pod.metadata;
  const { nodeName } = pod.spec;
  const at = nodeName === undefined ? {} : { node: nodeName };
  return {
    address,
    from: beginOf(pod),
    owner: { kind: 'pod', pod: { namespace, name, uid, ...at }, workload: workloadOf(cluster, pod, top) },
  };
}

export function intervalOfService(address: string, { metadata }: Service): Interval {
  const { name, namespace = '', uid, creationTimestamp } = metadata;
  return { address, from: Date.parse(creationTimestamp), owner: { kind: 'service', namespace, name, uid } };
}

export function intervalOfNode(address: string, { metadata: { name, uid, creationTimestamp } }: Node): Interval {
  return { address, from: Date.parse(creationTimestamp), owner: { kind: 'node', name, uid } };
}

/** A pod that shares its node's network, where the node itself may not be read: its name stands for its uid. */
export function intervalOfHost(address: string, pod: Pod): Interval {
  const name = pod.spec.nodeName ?? '';
  return { address, from: beginOf(pod), owner: { kind: 'node', name, uid: name } };
}

function workloadOf(cluster: ClusterId, pod: Pod, top: TopOwner): Workload {
  const { serviceAccountName } = pod.spec;
  const images = imagesIn(top.template) ?? imagesIn(pod.spec) ?? [];
  const { namespace, kind, uid } = top;
  return {
    cluster,
    lineage: lineageOf(cluster, { namespace, kind, uid, serviceAccount: serviceAccountName, images }),
    namespace: top.namespace,
    kind: top.kind,
    name: top.name,
    uid: top.uid,
    createdAt: top.createdAt,
    ...(serviceAccountName === undefined ? {} : { serviceAccount: serviceAccountName }),
    images,
  };
}

const most = { images: 32, characters: 512 };

/** The images of a template; undefined where it names none. */
function imagesIn(template: PodSpec | undefined): string[] | undefined {
  const containers = [...(template?.containers ?? []), ...(template?.initContainers ?? [])];
  const images = [...new Set(containers.flatMap(({ image = '' }) => (image === '' ? [] : [image.slice(0, most.characters)])))]; // prettier-ignore
  return images.length === 0 ? undefined : images.slice(0, most.images);
}
