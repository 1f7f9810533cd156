import type { CounterSheet } from '../../core/counter-sheet.ts';
import type { CounterStore, SheetRef, Stored } from '../../core/ports.ts';
import { sortedBy } from '../sorted-by.ts';

const keyOf = ({ cluster, node, bootId, hour }: SheetRef) => JSON.stringify([cluster, node, hour, bootId]);

export function memoryCounters(): CounterStore {
  const stored = new Map<string, Stored<CounterSheet> & { readonly ref: SheetRef }>();
  return {
    async read(sheet) {
      const found = stored.get(keyOf(sheet));
      return found && { value: found.value, revision: found.revision };
    },
    async write(sheet, value, expected) {
      const key = keyOf(sheet);
      if (stored.get(key)?.revision !== expected) return 'stale';
      const { cluster, node, bootId, hour } = sheet;
      stored.set(key, { ref: { cluster, node, bootId, hour }, value, revision: (expected ?? 0) + 1 });
      return 'stored';
    },
    async ofCluster(cluster) {
      const sheets = [...stored.values()].filter(({ ref }) => ref.cluster === cluster);
      return sortedBy(sheets, ({ ref }) => keyOf(ref)).map(({ ref, value }) => ({ ...ref, sheet: value }));
    },
  };
}
