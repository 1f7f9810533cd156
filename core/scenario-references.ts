import { suggestion } from './nearest-word.ts';
import type { Scenario } from './scenario.ts';
import type { ScenarioFault } from './scenario-faults.ts';
import type { ScenarioEnd } from './scenario-end.ts';
import { podsOfWorkload } from './scenario-pods.ts';
import type { Timing } from './scenario-traffic.ts';

/** What is declared in one cluster, by the names that the rest of the file uses. */
interface Declared {
  readonly workloads: ReadonlySet<string>;
  readonly services: ReadonlyMap<string, number>;
  readonly pods: ReadonlySet<string>;
  readonly nodes: ReadonlySet<string>;
}

type Path = readonly PropertyKey[];

/** Faults that no single place shows: names that nothing declares, times that contradict each other. */
export function referenceFaults(scenario: Scenario): ScenarioFault[] {
  const faults: ScenarioFault[] = [];
  const fault = (path: Path, message: string) => void faults.push({ path, message });
  const names = scenario.clusters.map(({ name }) => name as string);
  const first = names[0] as string;
  duplicates(names, (at) => ['clusters', at], 'cluster', fault);
  const clusterOf = (holder: { cluster?: string | undefined }, path: Path): string => {
    const { cluster = first } = holder;
    if (!names.includes(cluster)) fault([...path, 'cluster'], `names the cluster "${cluster}", which is not declared${suggestion(cluster, names)}`);
    return cluster;
  };
  const declared = new Map<string, Declared>(names.map((name) => [name, declaredIn(scenario, name, first)]));
  const inCluster = (cluster: string) => declared.get(cluster) ?? declaredIn(scenario, first, first);

  for (const list of ['nodes', 'workloads', 'services'] as const) {
    const keys = scenario[list].map((item, at) => [clusterOf(item, [list, at]), 'namespace' in item ? `${item.namespace}/` : '', item.name].join(''));
    duplicates(keys, (at) => [list, at, 'name'], list.slice(0, -1), fault);
  }
  scenario.workloads.forEach((workload, at) => {
    const path: Path = ['workloads', at];
    if (workload.pods && (workload.replicas !== undefined || workload.changes.length > 0 || workload.addresses)) fault([...path, 'pods'], 'names every pod by itself: leave out replicas, addresses and changes');
    if (workload.until !== undefined && workload.from !== undefined && workload.until <= workload.from) fault([...path, 'until'], 'must lie after from');
    const { nodes } = inCluster(workload.cluster ?? first);
    const named = [...(workload.nodes ?? []).map((name, i) => ({ name, path: [...path, 'nodes', i] })), ...(workload.pods ?? []).flatMap(({ node }, i) => (node === undefined ? [] : [{ name: node, path: [...path, 'pods', i, 'node'] }]))];
    for (const node of named) if (!nodes.has(node.name)) fault(node.path, `names the node "${node.name}", which is not declared${suggestion(node.name, nodes)}`);
  });
  scenario.services.forEach(({ workload, namespace, cluster }, at) => {
    const { workloads } = inCluster(cluster ?? first);
    if (workload !== undefined && !workloads.has(`${namespace}/${workload}`)) fault(['services', at, 'workload'], `names ${namespace}/${workload}, which is no declared workload${suggestion(`${namespace}/${workload}`, workloads)}`);
  });
  const checkEnd = (end: ScenarioEnd, cluster: string, path: Path) => {
    const { workloads, services, pods, nodes } = inCluster(cluster);
    if (end.kind === 'node') {
      if (!nodes.has(end.name)) fault(path, `names the node "${end.name}", which is not declared${suggestion(end.name, nodes)}`);
    } else if (end.kind === 'workload' || end.kind === 'pod' || end.kind === 'service') {
      const known: Iterable<string> = { workload: workloads, pod: pods, service: services.keys() }[end.kind];
      const name = `${end.namespace}/${end.name}`;
      const words = [...known];
      if (!words.includes(name)) fault(path, `names the ${end.kind} ${name}, which is not declared${suggestion(name, words)}`);
    }
  };
  scenario.conversations.forEach((conversation, at) => {
    const path: Path = ['conversations', at];
    const cluster = clusterOf(conversation, path);
    const { source, destination, port, node } = conversation;
    checkEnd(source, cluster, [...path, 'source']);
    checkEnd(destination, cluster, [...path, 'destination']);
    checkTiming(conversation, path, fault);
    if (source.kind === 'name' || source.kind === 'service') fault([...path, 'source'], 'must be a workload, a pod, a node, an address or internet: a name or a service opens no conversation');
    if (destination.kind === 'internet') fault([...path, 'destination'], 'must be somebody: give a DNS name or an address of the internet');
    const { services, nodes } = inCluster(cluster);
    if (port === undefined && (destination.kind !== 'service' || services.get(`${destination.namespace}/${destination.name}`) !== 1)) fault([...path, 'port'], 'is missing: only a service with exactly one port lends it');
    if (node !== undefined && !nodes.has(node)) fault([...path, 'node'], `names the node "${node}", which is not declared${suggestion(node, nodes)}`);
    const outside = (end: ScenarioEnd) => end.kind === 'name' || end.kind === 'internet';
    if (node === undefined && outside(source) && outside(destination)) fault([...path, 'source'], 'and destination are both outside: no sentinel sees that');
  });
  scenario.lookups.forEach((lookup, at) => {
    const path: Path = ['lookups', at];
    const cluster = clusterOf(lookup, path);
    checkEnd(lookup.source, cluster, [...path, 'source']);
    if (lookup.resolver !== undefined) checkEnd(lookup.resolver, cluster, [...path, 'resolver']);
    if (!['workload', 'pod', 'node', 'address'].includes(lookup.source.kind)) fault([...path, 'source'], 'must be a workload, a pod, a node or an address');
    checkTiming(lookup, path, fault);
  });
  for (const [list, items] of [['acts', scenario.acts], ['delivery', scenario.delivery], ['kubernetes', scenario.kubernetes]] as const) {
    items.forEach((item, at) => void clusterOf(item, [list, at]));
  }
  const stretches = [...scenario.sentinels.events.map((event, at) => ({ event, path: ['sentinels', 'events', at] })), ...scenario.delivery.map((event, at) => ({ event, path: ['delivery', at] }))];
  for (const { event, path } of stretches) {
    const { nodes } = inCluster(clusterOf(event, path));
    if (event.node !== undefined && !nodes.has(event.node)) fault([...path, 'node'], `names the node "${event.node}", which is not declared${suggestion(event.node, nodes)}`);
    if ('until' in event && event.until !== undefined && event.until <= event.from) fault([...path, 'until'], 'must lie after from');
  }
  faults.push(...expectationFaults(scenario));
  return faults;
} // prettier-ignore

