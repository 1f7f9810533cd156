import type { LivePods } from '../authorize-index.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * The pods that run under the service account that speaks for their cluster; undefined where the look did not see all pods.
 * @param subject `system:serviceaccount:NAMESPACE:NAME`
 */
export function speakingPods({ at, items: { pods }, odd }: Snapshot, subject: string): LivePods | undefined {
  if (pods === undefined || odd > 0) return undefined;
  const speaking = pods.filter(({ metadata: { namespace = '' }, spec: { serviceAccountName = 'default' } }) => `system:serviceaccount:${namespace}:${serviceAccountName}` === subject);
  return { at, uids: speaking.map(({ metadata: { uid } }) => uid).toSorted() };
} // prettier-ignore
