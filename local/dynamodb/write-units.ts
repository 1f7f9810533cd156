import { db, type Index, type Item, type Params } from './dynalite.ts';
import type { Change } from './atomic-writes.ts';

/** One write unit for each started KiB. */
const unitsOf = (item: Item | undefined) => (item === undefined ? 1 : Math.max(1, Math.ceil(db.itemSize(item) / 1024)));

/**
 * What the writes to the secondary indexes cost: dynalite counts the table alone. An entry that stays as it was costs
 * nothing, one that moves to another key costs a delete and a put.
 */
export function indexUnits({ table, before, after }: Change): Readonly<Record<string, number>> {
  const indexes = [...(table.GlobalSecondaryIndexes ?? []), ...(table.LocalSecondaryIndexes ?? [])];
  const units: Record<string, number> = {};
  for (const index of indexes) {
    const one = unitsFor(index, { table, before, after });
    if (one > 0) units[index.IndexName] = one;
  }
  return units;
}

function unitsFor(index: Index, { table, before, after }: Change): number {
  const { puts, deletes } = db.getIndexActions([index], before, after ?? null, table);
  const [old] = db.getIndexActions([index], undefined, before ?? null, table).puts;
  const same = puts.filter(({ key, item }) => old?.key === key && JSON.stringify(old.item) === JSON.stringify(item));
  const written = puts.filter((put) => !same.includes(put)).reduce((sum, { item }) => sum + unitsOf(item), 0);
  return written + deletes.length * unitsOf(old?.item);
}

/** Adds the indexes' units to an answer that carries ConsumedCapacity. */
export function withIndexUnits(answer: Params, changes: readonly Change[], detail: boolean): Params {
  const consumed = answer['ConsumedCapacity'];
  if (consumed === undefined) return answer;
  const list = (Array.isArray(consumed) ? consumed : [consumed]) as Params[];
  const counted = list.map((one) => {
    const byIndex: Record<string, number> = {};
    for (const change of changes.filter(({ table }) => table.TableName === one['TableName'])) {
      for (const [index, units] of Object.entries(indexUnits(change))) byIndex[index] = (byIndex[index] ?? 0) + units;
    }
    const extra = Object.values(byIndex).reduce((sum, units) => sum + units, 0);
    const total = { ...one, CapacityUnits: Number(one['CapacityUnits']) + extra };
    if (!detail) return total;
    const entries = Object.entries(byIndex).map(([index, CapacityUnits]) => [index, { CapacityUnits }]);
    return { ...total, GlobalSecondaryIndexes: Object.fromEntries(entries) };
  });
  return { ...answer, ConsumedCapacity: Array.isArray(consumed) ? counted : counted[0] };
}