function declaredIn(scenario: Scenario, cluster: string, first: string): Declared {
  const here = <Item extends { cluster?: string | undefined }>(items: readonly Item[]) => items.filter((item) => (item.cluster ?? first) === cluster);
  const workloads = here(scenario.workloads);
  const named = here(scenario.nodes).map(({ name }) => name);
  const count = scenario.clusters.find(({ name }) => name === cluster)?.nodes ?? 0;
  return {
    workloads: new Set(workloads.map(({ namespace, name }) => `${namespace}/${name}`)),
    services: new Map(here(scenario.services).map(({ namespace, name, ports }) => [`${namespace}/${name}`, ports.length])),
    pods: new Set(workloads.flatMap((workload) => podsOfWorkload(workload).map((name) => `${workload.namespace}/${name}`))),
    nodes: new Set(named.length > 0 ? named : Array.from({ length: count }, (_, at) => `node-${at + 1}`)),
  };
} // prettier-ignore

function duplicates(keys: readonly string[], path: (at: number) => Path, what: string, fault: (path: Path, message: string) => void): void {
  const seen = new Set<string>();
  keys.forEach((key, at) => {
    if (seen.has(key)) fault(path(at), `declares the ${what} "${key}" a second time`);
    seen.add(key);
  });
} // prettier-ignore

function checkTiming(timing: Timing, path: Path, fault: (path: Path, message: string) => void): void {
  const { at, every, from, until, times } = timing;
  if (at === undefined && every === undefined) fault([...path, 'at'], 'is missing: say when with at (2h, or a list), or with every (10m)');
  if (at !== undefined && every !== undefined) fault([...path, 'every'], 'contradicts at: keep one of them');
  if (every === undefined && (from !== undefined || until !== undefined || times !== undefined)) fault([...path, from === undefined ? (until === undefined ? 'times' : 'until') : 'from'], 'says something only together with every');
  if (until !== undefined && until <= (from ?? 0)) fault([...path, 'until'], 'must lie after from');
} // prettier-ignore

/** An expectation about something that the file does not have would hold, or fail, for no reason. */
function expectationFaults({ workloads, nodes, clusters, expect }: Scenario): ScenarioFault[] {
  if (expect === undefined) return [];
  const labels = new Set(workloads.flatMap(({ namespace, name, changes }) => [name, ...changes.flatMap(({ rename }) => (rename === undefined ? [] : [rename]))].map((one) => `${namespace}/${one}`)));
  for (const node of nodes) labels.add(`node ${node.name}`);
  for (const { nodes: count } of clusters) for (let at = 1; at <= count; at++) labels.add(`node node-${at}`);
  const named: { label: string; path: Path }[] = expect.nothingFor.map((label, at) => ({ label, path: ['expect', 'nothingFor', at] }));
  for (const list of ['findings', 'incidents'] as const) {
    const items = expect[list];
    if (!Array.isArray(items)) continue;
    items.forEach(({ workload, cluster }, at) => {
      if (workload !== undefined) named.push({ label: workload, path: ['expect', list, at, 'workload'] });
      if (cluster !== undefined && !clusters.some(({ name }) => name === cluster)) named.push({ label: cluster, path: ['expect', list, at, 'cluster'] });
    });
  }
  return named
    .filter(({ label }) => !labels.has(label.replace(/ \([A-Za-z0-9]+\)$/, '')))
    .map(({ label, path }) => ({ path, message: `names ${label}, which the scenario does not have${suggestion(label, labels)}` }));
} // prettier-ignore
