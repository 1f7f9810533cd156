import type { PlayedScenario } from '../../core/scenario.ts';
import type { ScenarioService } from '../../core/scenario-inventory.ts';
import { Addresses } from './addresses.ts';
import { declaredAudit } from './audit-log.ts';
import { clusterObjects } from './cluster-objects.ts';
import { beforeStart, endless, uidOf, type World, type WorldAudit, type WorldService } from './world.ts';
import { WorkloadHistory } from './workload-history.ts';

/** The worlds of a scenario's clusters, in the order in which it names them. */
export function worldsOf(scenario: PlayedScenario, end: number): World[] {
  const [first] = scenario.clusters;
  return scenario.clusters.map((cluster) => {
    const here = <Item extends { cluster?: string | undefined }>(items: readonly Item[]) =>
      items.filter((item) => (item.cluster ?? first?.name) === cluster.name);
    const declaredNodes = here(scenario.nodes);
    const named: readonly { name: string; address?: string | undefined; from?: number | undefined; until?: number | undefined }[] =
      declaredNodes.length > 0 ? declaredNodes : Array.from({ length: cluster.nodes }, (_, at) => ({ name: `node-${at + 1}` }));
    const workloads = here(scenario.workloads);
    const services = here(scenario.services);
    const addresses = new Addresses(
      new Set([
        ...named.flatMap(({ address }) => address ?? []),
        ...services.flatMap(({ address }) => address ?? []),
        ...workloads.flatMap((workload) => [...(workload.addresses ?? []), ...(workload.pods ?? []).flatMap(({ address }) => address ?? [])]),
      ]),
    );
    const nodes = named.map(({ name, address, from, until }) => ({
      name,
      uid: uidOf(cluster.name, 'Node', name),
      address: address ?? addresses.node(),
      from: from ?? beforeStart,
      until: until ?? endless,
    }));
    const histories = workloads.map((workload, at) => new WorkloadHistory(workload, { cluster: cluster.name, nodes, addresses, end, turn: at }));
    const names = new Set(workloads.map(({ namespace, name }) => `${namespace}/${name}`));
    const extra = clusterObjects({
      ingresses: here(scenario.ingresses),
      gateways: here(scenario.gateways),
      virtualServices: here(scenario.virtualServices),
      networkPolicies: here(scenario.networkPolicies),
    });
    const there = { workloads: histories.flatMap((history) => history.workloads), pods: histories.flatMap((history) => history.pods) };
    const audit = [
      ...histories.flatMap((history) => history.audit),
      ...services.flatMap(serviceAudit),
      ...extra.audit,
      ...here(scenario.audit.events).map((event) => declaredAudit(event, there)),
    ].toSorted((a, b) => a.at - b.at);
    return {
      cluster: cluster.name,
      nodes,
      ...there,
      services: services.flatMap((service) => serviceHistory(service, cluster.name, addresses, names)),
      objects: extra.objects,
      audit,
    };
  });
} // prettier-ignore

function serviceHistory(service: ScenarioService, cluster: string, addresses: Addresses, workloads: ReadonlySet<string>): WorldService[] {
  const { namespace, name, ports } = service;
  const declared = `${namespace}/${name}`;
  const behind = `${namespace}/${service.workload ?? name}`;
  const until = service.until ?? endless;
  let now: WorldService = {
    declared,
    namespace,
    name,
    uid: uidOf(cluster, 'Service', declared),
    address: service.address ?? addresses.service(),
    type: service.type,
    internal: service.internal,
    ranges: service.ranges,
    ports,
    workload: workloads.has(behind) ? behind : undefined,
    from: service.from ?? beforeStart,
    until,
  };
  const lives: WorldService[] = [];
  for (const { at, rename, type, workload, readdress, ranges } of service.changes.toSorted((a, b) => a.at - b.at)) {
    if (at >= until) break;
    lives.push({ ...now, until: at });
    now = {
      ...now,
      from: at,
      // A service cannot be renamed: another one takes its place, with an address of its own.
      ...(rename === undefined ? {} : { name: rename, uid: uidOf(cluster, 'Service', declared, String(at)) }),
      ...(rename === undefined && readdress === undefined ? {} : { address: addresses.service() }),
      ...(type === undefined ? {} : { type }),
      ...(ranges === undefined ? {} : { ranges }),
      ...(workload === undefined ? {} : { workload: `${namespace}/${workload}` }),
    };
  }
  return [...lives, now];
} // prettier-ignore

/** Who made the service, and who changed it, where the scenario says. */
function serviceAudit({ namespace, name, type, by, from, changes }: ScenarioService): WorldAudit[] {
  const event = (at: number, verb: 'create' | 'patch', actor: string | undefined, serviceType: string | undefined): WorldAudit[] => {
    if (actor === undefined || at < 0) return [];
    const change = serviceType === undefined ? {} : { change: { serviceType } };
    return [{ at, event: { verb, group: '', resource: 'services', namespace, name, actor, status: verb === 'create' ? 201 : 200, ...change } }];
  };
  return [...event(from ?? beforeStart, 'create', by, type), ...changes.flatMap((change) => event(change.at, 'patch', change.by, change.type))];
} // prettier-ignore
