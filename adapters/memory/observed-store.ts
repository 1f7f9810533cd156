import type { ObservedStore } from '../../core/ports/clusters.ts';
import { type Observed, sightOf } from '../../core/inventory/observed.ts';
import { sortedBy } from '../sorted-by.ts';
import { type Changes, changeHooks } from './change-hooks.ts';

/** @param idOf tells two things of one cluster apart */
export function memoryObserved<Value extends Observed, Id extends string>(
  idOf: (value: Value) => Id,
): ObservedStore<Value, Id> & Changes<Value> {
  const stored = new Map<string, Map<Id, Value>>();
  const { onChange, changed } = changeHooks<Value>();
  return {
    onChange,
    find: async (cluster, id) => stored.get(cluster)?.get(id),
    async put(value) {
      const there = stored.get(value.cluster) ?? new Map<Id, Value>();
      const before = there.get(idOf(value));
      if (before !== undefined && (Date.parse(value.asOf) < Date.parse(before.asOf) || sightOf(value) === sightOf(before))) return 'known'; // prettier-ignore
      stored.set(value.cluster, there.set(idOf(value), value));
      changed(value);
      return before === undefined ? 'stored' : 'changed';
    },
    ofCluster: async (cluster) => sortedBy([...(stored.get(cluster)?.values() ?? [])], idOf),
  };
}
