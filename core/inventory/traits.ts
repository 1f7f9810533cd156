import * as z from 'zod';
import { Integer, textUpTo } from '../fields.ts';
import { ClusterId, Lineage } from '../ids.ts';
import { Instant } from '../instant.ts';

const name = textUpTo(253);

/** What one container of a pod template asks for, as far as it matters to safety. */
export const ContainerTraits = z.object({
  name,
  image: textUpTo(512),
  init: z.boolean(),
  privileged: z.boolean(),
  /** Capabilities that it adds, without `CAP_`. */
  capabilities: z.array(textUpTo(64)).max(48),
  /** Whether it has a limit of its own, or of its resources claim. */
  cpuLimit: z.boolean(),
  memoryLimit: z.boolean(),
  ports: z.array(Integer).max(64),
  hostPorts: z.array(Integer).max(64),
});
export type ContainerTraits = z.infer<typeof ContainerTraits>;

/** When a CronJob runs, as Kubernetes has it. */
export const CronSchedule = z.object({
  cron: textUpTo(200),
  timeZone: textUpTo(64).optional(),
  suspended: z.boolean(),
  /** RFC 3339. */
  lastRun: Instant.optional(),
});
export type CronSchedule = z.infer<typeof CronSchedule>;

/** What a workload is made of now, beside its identity (core/workload.ts), which is what it was when it was first seen. */
export const WorkloadTraits = z.object({
  cluster: ClusterId,
  lineage: Lineage,
  namespace: name,
  kind: name,
  name,
  uid: textUpTo(64),
  createdAt: Instant,
  serviceAccount: name.optional(),
  /** Labels of the pod template. */
  labels: z.record(textUpTo(400), textUpTo(63)),
  containers: z.array(ContainerTraits).max(64),
  hostNetwork: z.boolean(),
  hostPID: z.boolean(),
  hostIPC: z.boolean(),
  /** Paths of the node that it mounts. */
  hostPaths: z.array(textUpTo(400)).max(64),
  /** False only where pod template or service account say so: Kubernetes gives a token otherwise. */
  automountToken: z.boolean(),
  schedule: CronSchedule.optional(),
  /** Pods that were there at the look; scaled to nothing is not gone. */
  pods: z.int().min(0),
  /** Nodes that its pods were on, at most so many as are kept. */
  nodes: z.array(name).max(32),
  firstSeen: Instant,
  asOf: Instant,
  goneAt: Instant.optional(),
});
export type WorkloadTraits = z.infer<typeof WorkloadTraits>;

/** Rights over its node beyond its own container: what such a workload does, the node does. */
export function hostRights(traits: Pick<WorkloadTraits, 'containers' | 'hostNetwork' | 'hostPID' | 'hostIPC' | 'hostPaths'>): string[] {
  const capabilities = traits.containers.flatMap((one) => one.capabilities).filter((one) => mighty.has(one));
  return [
    ...(traits.containers.some(({ privileged }) => privileged) ? ['privileged'] : []),
    ...(traits.hostPID ? ['hostPID'] : []),
    ...(traits.hostNetwork ? ['hostNetwork'] : []),
    ...(traits.hostIPC ? ['hostIPC'] : []),
    ...(traits.hostPaths.length > 0 ? ['hostPath'] : []),
    ...[...new Set(capabilities)].toSorted().map((one) => `capability ${one}`),
  ];
} // prettier-ignore

/** Capabilities that lead out of a container or see what others say. */
const mighty: ReadonlySet<string> = new Set(['ALL', 'SYS_ADMIN', 'SYS_PTRACE', 'SYS_MODULE', 'NET_ADMIN', 'NET_RAW', 'BPF', 'DAC_READ_SEARCH', 'SYS_RAWIO']); // prettier-ignore

/** Paths of a node that are the node. */
const graveMounts: ReadonlySet<string> = new Set(['/', '/etc', '/root', '/var/run/docker.sock', '/run/containerd/containerd.sock', '/var/lib/kubelet', '/proc', '/var/run']); // prettier-ignore

/** Those of the rights with which a pod has its node for the taking, empty where there are none. */
export function mightOf(traits: Parameters<typeof hostRights>[0]): string[] {
  const mounts = traits.hostPaths.filter((path) => graveMounts.has(path)).map((path) => `hostPath ${path}`);
  return [...hostRights(traits).filter((right) => grave.has(right)), ...mounts];
}

const grave: ReadonlySet<string> = new Set(['privileged', 'hostPID', 'capability SYS_ADMIN', 'capability ALL']);
