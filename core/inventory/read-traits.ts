import type { ClusterId } from '../ids.ts';
import type { Container, PodSpec } from './objects.ts';
import { lineageOfTop, type Top } from './owners.ts';
import type { ContainerTraits, CronSchedule, WorkloadTraits } from './traits.ts';

const most = { containers: 64, ports: 64, capabilities: 48, labels: 64, nodes: 32, hostPaths: 64 } as const;

const cut = (text: string, length: number) => text.slice(0, length).toWellFormed();

/** The traits of a workload, from its template and the pods that it has now. */
export function traitsOf(cluster: ClusterId, top: Top, pods: readonly { readonly node: string | undefined }[], at: string): WorkloadTraits {
  const { spec = {}, labels = {} } = top.template ?? {};
  const schedule = scheduleOf(top);
  const nodes = [...new Set(pods.flatMap(({ node }) => node ?? []))].toSorted().slice(0, most.nodes);
  const { serviceAccountName } = spec;
  return {
    cluster,
    lineage: lineageOfTop(cluster, top),
    namespace: top.namespace,
    kind: top.kind,
    name: top.name,
    uid: top.uid,
    createdAt: top.createdAt,
    ...(serviceAccountName === undefined ? {} : { serviceAccount: serviceAccountName }),
    labels: boundedLabels(labels),
    containers: containersOf(spec).slice(0, most.containers),
    hostNetwork: spec.hostNetwork === true,
    hostPID: spec.hostPID === true,
    hostIPC: spec.hostIPC === true,
    hostPaths: [...new Set((spec.volumes ?? []).flatMap(({ hostPath }) => (hostPath === undefined ? [] : [cut(hostPath.path, 400)])))].slice(0, most.hostPaths),
    automountToken: spec.automountServiceAccountToken !== false,
    ...(schedule === undefined ? {} : { schedule }),
    pods: pods.length,
    nodes,
    firstSeen: at,
    asOf: at,
  };
} // prettier-ignore

function containersOf({ containers = [], initContainers = [] }: PodSpec): ContainerTraits[] {
  return [
    ...containers.map((container) => containerTraits(container, false)),
    ...initContainers.map((container) => containerTraits(container, true)),
  ];
}

function containerTraits({ name, image = '', ports = [], securityContext, resources }: Container, init: boolean): ContainerTraits {
  const limits = resources?.limits ?? {};
  const claimed = (resources?.claims ?? []).length > 0;
  const isPort = (port: number | undefined): port is number => port !== undefined && port > 0 && port < 65_536;
  return {
    name: cut(name, 253),
    image: cut(image, 512),
    init,
    privileged: securityContext?.privileged === true,
    capabilities: (securityContext?.capabilities?.add ?? []).slice(0, most.capabilities).map((one) => cut(one.replace(/^CAP_/, '').toUpperCase(), 64)),
    cpuLimit: 'cpu' in limits || claimed,
    memoryLimit: 'memory' in limits || claimed,
    ports: ports.map(({ containerPort }) => containerPort).filter(isPort).slice(0, most.ports),
    hostPorts: ports.map(({ hostPort }) => hostPort).filter(isPort).slice(0, most.ports),
  };
} // prettier-ignore

/** Kubernetes bounds a label's key at 317 and its value at 63 characters; what is beyond is not one. */
export function boundedLabels(labels: Readonly<Record<string, string>>): Record<string, string> {
  const fitting = Object.entries(labels).filter(([key, value]) => key.length <= 317 && value.length <= 63 && key !== '__proto__'); // prettier-ignore
  return Object.fromEntries(fitting.slice(0, most.labels));
}

function scheduleOf({ kind, controller }: Top): CronSchedule | undefined {
  const { schedule: cron, timeZone, suspend } = controller?.spec ?? {};
  if (kind !== 'CronJob' || cron === undefined) return undefined;
  const lastRun = controller?.status?.lastScheduleTime;
  return {
    cron,
    ...(timeZone === undefined ? {} : { timeZone }),
    suspended: suspend === true,
    ...(lastRun === undefined ? {} : { lastRun }),
  };
}
