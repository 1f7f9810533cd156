import { canonicalAddress } from '../address.ts';
import type { ClusterId } from '../ids.ts';
import { type Interval, ownerUid } from '../interval.ts';
import type { Workload } from '../workload.ts';
import type { Pod, PodSpec } from './objects.ts';
import { imagesOf, lineageOfTop, type Owners, type Top } from './owners.ts';
import type { Snapshot } from './snapshot.ts';

/** Who held an address at the last look, in as few words as tell the next one what changed. */
export interface Holder {
  readonly address: string;
  readonly uid: string;
  readonly kind: 'pod' | 'service' | 'node';
}

const sources = { pod: 'pods', service: 'services', node: 'nodes' } as const;

/** Whose each address is at a look: of pods that hold theirs, of services, of nodes. Only from lists that are whole. */
export function intervalsIn(cluster: ClusterId, { items }: Snapshot, owners: Owners): Interval[] {
  const intervals: Interval[] = [];
  for (const pod of items.pods ?? []) {
    if (pod.spec.hostNetwork === true || !isLive(pod)) continue;
    const { name, namespace = '', uid } = pod.metadata;
    const node = pod.spec.nodeName === undefined ? {} : { node: pod.spec.nodeName };
    const workload = workloadOf(cluster, owners.topOf(pod));
    for (const address of canonical([pod.status?.podIP, ...(pod.status?.podIPs ?? []).map(({ ip }) => ip)])) {
      intervals.push({ address, from: beginOf(pod), owner: { kind: 'pod', pod: { namespace, name, uid, ...node }, workload } }); // prettier-ignore
    }
  }
  for (const { metadata, spec } of items.services ?? []) {
    const { name, namespace = '', uid, creationTimestamp } = metadata;
    for (const address of canonical([spec?.clusterIP, ...(spec?.clusterIPs ?? [])])) {
      intervals.push({ address, from: Date.parse(creationTimestamp), owner: { kind: 'service', namespace, name, uid } }); // prettier-ignore
    }
  }
  for (const { metadata, status } of items.nodes ?? []) {
    const internal = (status?.addresses ?? []).filter(({ type }) => type === 'InternalIP');
    for (const address of canonical(internal.map((one) => one.address))) {
      intervals.push({ address, from: Date.parse(metadata.creationTimestamp), owner: { kind: 'node', name: metadata.name, uid: metadata.uid } }); // prettier-ignore
    }
  }
  return intervals;
}

export interface HolderChanges {
  /** To be written as they are. */
  readonly began: readonly Interval[];
  /** Whose interval ends, and when (milliseconds since 1970): the next one's beginning, the end of the pod, or the look. */
  readonly ended: readonly (Holder & { readonly to: number })[];
  /** What the next look compares with. */
  readonly roster: readonly Holder[];
}

/** What changed since the roster was made. Whatever hangs on a list that could not be had stays as it was. */
export function holderChanges(roster: readonly Holder[], intervals: readonly Interval[], snapshot: Snapshot): HolderChanges {
  const keyOf = ({ address, uid }: Pick<Holder, 'address' | 'uid'>) => `${address} ${uid}`;
  const now = new Map(intervals.map((interval) => [keyOf({ address: interval.address, uid: ownerUid(interval.owner) }), interval]));
  const before = new Map(roster.map((holder) => [keyOf(holder), holder]));
  const began = [...now].filter(([key]) => !before.has(key)).map(([, interval]) => interval);
  const successors = new Map(began.map((interval) => [interval.address, interval.from]));
  const at = Date.parse(snapshot.at);
  const ends = endsOf(snapshot);
  const ended: (Holder & { to: number })[] = [];
  const kept: Holder[] = [];
  for (const [key, holder] of before) {
    if (now.has(key)) continue;
    const successor = successors.get(holder.address);
    if (snapshot.items[sources[holder.kind]] === undefined && successor === undefined) kept.push(holder);
    else ended.push({ ...holder, to: Math.min(at, successor ?? at, ends.get(holder.uid) ?? at) });
  }
  const there = intervals.map(({ address, owner }) => ({ address, uid: ownerUid(owner), kind: owner.kind }));
  return { began, ended, roster: [...there, ...kept] };
} // prettier-ignore

/** When pods that are still listed came to their end. */
function endsOf({ items }: Snapshot): Map<string, number> {
  const ends = new Map<string, number>();
  for (const { metadata, status } of items.pods ?? []) {
    const finished = (status?.containerStatuses ?? []).flatMap(({ state }) => state?.terminated?.finishedAt ?? []);
    if (finished.length > 0) ends.set(metadata.uid, Math.max(...finished.map(Date.parse)));
  }
  return ends;
}

function isLive({ status }: Pod): boolean {
  return status?.phase !== 'Succeeded' && status?.phase !== 'Failed';
}

/** Milliseconds since 1970 from which a pod can have had its address. */
function beginOf({ metadata, status }: Pod): number {
  return Date.parse(status?.startTime ?? metadata.creationTimestamp);
}

function canonical(addresses: readonly (string | undefined)[]): string[] {
  return [...new Set(addresses.flatMap((address) => canonicalAddress(address ?? '') ?? []))];
}

/** A workload as it is known when it is first seen. Whoever made it is told by the audit log alone. */
export function workloadOf(cluster: ClusterId, top: Top): Workload {
  const { serviceAccountName }: PodSpec = top.template?.spec ?? {};
  return {
    cluster,
    lineage: lineageOfTop(cluster, top),
    namespace: top.namespace,
    kind: top.kind,
    name: top.name,
    uid: top.uid,
    createdAt: top.createdAt,
    ...(serviceAccountName === undefined ? {} : { serviceAccount: serviceAccountName }),
    images: imagesOf(top),
  };
}
