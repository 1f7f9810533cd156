/**
 * A list with one more, exactly as long as it is. One that is pushed or spread to makes room for seventeen, and of what we
 * keep by the ten thousand most lists have one entry.
 */
export function withOne<Entry>(list: readonly Entry[], entry: Entry): readonly Entry[] {
  return list.length === 0 ? [entry] : list.concat([entry]);
}
