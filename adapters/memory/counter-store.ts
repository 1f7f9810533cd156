import { joinedNumbers, missingNumbers } from '../../core/batch-numbers.ts';
import type { CounterSheet } from '../../core/counter-sheet.ts';
import { type CounterStore, type Heard, lookedBackMs, type SheetRef } from '../../core/ports/graph.ts';
import type { Stored } from '../../core/ports/stored.ts';
import { hourOf } from '../../core/resolve.ts';
import { sortedBy } from '../sorted-by.ts';

const keyOf = ({ cluster, node, bootId, hour }: SheetRef) => JSON.stringify([cluster, node, hour, bootId]);

function heardIn(node: string, sheets: readonly (Stored<CounterSheet> & { readonly ref: SheetRef })[], at: number): Heard {
  const hours = sheets.map(({ ref }) => ref.hour).toSorted();
  const since = [hourOf(at - lookedBackMs), hours.at(-1) ?? ''].toSorted()[0] ?? '';
  const lately = sheets.filter(({ ref }) => ref.hour >= since);
  const boots = Map.groupBy(lately, ({ ref }) => ref.bootId);
  const received = [...boots.values()].map((ofBoot) => ofBoot.map(({ value }) => value.received).reduce(joinedNumbers, []));
  return {
    node,
    heardAt: sheets.map(({ value }) => value.receivedAt).toSorted().at(-1) ?? '',
    paceMs: Math.max(...lately.map(({ value }) => value.paceMs)),
    lostPpm: Math.max(...lately.map(({ value }) => value.lostPpm)),
    missing: received.reduce((sum, numbers) => sum + missingNumbers(numbers), 0),
  };
} // prettier-ignore

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
    async heard(cluster, at) {
      const ofNodes = Map.groupBy([...stored.values()].filter(({ ref }) => ref.cluster === cluster), ({ ref }) => ref.node); // prettier-ignore
      return sortedBy(
        [...ofNodes].map(([node, sheets]) => heardIn(node, sheets, at)),
        (one) => one.node,
      );
    },
    async since(cluster, node, hour) {
      const sheets = [...stored.values()].filter(({ ref }) => ref.cluster === cluster && ref.node === node && ref.hour >= hour); // prettier-ignore
      return sortedBy(sheets, ({ ref }) => keyOf(ref)).map(({ value }) => value);
    },
    async ofCluster(cluster) {
      const sheets = [...stored.values()].filter(({ ref }) => ref.cluster === cluster);
      return sortedBy(sheets, ({ ref }) => keyOf(ref)).map(({ ref, value }) => ({ ...ref, sheet: value }));
    },
  };
}
