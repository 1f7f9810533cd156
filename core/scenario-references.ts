import { nextRun } from './cron.ts';
import { suggestion } from './nearest-word.ts';
import type { Scenario } from './scenario.ts';
import { type Declared, declaredIn, nodeNamesIn } from './scenario-declared.ts';
import type { ScenarioFault } from './scenario-faults.ts';
import type { ScenarioEnd } from './scenario-end.ts';
import { sizeFaults } from './scenario-size.ts';
import { momentFaults, timingFaults } from './scenario-times.ts';
import type { Conversation, ScenarioLookup } from './scenario-traffic.ts';

type Path = readonly PropertyKey[];
type Renamed = { readonly namespace: string; readonly name: string; readonly changes: readonly { readonly rename?: string | undefined }[] }; // prettier-ignore
type InCluster = { readonly cluster?: string | undefined };

/** Faults that no single place shows: names that nothing declares, times that contradict each other. */
export function referenceFaults(scenario: Scenario): ScenarioFault[] {
  const check = new ReferenceCheck(scenario);
  check.inventory();
  check.surroundings();
  scenario.conversations.forEach((conversation, at) => check.conversation(conversation, ['conversations', at]));
  scenario.lookups.forEach((lookup, at) => check.lookup(lookup, ['lookups', at]));
  check.events();
  check.expectations();
  return [...check.faults, ...sizeFaults(scenario)];
}

