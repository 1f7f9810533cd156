/** Sorted by the code units of a key: the same on every machine, whatever its locale. */
export function sortedBy<Value>(values: readonly Value[], keyOf: (value: Value) => string): Value[] {
  return values.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : keyOf(one) > keyOf(other) ? 1 : 0));
}
