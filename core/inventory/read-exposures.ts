import type { ClusterId } from '../ids.ts';
import { type Backend, Behind, dashboardBehind, refOf } from './behind.ts';
import { type Exposure, exposureId, type ExposureKind, exposureLimits, type Reach } from './exposure.ts';
import type { Ingress, Metadata, Service } from './objects.ts';
import type { Owners } from './owners.ts';
import { reachOfIngress, reachOfService, widest } from './reach.ts';
import type { Snapshot } from './snapshot.ts';

interface Way {
  readonly kind: ExposureKind;
  readonly objectKind: string;
  readonly metadata: Metadata;
  readonly service?: string;
  readonly hosts: readonly string[];
  readonly ports: readonly { readonly port: number; readonly target?: number | undefined }[];
  readonly paths: readonly string[];
  readonly reach: Reach;
  readonly ranges: readonly string[];
}

/** Every way in from outside that a snapshot shows, each workload behind one by itself. */
export function exposuresIn(cluster: ClusterId, snapshot: Snapshot, owners: Owners): Exposure[] {
  const behind = new Behind(cluster, snapshot, owners);
  const found = new Map<string, Exposure>();
  const add = (way: Way, backends: readonly Backend[]) => {
    for (const backend of backends.length === 0 ? [undefined] : backends) {
      const exposure = exposureOf(cluster, way, backend, snapshot.at);
      const twin = found.get(exposure.id);
      found.set(exposure.id, twin === undefined ? exposure : together(twin, exposure));
    }
  };
  for (const service of behind.services()) addService(service, behind, add);
  for (const ingress of snapshot.items.ingresses ?? []) addIngress(ingress, behind, add);
  addIstio(snapshot, behind, add);
  addGatewayApi(snapshot, behind, add);
  addHostPorts(snapshot, owners, behind, add);
  return [...found.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

type Add = (way: Way, backends: readonly Backend[]) => void;

function addService(service: Service, behind: Behind, add: Add): void {
  const { metadata } = service;
  const { type, externalIPs = [] } = service.spec ?? {};
  const backends = behind.ofService(service);
  const way = { objectKind: 'Service', metadata, service: refOf(metadata), hosts: [], paths: [], ports: portsOf(service, backends) } as const; // prettier-ignore
  if (type === 'LoadBalancer') add({ ...way, kind: 'service-loadbalancer', ...reachOfService(service) }, backends);
  else if (type === 'NodePort' || externalIPs.length > 0) add({ ...way, kind: 'node-port', reach: 'network', ranges: [] }, backends); // prettier-ignore
}

/** Ports of a service with those of the workload behind; a port by name is looked up in its containers. */
function portsOf(service: Service, backends: readonly Backend[]): { port: number; target?: number }[] {
  return (service.spec?.ports ?? []).map(({ port, targetPort }) => {
    const target = typeof targetPort === 'string' ? backends.flatMap(({ ports }) => ports).find(({ name }) => name === targetPort)?.port : (targetPort ?? port);
    return { port, ...(target === undefined ? {} : { target }) };
  });
} // prettier-ignore

function targetsOf(service: Service, backends: readonly Backend[], wanted: number | undefined): number[] {
  const ports = portsOf(service, backends).filter(({ port }) => wanted === undefined || port === wanted);
  return ports.flatMap(({ target }) => target ?? []);
}

function addIngress(ingress: Ingress, behind: Behind, add: Add): void {
  const { metadata, spec } = ingress;
  const { reach, ranges } = reachOfIngress(ingress, [...behind.services()]);
  const byService = new Map<string, { hosts: Set<string>; paths: Set<string>; port: number | undefined }>();
  const lead = (name: string | undefined, port: number | undefined, host: string | undefined, path: string) => {
    if (name === undefined) return;
    const there = byService.get(name) ?? { hosts: new Set<string>(), paths: new Set<string>(), port };
    byService.set(name, there);
    if (host !== undefined && host !== '') there.hosts.add(host);
    there.paths.add(path);
  };
  lead(spec?.defaultBackend?.service?.name, spec?.defaultBackend?.service?.port?.number, undefined, '/');
  for (const { host, http } of spec?.rules ?? []) {
    for (const { path = '/', backend } of http?.paths ?? []) lead(backend?.service?.name, backend?.service?.port?.number, host, path); // prettier-ignore
  }
  for (const [name, { hosts, paths, port }] of byService) {
    const ref = refOf({ namespace: metadata.namespace, name });
    const service = behind.service(ref);
    const backends = service === undefined ? [] : behind.ofService(service);
    const targets = service === undefined ? [] : targetsOf(service, backends, port);
    const ports = (targets.length === 0 ? [undefined] : targets).flatMap((target) => [80, 443].map((one) => ({ port: one, target }))); // prettier-ignore
    add({ kind: 'ingress', objectKind: 'Ingress', metadata, service: ref, hosts: [...hosts], paths: [...paths], ports, reach, ranges }, backends); // prettier-ignore
  }
}

/** How open the pods of a gateway are: as the most open service in front of them; undefined: nobody outside reaches them. */
function reachOfGateway(backends: readonly Backend[], behind: Behind): { reach: Reach; ranges: readonly string[] } | undefined {
  const lineages = new Set(backends.map(({ workload }) => workload.lineage));
  const open = [...behind.services()].flatMap((service) => {
    const type = service.spec?.type;
    if (type !== 'LoadBalancer' && type !== 'NodePort') return [];
    if (!behind.ofService(service).some(({ workload }) => lineages.has(workload.lineage))) return [];
    return [type === 'LoadBalancer' ? reachOfService(service) : { reach: 'network' as const, ranges: [] }];
  });
  if (backends.some(({ hostNetwork }) => hostNetwork)) open.push({ reach: 'network', ranges: [] });
  // Its pods are elsewhere, or nobody's yet: it cannot be said that it is closed.
  return backends.length === 0 ? { reach: 'network', ranges: [] } : widest(open);
} // prettier-ignore

function addIstio({ items }: Snapshot, behind: Behind, add: Add): void {
  const open = new Map<string, { reach: Reach; ranges: readonly string[]; ports: number[] }>();
  for (const { metadata, spec } of items.istiogateways ?? []) {
    // A gateway's selector looks in all namespaces; that of its own comes first.
    const own = behind.selected(metadata.namespace, spec?.selector ?? {});
    const backends = own.length > 0 ? own : behind.selected(undefined, spec?.selector ?? {});
    const way = reachOfGateway(backends, behind);
    if (way === undefined) continue;
    const servers = spec?.servers ?? [];
    const ports = servers.flatMap(({ port }) => port?.number ?? []);
    // `namespace/host`, where the namespace says which routes may join.
    const hosts = servers.flatMap((server) => server.hosts ?? []).map((host) => host.slice(host.indexOf('/') + 1));
    open.set(refOf(metadata), { ...way, ports });
    add({ kind: 'istio-gateway', objectKind: 'Gateway', metadata, hosts, paths: [], ports: ports.map((port) => ({ port })), ...way }, backends); // prettier-ignore
  }
  for (const { metadata, spec } of items.virtualservices ?? []) {
    const { namespace = '' } = metadata;
    const gateways = (spec?.gateways ?? []).flatMap((ref) => open.get(ref.includes('/') ? ref : `${namespace}/${ref}`) ?? []); // prettier-ignore
    const way = widest(gateways);
    if (way === undefined) continue;
    const routes = [...(spec?.http ?? []), ...(spec?.tcp ?? []), ...(spec?.tls ?? [])].flatMap(
      ({ route = [] }) => route,
    );
    const paths = (spec?.http ?? []).flatMap(({ match = [] }) => match.flatMap(({ uri = {} }) => Object.values(uri)));
    const outer = [...new Set(gateways.flatMap(({ ports }) => ports))];
    for (const { destination } of routes) {
      if (destination === undefined) continue;
      const ref = serviceOfHost(destination.host, namespace);
      const service = behind.service(ref);
      const backends = service === undefined ? [] : behind.ofService(service);
      const targets = service === undefined ? [] : targetsOf(service, backends, destination.port?.number);
      const ports = outer.flatMap((port) => (targets.length === 0 ? [{ port }] : targets.map((target) => ({ port, target })))); // prettier-ignore
      add({ kind: 'virtual-service', objectKind: 'VirtualService', metadata, service: ref, hosts: spec?.hosts ?? [], paths, ports, ...way }, backends); // prettier-ignore
    }
  }
}

/** `name`, `name.namespace`, `name.namespace.svc.cluster.local` → `namespace/name`. */
function serviceOfHost(host: string, namespace: string): string {
  const [name = '', its] = host.split('.');
  return `${its ?? namespace}/${name}`;
}

function addGatewayApi({ items }: Snapshot, behind: Behind, add: Add): void {
  const open = new Map<string, { reach: Reach; ports: number[]; hosts: string[] }>();
  for (const { metadata, spec, status } of items.apigateways ?? []) {
    const addresses = (status?.addresses ?? []).map(({ value }) => value);
    const outside = addresses.some((address) => !isInside(address));
    open.set(refOf(metadata), {
      reach: outside ? 'internet' : 'network',
      ports: (spec?.listeners ?? []).map(({ port }) => port),
      hosts: (spec?.listeners ?? []).flatMap(({ hostname }) => hostname ?? []),
    });
  }
  const routes = [
    ...(items.httproutes ?? []).map((route) => ({ ...route, kind: 'HTTPRoute' })),
    ...(items.grpcroutes ?? []).map((route) => ({ ...route, kind: 'GRPCRoute' })),
  ];
  for (const { metadata, spec, kind } of routes) {
    const { namespace = '' } = metadata;
    const gateways = (spec?.parentRefs ?? []).flatMap((ref) => open.get(`${ref.namespace ?? namespace}/${ref.name}`) ?? []); // prettier-ignore
    const way = widest(gateways.map(({ reach }) => ({ reach, ranges: [] })));
    if (way === undefined) continue;
    const hosts = spec?.hostnames ?? gateways.flatMap((gateway) => gateway.hosts);
    const outer = [...new Set(gateways.flatMap(({ ports }) => ports))];
    for (const { matches = [], backendRefs = [] } of spec?.rules ?? []) {
      const paths = matches.flatMap(({ path }) => path?.value ?? []);
      for (const reference of backendRefs) {
        const ref = `${reference.namespace ?? namespace}/${reference.name}`;
        const service = behind.service(ref);
        const backends = service === undefined ? [] : behind.ofService(service);
        const targets = service === undefined ? [] : targetsOf(service, backends, reference.port);
        const ports = outer.flatMap((port) => (targets.length === 0 ? [{ port }] : targets.map((target) => ({ port, target })))); // prettier-ignore
        add({ kind: 'gateway-api', objectKind: kind, metadata, service: ref, hosts, paths, ports, ...way }, backends);
      }
    }
  }
}

function isInside(address: string): boolean {
  return address.startsWith('internal-') || /^(?:10|127|192\.168|172\.(?:1[6-9]|2\d|3[01]))\./.test(address) || /^f[cd]/i.test(address); // prettier-ignore
}

/** Ports of the node that pods take for themselves. */
function addHostPorts({ items }: Snapshot, owners: Owners, behind: Behind, add: Add): void {
  const seen = new Set<string>();
  for (const pod of items.pods ?? []) {
    const ports = (pod.spec.containers ?? []).flatMap((container) => container.ports ?? []).flatMap(({ hostPort, containerPort }) => (hostPort === undefined || hostPort === 0 ? [] : [{ port: hostPort, target: containerPort }])); // prettier-ignore
    if (ports.length === 0 || pod.spec.hostNetwork === true) continue;
    const top = owners.topOf(pod);
    if (seen.has(top.uid)) continue;
    seen.add(top.uid);
    const { labels } = pod.metadata;
    const backends = labels === undefined ? [] : behind.selected(top.namespace, labels).filter(({ workload }) => workload.name === top.name && workload.kind === top.kind); // prettier-ignore
    const metadata: Metadata = { ...pod.metadata, name: top.name, namespace: top.namespace, uid: top.uid, creationTimestamp: top.createdAt }; // prettier-ignore
    add({ kind: 'host-port', objectKind: top.kind, metadata, hosts: [], paths: [], ports, reach: 'network', ranges: [] }, backends); // prettier-ignore
  }
}

const most = exposureLimits;
const texts = (values: readonly string[], limit: number, length: number) =>
  [...new Set(values.map((value) => value.slice(0, length).toWellFormed()))].toSorted().slice(0, limit);

function exposureOf(cluster: ClusterId, way: Way, backend: Backend | undefined, at: string): Exposure {
  const { kind, metadata, reach, service } = way;
  const { name, namespace = '', uid, creationTimestamp } = metadata;
  const manager = lastManager(metadata);
  const object = { kind: way.objectKind, namespace, name, uid, createdAt: creationTimestamp, ...(manager === undefined ? {} : { manager }) };
  const workload = backend?.workload;
  const reached = way.ports.flatMap(({ port, target }) => (target === undefined ? [port] : [target, port]));
  const dashboard = backend && dashboardBehind(backend, reached);
  return {
    id: exposureId(cluster, { kind, object, reach, workload }),
    cluster,
    kind,
    object,
    ...(workload === undefined ? {} : { workload }),
    ...(service === undefined ? {} : { service: service.slice(0, 507) }),
    hosts: texts(way.hosts, most.hosts, 253),
    ports: portList(way.ports),
    paths: texts(way.paths, most.paths, 200),
    reach,
    ranges: texts(way.ranges, most.ranges, 50),
    ...(dashboard === undefined ? {} : { dashboard }),
    firstSeen: at,
    asOf: at,
  };
} // prettier-ignore

function portList(ports: Way['ports']): Exposure['ports'] {
  const byText = new Map(ports.map(({ port, target }) => [`${port} ${target ?? ''}`, target === undefined ? { port } : { port, target }])); // prettier-ignore
  return [...byText.values()].toSorted((a, b) => a.port - b.port || (a.target ?? 0) - (b.target ?? 0)).slice(0, most.ports); // prettier-ignore
}

/** Two rules of one object that lead to the same workload. */
function together(one: Exposure, other: Exposure): Exposure {
  return {
    ...one,
    hosts: texts([...one.hosts, ...other.hosts], most.hosts, 253),
    ports: portList([...one.ports, ...other.ports]),
    paths: texts([...one.paths, ...other.paths], most.paths, 200),
    ...(one.dashboard === undefined && other.dashboard !== undefined ? { dashboard: other.dashboard } : {}),
  };
}

function lastManager({ managedFields = [] }: Metadata): string | undefined {
  const last = managedFields.filter(({ manager }) => manager !== undefined).toSorted((a, b) => ((a.time ?? '') < (b.time ?? '') ? -1 : 1)).at(-1); // prettier-ignore
  return last?.manager;
}
