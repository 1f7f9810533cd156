import { lineageOf, type Workload } from '../../core/workload.ts';
import type { Interval, Owner } from '../../core/interval.ts';
import { endless, type World, type WorldPod } from './world.ts';

/** A change of who has an address: with `to` set, the end of an interval that had begun. */
export interface OwnerChange {
  /** Milliseconds from the scenario's start. */
  readonly at: number;
  readonly interval: Interval;
}

/**
 * All changes of owners in one cluster, in the order of time; ends before beginnings, so that an address can pass on.
 * @param creatorKnown whether the audit log told at once who made what was made at a moment
 */
export function ownerChanges(world: World, start: number, creatorKnown: (at: number) => boolean = () => true): OwnerChange[] {
  const changes: OwnerChange[] = [];
  const add = (address: string, from: number, until: number, owner: Owner, began = from) => {
    const interval: Interval = { address, from: start + began, owner };
    changes.push({ at: from, interval });
    if (Number.isFinite(until)) changes.push({ at: until, interval: { ...interval, to: start + until } });
  };
  for (const node of world.nodes) add(node.address, node.from, node.until, { kind: 'node', name: node.name, uid: node.uid });
  for (const service of world.services) {
    if (service.type === 'Headless') continue;
    const { namespace, name, uid, address, from, until } = service;
    // A service that changes anything but its name and address is the same owner as before.
    const same = world.services.filter((other) => other.uid === uid && other.address === address);
    const goesOn = same.some((other) => other.from === until);
    add(address, from, goesOn ? endless : until, { kind: 'service', namespace, name, uid }, Math.min(...same.map((other) => other.from)));
  }
  for (const pod of world.pods) {
    if (pod.hostNetwork) continue;
    const { namespace } = pod.workload;
    const owner: Owner = {
      kind: 'pod',
      pod: { namespace, name: pod.name, uid: pod.uid, node: pod.node },
      workload: workloadOf(pod, world, start, creatorKnown),
    };
    add(pod.address, pod.from, pod.until, owner);
  }
  return changes.toSorted((a, b) => a.at - b.at || Number(a.interval.to === undefined) - Number(b.interval.to === undefined));
} // prettier-ignore

/** The workload as the directory knows it from this pod. */
export function workloadOf(pod: WorldPod, world: Pick<World, 'cluster'>, start: number, creatorKnown: (at: number) => boolean = () => true): Workload {
  const { namespace, kind, name, uid, creator, from } = pod.workload;
  const { serviceAccount, images } = pod;
  return {
    cluster: world.cluster,
    lineage: lineageOf(world.cluster, { namespace, kind, uid, serviceAccount, images: [...images] }),
    namespace,
    kind,
    name,
    uid,
    createdAt: new Date(start + from).toISOString(),
    ...(creator === undefined || !creatorKnown(from) ? {} : { creator }),
    serviceAccount: pod.serviceAccount,
    images: [...pod.images],
  };
} // prettier-ignore
