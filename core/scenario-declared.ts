import type { Scenario } from './scenario.ts';
import type { ScenarioWorkload } from './scenario-inventory.ts';

/** What is declared in one cluster, by the names that the rest of a scenario uses. */
export interface Declared {
  readonly workload: ReadonlySet<string>;
  /** With the number of its ports. */
  readonly service: ReadonlyMap<string, number>;
  readonly pod: ReadonlySet<string>;
  readonly node: ReadonlySet<string>;
}

/** Those of the items that belong to a cluster: the first one's, where they name none. */
export function itemsIn<Item extends { readonly cluster?: string | undefined }>(scenario: Pick<Scenario, 'clusters'>, cluster: string, items: readonly Item[]): Item[] {
  const [first] = scenario.clusters;
  return items.filter((item) => (item.cluster ?? first?.name) === cluster);
} // prettier-ignore

/** Names of a cluster's nodes: those declared, or `node-1` and so on. */
export function nodeNamesIn(scenario: Scenario, cluster: string): string[] {
  const named = itemsIn(scenario, cluster, scenario.nodes).map(({ name }) => name);
  if (named.length > 0) return named;
  const count = scenario.clusters.find(({ name }) => name === cluster)?.nodes ?? 0;
  return Array.from({ length: count }, (_, at) => `node-${at + 1}`);
}

export function declaredIn(scenario: Scenario, cluster: string): Declared {
  const workloads = itemsIn(scenario, cluster, scenario.workloads);
  const services = itemsIn(scenario, cluster, scenario.services);
  return {
    workload: new Set(workloads.map(({ namespace, name }) => `${namespace}/${name}`)),
    service: new Map(services.map(({ namespace, name, ports }) => [`${namespace}/${name}`, ports.length])),
    pod: new Set(workloads.flatMap((one) => podNames(one).map((name) => `${one.namespace}/${name}`))),
    node: new Set(nodeNamesIn(scenario, cluster)),
  };
}

/** Pods that can be referred to: those that the scenario names, and those of a StatefulSet or bare pod. */
function podNames({ kind, name, pods, replicas = 1 }: ScenarioWorkload): string[] {
  if (pods !== undefined) return pods.map((pod) => pod.name);
  if (kind === 'Pod') return [name];
  if (kind === 'StatefulSet') return Array.from({ length: replicas }, (_, at) => `${name}-${at}`);
  return [];
}
