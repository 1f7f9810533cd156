import type { ClusterId } from '../../core/ids.ts';
import type { LookFault } from '../../core/inventory/cluster-facts.ts';
import { type ListName, listNames, lists, snapshotOf } from '../../core/inventory/snapshot.ts';
import type { ClusterView } from '../../core/ports/clusters.ts';
import type { Clock } from '../../core/ports/runtime.ts';

export interface RawObject {
  readonly apiVersion: string;
  readonly kind: string;
}

export interface MemoryView extends ClusterView {
  /** From now on these are the objects of the cluster, whenever it is looked at. */
  hold(cluster: ClusterId, objects: () => readonly RawObject[]): void;
  /** Makes these lists fail (all of them where none is named), or work again. */
  fail(cluster: ClusterId, fault: LookFault | undefined, names?: readonly ListName[]): void;
}

export function memoryView(now: Clock): MemoryView {
  const clusters = new Map<ClusterId, () => readonly RawObject[]>();
  const faults = new Map<ClusterId, ReadonlyMap<ListName, LookFault>>();
  return {
    hold: (cluster, objects) => void clusters.set(cluster, objects),
    fail(cluster, fault, names = listNames) {
      if (fault === undefined) faults.delete(cluster);
      else faults.set(cluster, new Map(names.map((name) => [name, fault])));
    },
    async look(cluster) {
      const objects = clusters.get(cluster);
      if (objects === undefined) return 'not-enrolled';
      const missing = faults.get(cluster) ?? new Map<ListName, LookFault>();
      const there = new Map<ListName, RawObject[]>(listNames.filter((name) => !missing.has(name)).map((name) => [name, []]));
      const owners: RawObject[] = [];
      for (const object of objects()) {
        const name = listOf(object);
        if (name === undefined) owners.push(object);
        else there.get(name)?.push(object);
      }
      const at = new Date(now()).toISOString();
      return snapshotOf({ at, version: undefined, lists: Object.fromEntries(there), missing: Object.fromEntries(missing), owners, odd: 0 });
    },
  };
} // prettier-ignore

function listOf({ apiVersion, kind }: RawObject): ListName | undefined {
  const prefix = apiVersion.includes('/') ? `/apis/${apiVersion}/` : `/api/${apiVersion}/`;
  return listNames.find((name) => lists[name].kind === kind && lists[name].path.startsWith(prefix));
}
