import type { LivePods } from '../../core/authorize-index.ts';
import { askedAccess } from '../../core/enrolment.ts';
import type { ClusterId } from '../../core/ids.ts';
import type { Snapshot } from '../../core/inventory/snapshot.ts';
import { speakingPods } from '../../core/inventory/speaking-pods.ts';
import type { ClusterStore, ClusterView } from '../../core/ports/clusters.ts';
import { publishIndex, type PublishedIndex } from '../publish-index.ts';
import { settleInventory, type SettleDeps } from '../settle-inventory.ts';

export interface LookDeps extends SettleDeps {
  readonly view: ClusterView;
}

export interface DiscoverDeps extends LookDeps {
  readonly clusters: ClusterStore;
  readonly index: PublishedIndex;
}

/** How long one cluster may take to answer; the schedule comes back in a minute. */
export const lookBudgetMs = 40_000;

/** Clusters that are looked at at a time: their objects are in memory meanwhile. */
const lanes = 3;

/**
 * Looks at every enrolled cluster that can be asked. One that fails is told of and holds up no other. Tokens of pods that a
 * look found gone are good no longer.
 */
export async function discover(deps: DiscoverDeps): Promise<void> {
  const waiting = (await deps.clusters.all()).filter((cluster) => askedAccess(cluster) !== undefined);
  const failed: string[] = [];
  const pods = new Map<ClusterId, LivePods>();
  const lane = async () => {
    for (let cluster = waiting.shift(); cluster !== undefined; cluster = waiting.shift()) {
      try {
        const seen = await discoverOne(cluster.id, deps);
        const speaking = seen && cluster.identity && speakingPods(seen, cluster.identity);
        if (speaking !== undefined) pods.set(cluster.id, speaking);
      } catch (error) {
        failed.push(cluster.id);
        deps.log.error('a cluster could not be taken in', { cluster: cluster.id, error: (error as Error).message });
        deps.meter.count('discover.failed', 1);
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  if (pods.size > 0) await publishIndex(deps, { pods });
  // Said once all had their turn, so that the schedule's failure destination and the alarm hear of it.
  if (failed.length > 0) throw new Error(`${failed.length} clusters could not be taken in: ${failed.slice(0, 5).join(', ')}`);
} // prettier-ignore

export async function discoverOne(cluster: ClusterId, deps: LookDeps): Promise<Snapshot | undefined> {
  const seen = await deps.view.look(cluster, lookBudgetMs);
  if (seen === 'not-enrolled') return undefined;
  await settleInventory(cluster, 'discover', seen, deps);
  return seen;
}
