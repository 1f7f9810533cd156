import * as z from 'zod';
import { textUpTo } from './fields.ts';
import { Workload } from './workload.ts';

const Pod = z.object({
  namespace: textUpTo(253),
  name: textUpTo(253),
  uid: textUpTo(64),
  node: textUpTo(253).optional(),
});

/** Whose an address was: a pod's workload, a service, a node (and all that share its network). */
export const Owner = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pod'), pod: Pod, workload: Workload }),
  z.object({ kind: z.literal('service'), namespace: textUpTo(253), name: textUpTo(253), uid: z.string() }),
  z.object({ kind: z.literal('node'), name: textUpTo(253), uid: z.string() }),
]);
export type Owner = z.infer<typeof Owner>;

/** An address had this owner from `from` until `to` (milliseconds since 1970, event time; open where `to` is absent). */
export const Interval = z.object({
  address: textUpTo(45),
  from: z.number(),
  to: z.number().optional(),
  owner: Owner,
});
export type Interval = z.infer<typeof Interval>;

/** The uid that tells two owners of one address apart. */
export function ownerUid(owner: Owner): string {
  return owner.kind === 'pod' ? owner.pod.uid : owner.uid;
}

/**
 * Whose the address was at that time. Where intervals overlap (the end of an old one was not seen), the one that began
 * last counts, because an address has one owner and the newer one proves that the older had gone.
 */
export function intervalAt(intervals: readonly Interval[], at: number): Interval | undefined {
  let best: Interval | undefined;
  for (const interval of intervals) {
    if (interval.from > at || (interval.to !== undefined && interval.to <= at)) continue;
    if (best === undefined || interval.from > best.from) best = interval;
  }
  return best;
}
