/** What several workloads of a cluster may have in common: the more settled ones use it, the less a newcomer's use says. */
export interface Renowned {
  readonly kind: 'name' | 'image' | 'creator' | 'creator-in-namespace';
  readonly object: string;
}

/** One word for a thing, by which answers are found again. */
export function renownedKey({ kind, object }: Renowned): string {
  return `${kind} ${object}`;
}