class ReferenceCheck {
  readonly faults: ScenarioFault[] = [];
  readonly #scenario: Scenario;
  readonly #clusters: readonly string[];
  readonly #declared: ReadonlyMap<string, Declared>;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#clusters = scenario.clusters.map(({ name }) => name);
    this.#declared = new Map(this.#clusters.map((name) => [name, declaredIn(scenario, name)]));
  }

  #fault(path: Path, message: string): void {
    this.faults.push({ path, message });
  }

  /**
   * What is declared in the cluster that an item belongs to; a cluster that nobody declared is a fault of its own, and so is
   * none where there are several, unless the item may mean them all.
   */
  #around(item: InCluster, path: Path, mayMeanAll = false): Declared {
    const [first = ''] = this.#clusters;
    if (item.cluster === undefined && this.#clusters.length > 1 && !mayMeanAll) this.#fault(path, `must say in which cluster: ${this.#clusters.slice(0, 5).join(', ')}`); // prettier-ignore
    const { cluster = first } = item;
    const found = this.#declared.get(cluster);
    if (found === undefined) this.#unknown([...path, 'cluster'], 'cluster', cluster, this.#clusters);
    return found ?? declaredIn(this.#scenario, first);
  }

  #unknown(path: Path, what: string, name: string, words: Iterable<string>): void {
    this.#fault(path, `names the ${what} ${name}, which is not declared${suggestion(name, words)}`);
  }

  #node(name: string | undefined, { node }: Declared, path: Path): void {
    if (name !== undefined && !node.has(name)) this.#unknown(path, 'node', name, node);
  }

  #twice<Item extends InCluster>(items: readonly Item[], path: (at: number) => Path, what: string, nameOf: (item: Item) => string): void {
    const seen = new Set<string>();
    items.forEach((item, at) => {
      const key = `${item.cluster ?? this.#clusters[0]} ${nameOf(item)}`;
      if (seen.has(key)) this.#fault(path(at), `declares the ${what} ${nameOf(item)} a second time`);
      seen.add(key);
    });
  } // prettier-ignore

  inventory(): void {
    const { clusters, nodes, workloads, services } = this.#scenario;
    const namespaced = ({ namespace, name }: { namespace: string; name: string }) => `${namespace}/${name}`;
    this.#twice(clusters.map(({ name }) => ({ name: name as string, cluster: undefined })), (at) => ['clusters', at], 'cluster', ({ name }) => name); // prettier-ignore
    this.#twice(
      nodes,
      (at) => ['nodes', at, 'name'],
      'node',
      ({ name }) => name,
    );
    this.#twice(workloads, (at) => ['workloads', at, 'name'], 'workload', namespaced);
    this.#twice(services, (at) => ['services', at, 'name'], 'service', namespaced);
    nodes.forEach((node, at) => void this.#around(node, ['nodes', at]));
    workloads.forEach((workload, at) => {
      const path: Path = ['workloads', at];
      const { pods, runs, replicas, changes, addresses, from, until, kind, schedule } = workload;
      if (kind === 'CronJob' && nextRun(schedule, undefined, 0) === undefined) this.#fault([...path, 'schedule'], 'is no schedule that ever comes: five fields such as 0 3 * * *, or @daily'); // prettier-ignore
      const declared = this.#around(workload, path);
      const counted = replicas !== undefined || changes.length > 0 || addresses !== undefined;
      if (pods && (counted || runs)) this.#fault([...path, 'pods'], 'names every pod by itself: leave out replicas, runs, addresses and changes'); // prettier-ignore
      if (runs && counted) this.#fault([...path, 'runs'], 'makes pods of its own: leave out replicas, addresses and changes'); // prettier-ignore
      if (until !== undefined && from !== undefined && until <= from)
        this.#fault([...path, 'until'], 'must lie after from');
      workload.nodes?.forEach((name, i) => this.#node(name, declared, [...path, 'nodes', i]));
      pods?.forEach(({ node }, i) => this.#node(node, declared, [...path, 'pods', i, 'node']));
    });
    services.forEach((service, at) => {
      const declared = this.#around(service, ['services', at]);
      const named = [{ workload: service.workload, path: ['services', at, 'workload'] }, ...service.changes.map(({ workload }, i) => ({ workload, path: ['services', at, 'changes', i, 'workload'] }))]; // prettier-ignore
      for (const { workload, path } of named) {
        const name = `${service.namespace}/${workload}`;
        if (workload !== undefined && !declared.workload.has(name))
          this.#unknown(path, 'workload', name, declared.workload);
      }
    });
  }

  /** Ways in and policies lead to what is declared; what the audit log says was done to somebody. */
  surroundings(): void {
    const { ingresses, gateways, virtualServices, networkPolicies, audit, eks } = this.#scenario;
    const inside = (ref: string, namespace: string) => (ref.includes('/') ? ref : `${namespace}/${ref}`);
    const named = (what: 'service' | 'workload', ref: string, namespace: string, item: InCluster, path: Path, key: string) => {
      const declared = this.#around(item, path);
      const name = inside(ref, namespace);
      if (!declared[what].has(name)) this.#unknown([...path, key], what, name, declared[what].keys());
    };
    const namespaced = ({ namespace, name }: { namespace: string; name: string }) => `${namespace}/${name}`;
    this.#twice(ingresses, (at) => ['ingresses', at, 'name'], 'ingress', namespaced);
    this.#twice(networkPolicies, (at) => ['networkPolicies', at, 'name'], 'network policy', namespaced);
    this.#twice(gateways, (at) => ['gateways', at, 'name'], 'gateway', (one) => `${one.kind} ${namespaced(one)}`);
    this.#twice(virtualServices, (at) => ['virtualServices', at, 'name'], 'route', (one) => `${one.kind} ${namespaced(one)}`);
    ingresses.forEach((one, at) => named('service', one.service, one.namespace, one, ['ingresses', at], 'service'));
    gateways.forEach((one, at) => one.kind === 'istio' && named('workload', one.workload, one.namespace, one, ['gateways', at], 'workload'));
    virtualServices.forEach((one, at) => {
      const path: Path = ['virtualServices', at];
      named('service', one.service, one.namespace, one, path, 'service');
      const known = new Set(gateways.filter((gateway) => (gateway.cluster ?? this.#clusters[0]) === (one.cluster ?? this.#clusters[0])).map(namespaced));
      one.gateways.forEach((ref, i) => {
        if (!known.has(inside(ref, one.namespace))) this.#unknown([...path, 'gateways', i], 'gateway', inside(ref, one.namespace), known);
      });
    });
    networkPolicies.forEach((one, at) => one.workload !== undefined && named('workload', one.workload, one.namespace, one, ['networkPolicies', at], 'workload'));
    for (const [list, items] of Object.entries({ ingresses, gateways, virtualServices, networkPolicies })) {
      items.forEach(({ from, until }, at) => {
        if (until !== undefined && from !== undefined && until <= from) this.#fault([list, at, 'until'], 'must lie after from');
      });
    }
    audit.events.forEach((event, at) => {
      const path: Path = ['audit', 'events', at];
      const declared = this.#around(event, path);
      const [prefix, name] = event.object.includes(':') ? (event.object.split(':', 2) as [string, string]) : ['workload', event.object];
      const entry = ['exec', 'attach', 'portforward', 'debug'].includes(event.what);
      if (!/^[^/]+\/[^/]+$/.test(name)) this.#fault([...path, 'object'], 'must be namespace/name, alone or behind pod:, service: or another resource such as rolebindings:');
      else if (entry && prefix !== 'workload' && prefix !== 'pod') this.#fault([...path, 'object'], `must be a workload or a pod: nobody can ${event.what} into anything else`);
      else if ((prefix === 'workload' || prefix === 'service') && !declared[prefix].has(name)) this.#unknown([...path, 'object'], prefix, name, declared[prefix].keys());
    });
    for (const list of ['off', 'late'] as const) {
      audit[list].forEach((item, at) => {
        const path: Path = ['audit', list, at];
        this.#around(item, path);
        if (item.until !== undefined && item.until <= item.from) this.#fault([...path, 'until'], 'must lie after from');
      });
    }
    eks.forEach((item, at) => void this.#around(item, ['eks', at]));
  } // prettier-ignore

  #end(end: ScenarioEnd, declared: Declared, path: Path): void {
    if (end.kind === 'node') return this.#node(end.name, declared, path);
    if (end.kind !== 'workload' && end.kind !== 'pod' && end.kind !== 'service') return;
    const name = `${end.namespace}/${end.name}`;
    if (declared[end.kind].has(name)) return;
    const before = this.#renamedTo(end);
    if (before === undefined) return this.#unknown(path, end.kind, name, declared[end.kind].keys());
    this.#fault(
      path,
      `names the ${end.kind} ${name}, as which ${before} goes on: the file calls it ${before} throughout`,
    );
  }

  /** What is declared under the name that this one bore before. */
  #renamedTo({ kind, namespace, name }: { readonly kind: string; readonly namespace: string; readonly name: string }): string | undefined {
    const { workloads, services } = this.#scenario;
    const items: readonly Renamed[] = kind === 'service' ? services : kind === 'workload' ? workloads : [];
    const found = items.find((one) => one.namespace === namespace && one.changes.some(({ rename }) => rename === name));
    return found && `${found.namespace}/${found.name}`;
  } // prettier-ignore

  conversation(conversation: Conversation, path: Path): void {
    const { source: sources, destination: destinations, port, node, reportedBy } = conversation;
    const declared = this.#around(conversation, path);
    this.#node(node, declared, [...path, 'node']);
    this.#node(reportedBy, declared, [...path, 'reportedBy']);
    this.faults.push(...timingFaults(conversation, this.#scenario.until, path));
    eachWithPath(sources, [...path, 'source'], (source, at) => {
      this.#end(source, declared, at);
      if (source.kind === 'name' || source.kind === 'service') this.#fault(at, 'must be a workload, a pod, a node, an address or internet: a name or a service opens no conversation'); // prettier-ignore
    });
    eachWithPath(destinations, [...path, 'destination'], (destination, at) => {
      this.#end(destination, declared, at);
      if (destination.kind === 'internet') this.#fault(at, 'must be somebody: give a DNS name or an address of the internet'); // prettier-ignore
    });
    const lends = (end: ScenarioEnd) => end.kind === 'service' && declared.service.get(`${end.namespace}/${end.name}`) === 1; // prettier-ignore
    if (port === undefined && !destinations.every(lends)) this.#fault([...path, 'port'], 'is missing: only a service with exactly one port lends it'); // prettier-ignore
    const outside = (end: ScenarioEnd) => end.kind === 'name' || end.kind === 'internet';
    if (node === undefined && sources.some(outside) && destinations.some(outside)) this.#fault([...path, 'source'], 'and destination are both outside: no sentinel sees that'); // prettier-ignore
  }

  lookup(lookup: ScenarioLookup, path: Path): void {
    const declared = this.#around(lookup, path);
    eachWithPath(lookup.source, [...path, 'source'], (source, at) => {
      this.#end(source, declared, at);
      if (!['workload', 'pod', 'node', 'address'].includes(source.kind)) this.#fault(at, 'must be a workload, a pod, a node or an address'); // prettier-ignore
    });
    if (lookup.resolver !== undefined) this.#end(lookup.resolver, declared, [...path, 'resolver']);
    this.faults.push(...timingFaults(lookup, this.#scenario.until, path));
  }

  /** What befalls the cluster: acts, sentinels, batches on their way, the Kubernetes API. */
  events(): void {
    const { acts, delivery, kubernetes, sentinels } = this.#scenario;
    const lists = [
      { at: ['acts'], items: acts },
      { at: ['kubernetes'], items: kubernetes },
      { at: ['delivery'], items: delivery },
      { at: ['sentinels', 'events'], items: sentinels.events },
    ] as const;
    for (const { at, items } of lists) {
      items.forEach((item, i) => {
        const path = [...at, i];
        const declared = this.#around(item, path, true);
        if ('at' in item) this.faults.push(...momentFaults(item.at, this.#scenario.until, [...path, 'at']));
        if ('node' in item) this.#node(item.node, declared, [...path, 'node']);
        if ('until' in item && item.until !== undefined && item.until <= item.from)
          this.#fault([...path, 'until'], 'must lie after from');
      });
    }
  }

  /** An expectation about something that the file does not have would hold, or fail, for no reason. */
  expectations(): void {
    const { expect, workloads } = this.#scenario;
    const labels = new Set(this.#clusters.flatMap((cluster) => nodeNamesIn(this.#scenario, cluster)).map((name) => `node ${name}`)); // prettier-ignore
    for (const { namespace, name, changes } of workloads) {
      for (const one of [name, ...changes.flatMap(({ rename }) => rename ?? [])]) labels.add(`${namespace}/${one}`);
    }
    const label = (text: string, path: Path) => {
      if (!labels.has(text.replace(/ \([A-Za-z0-9]+\)$/, ''))) this.#fault(path, `names ${text}, which the scenario does not have${suggestion(text, labels)}`); // prettier-ignore
    };
    expect?.nothingFor.forEach((text, at) => label(text, ['expect', 'nothingFor', at]));
    for (const list of ['findings', 'incidents'] as const) {
      const items = expect?.[list];
      if (!Array.isArray(items)) continue;
      items.forEach((item, at) => {
        this.#around(item, ['expect', list, at], true);
        if (item.workload !== undefined) label(item.workload, ['expect', list, at, 'workload']);
      });
    }
  }
}

function eachWithPath(ends: readonly ScenarioEnd[], path: Path, visit: (end: ScenarioEnd, path: Path) => void): void {
  ends.forEach((end, at) => visit(end, ends.length > 1 ? [...path, at] : path));
}
