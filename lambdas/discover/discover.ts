import type { ClusterStore, ClusterView } from '../../core/ports.ts';
import { settleInventory, type SettleDeps } from '../settle-inventory.ts';

export interface DiscoverDeps extends SettleDeps {
  readonly clusters: ClusterStore;
  readonly view: ClusterView;
}

/** How long one cluster may take to answer; the schedule comes back in a minute. */
export const lookBudgetMs = 40_000;

/** Clusters that are looked at at a time: their objects are in memory meanwhile. */
const lanes = 3;

/** Looks at every enrolled cluster that can be asked. One that fails is told of and holds up no other. */
export async function discover(deps: DiscoverDeps): Promise<void> {
  const waiting = (await deps.clusters.all()).filter(({ access }) => access !== undefined);
  const failed: string[] = [];
  const lane = async () => {
    for (let cluster = waiting.shift(); cluster !== undefined; cluster = waiting.shift()) {
      try {
        await discoverOne(cluster.id, deps);
      } catch (error) {
        failed.push(cluster.id);
        deps.log.error('a cluster could not be taken in', { cluster: cluster.id, error: (error as Error).message });
        deps.meter.count('discover.failed', 1);
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  // Said once all had their turn, so that the schedule's failure destination and the alarm hear of it.
  if (failed.length > 0) throw new Error(`${failed.length} clusters could not be taken in: ${failed.slice(0, 5).join(', ')}`);
} // prettier-ignore

export async function discoverOne(cluster: Parameters<ClusterView['look']>[0], deps: DiscoverDeps): Promise<void> {
  const seen = await deps.view.look(cluster, lookBudgetMs);
  if (seen === 'not-enrolled') return;
  await settleInventory(cluster, 'discover', seen, deps);
}
