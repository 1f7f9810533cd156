import * as z from 'zod';
import { cappedUnion } from './capped-set.ts';
import { Integer } from './fields.ts';

export const supportLimits = { hours: 3, pods: 4, slots: 3 } as const;

/** Ten minutes: fine enough to see that two pods lived at one moment, coarse enough to change an edge a few times only. */
export const slotMs = 600_000;

/** A pod that spoke on an edge: since when it lived (milliseconds since 1970), and the first slots of time in which it spoke. */
export const PodSupport = z.object({
  uid: z.string(),
  since: z.number(),
  slots: z.array(Integer).max(supportLimits.slots),
});
export type PodSupport = z.infer<typeof PodSupport>;

/** What learning needs of an edge, as much as the rule asks for. Pods are forgotten once the hours are enough by themselves. */
export const Support = z.object({
  /** Event hours as `2026-11-23T14`, windows with loss left out. */
  hours: z.array(z.string()).max(supportLimits.hours),
  pods: z.array(PodSupport).max(supportLimits.pods),
});
export type Support = z.infer<typeof Support>;

export const noSupport: Support = { hours: [], pods: [] };

/** The slot that an event time lies in. */
export function slotOf(at: number): number {
  return Math.floor(at / slotMs);
}

const itself = (text: string) => text;

/** Commutative, associative, idempotent. */
export function mergeSupport(one: Support, other: Support): Support {
  const hours = cappedUnion(one.hours, other.hours, supportLimits.hours, itself);
  if (hours.length >= supportLimits.hours) return { hours, pods: [] };
  const byUid = new Map<string, PodSupport>();
  for (const pod of [...one.pods, ...other.pods]) {
    const there = byUid.get(pod.uid);
    byUid.set(pod.uid, there === undefined ? pod : samePod(there, pod));
  }
  const pods = [...byUid.values()].toSorted((a, b) => (a.uid < b.uid ? -1 : 1)).slice(0, supportLimits.pods);
  return { hours, pods };
}

function samePod(one: PodSupport, other: PodSupport): PodSupport {
  const slots = [...new Set([...one.slots, ...other.slots])].toSorted((a, b) => a - b).slice(0, supportLimits.slots);
  return { uid: one.uid, since: Math.min(one.since, other.since), slots };
}

/**
 * Whether two pods were alive at one moment: both began before a slot in which both spoke. A pod that replaces another
 * is not enough, however often it happens.
 */
export function liveTogether(pods: readonly PodSupport[]): boolean {
  return pods.some((one, at) =>
    pods.slice(at + 1).some((other) => one.slots.some((slot) => other.slots.includes(slot) && Math.max(one.since, other.since) <= slot * slotMs)),
  );
} // prettier-ignore
