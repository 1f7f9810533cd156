import type { Familiarity } from './familiarity.ts';
import type { Workload } from './workload.ts';

/** How much is known of a newcomer's origin. */
export interface Trust {
  readonly level: 'trusted' | 'unsure' | 'stranger';
  /** Sentences for people, the weightiest first. */
  readonly because: readonly string[];
}

/** In the baseline, itself or by a wider fact; or seen while learning, which is for the review list and pages nobody. */
export function isKnownEdge({ edge }: Pick<Familiarity, 'edge'>): boolean {
  return edge === 'known' || edge === 'generalised' || edge === 'candidate';
}

/** Whether the source was made after learning had ended. */
export function isNewborn({ workload }: Pick<Familiarity, 'workload'>): boolean {
  return workload === 'newcomer' || workload === 'probation';
}

/**
 * A creator and an image that this cluster knows make a newcomer one of the house; neither makes it a stranger. What
 * nobody can tell (no audit log, no image) counts for neither side.
 */
export function trustOf({ creator }: Pick<Workload, 'creator'>, familiarity: Familiarity): Trust {
  const { imagesKnownHere: image, creatorKnownHere: made, creatorKnownInNamespace: here } = familiarity;
  const because = [
    image === false ? 'no settled workload here runs its image repository' : image === true ? 'its image repository is known here' : 'its image is not known',
    creator === undefined ? 'nobody knows who created it' : made === false ? `${creator} never created anything here before` : here === false ? `${creator} never created anything in this namespace before` : `${creator} created settled workloads before`,
  ];
  if (image === true && made === true) return { level: 'trusted', because };
  if (image === false && made !== true) return { level: 'stranger', because };
  return { level: 'unsure', because };
} // prettier-ignore
