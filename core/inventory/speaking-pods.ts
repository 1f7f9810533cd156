import type { LivePods } from '../authorize-index.ts';
import type { ClusterIdentity } from '../cluster-identity.ts';
import type { Snapshot } from './snapshot.ts';

/** The pods that run under a service account that speaks for their cluster; undefined where the look did not see all pods. */
export function speakingPods({ at, items: { pods }, odd }: Snapshot, { subject, inventorySubject }: Pick<ClusterIdentity, 'subject' | 'inventorySubject'>): LivePods | undefined {
  if (pods === undefined || odd > 0) return undefined;
  const accounts = new Set([subject, inventorySubject]);
  const speaking = pods.filter(({ metadata: { namespace = '' }, spec: { serviceAccountName = 'default' } }) => accounts.has(`system:serviceaccount:${namespace}:${serviceAccountName}`));
  return { at, uids: speaking.map(({ metadata: { uid } }) => uid).toSorted() };
} // prettier-ignore
