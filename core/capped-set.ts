/**
 * The union of two lists without repeats, the `limit` smallest by `keyOf`, sorted. Taking the smallest makes it
 * commutative, associative and idempotent, which "the first that came" is not.
 */
export function cappedUnion<Item>(
  one: readonly Item[],
  other: readonly Item[],
  limit: number,
  keyOf: (item: Item) => string,
): Item[] {
  const byKey = new Map<string, Item>();
  for (const item of [...one, ...other]) if (!byKey.has(keyOf(item))) byKey.set(keyOf(item), item);
  const keys = [...byKey.keys()].toSorted((a, b) => (a < b ? -1 : 1)).slice(0, limit);
  return keys.map((key) => byKey.get(key) as Item);
}
