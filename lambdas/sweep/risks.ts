import type { ClusterId } from '../../core/ids.ts';
import type { InventoryState } from '../../core/inventory/cluster-facts.ts';
import type {
  ClusterPartStore,
  ExposureStore,
  NamespaceStore,
  NodeStore,
  RiskStore,
  TraitsStore,
} from '../../core/ports/clusters.ts';
import type { CounterStore, EdgeStore } from '../../core/ports/graph.ts';
import type { BaselineStore } from '../../core/ports/judgement.ts';
import type { Clock, Log, Meter } from '../../core/ports/runtime.ts';
import type { Scene } from '../../core/risks/scene.ts';
import { riskChanges } from '../../core/risks/track.ts';
import { track } from '../../core/risks/trackers.ts';

export interface RiskDeps {
  readonly baseline: Pick<BaselineStore, 'facts'>;
  readonly edges: Pick<EdgeStore, 'ofCluster'>;
  readonly counters: Pick<CounterStore, 'ofCluster' | 'heard'>;
  readonly exposures: ExposureStore;
  readonly traits: TraitsStore;
  readonly namespaces: NamespaceStore;
  readonly nodes: NodeStore;
  readonly parts: Pick<ClusterPartStore, 'find'>;
  readonly risks: RiskStore;
  readonly now: Clock;
  readonly log: Log;
  readonly meter: Meter;
}

/** Opens what trackers see now and closes what they see no longer. `whole`: with all conversations and facts of the cluster. */
export async function trackRisks(cluster: ClusterId, whole: boolean, inventory: InventoryState | undefined, deps: RiskDeps): Promise<void> {
  const scene = await sceneOf(cluster, whole, inventory, deps);
  const { seen, ran } = track(scene);
  const at = new Date(deps.now()).toISOString();
  for (const risk of riskChanges(cluster, await deps.risks.ofCluster(cluster), seen, ran, at)) {
    await deps.risks.put(risk, at);
    deps.log.info(risk.fixedAt === undefined ? 'risk open' : 'risk mended', { risk: risk.id, cluster, tracker: risk.tracker, severity: risk.severity });
    deps.meter.count('sweep.risks', 1, risk.tracker);
  }
} // prettier-ignore

/** What trackers see. What hangs on an inventory that was never whole is left out: "nothing there" would be a claim. */
async function sceneOf(cluster: ClusterId, whole: boolean, inventory: InventoryState | undefined, deps: RiskDeps): Promise<Scene> {
  const there = <Value extends { readonly goneAt?: string | undefined }>(values: readonly Value[]) =>
    inventory?.wholeAt === undefined ? undefined : values.filter(({ goneAt }) => goneAt === undefined);
  const [exposures, traits, namespaces, nodes, heard, eks, audit] = await Promise.all([
    deps.exposures.ofCluster(cluster),
    deps.traits.ofCluster(cluster),
    deps.namespaces.ofCluster(cluster),
    deps.nodes.ofCluster(cluster),
    deps.counters.heard(cluster, deps.now()),
    deps.parts.find(cluster, 'eks'),
    deps.parts.find(cluster, 'audit'),
  ]);
  const edges = whole ? await deps.edges.ofCluster(cluster) : undefined;
  const facts = whole ? await deps.baseline.facts(cluster) : undefined;
  return {
    now: deps.now(),
    exposures: there(exposures),
    traits: there(traits),
    namespaces: there(namespaces),
    nodes: there(nodes),
    heard,
    eks: eks?.value,
    audit: audit?.value,
    edges,
    facts,
    spoke: whole ? await spokenLast(cluster, deps) : undefined,
  };
} // prettier-ignore

/** When each edge spoke last, by the counters that are kept. */
async function spokenLast(cluster: ClusterId, { counters }: RiskDeps): Promise<Map<string, number>> {
  const last = new Map<string, number>();
  for (const { sheet } of await counters.ofCluster(cluster)) {
    for (const { edge, counters: its } of sheet.lines) last.set(edge, Math.max(last.get(edge) ?? 0, its.lastSeen));
  }
  return last;
}
