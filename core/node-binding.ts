import type { Whereabouts } from './resolve.ts';

type Place = 'here' | 'elsewhere' | 'unknown';

function placeOf(end: Whereabouts, node: string): Place {
  if (!('interval' in end)) return 'unknown';
  const { owner } = end.interval;
  switch (owner.kind) {
    case 'pod':
      return owner.pod.node === undefined ? 'unknown' : owner.pod.node === node ? 'here' : 'elsewhere';
    case 'node':
      return owner.name === node ? 'here' : 'elsewhere';
    case 'service':
      return 'unknown';
  }
}

/**
 * Whether a sentinel tells of a conversation that its node took no part in: the end that would be there (who calls on the
 * way out, who is called on the way in) is known to be on another node, and the other end is not there either. What nobody
 * can tell, because Kubernetes is down or a pod was gone too soon, is not held against it.
 */
export function isForeign(ends: { readonly source: Whereabouts; readonly destination: Whereabouts }, direction: 'in' | 'out', node: string): boolean {
  const [near, far] = direction === 'out' ? [ends.source, ends.destination] : [ends.destination, ends.source];
  return placeOf(near, node) === 'elsewhere' && placeOf(far, node) !== 'here';
} // prettier-ignore
