import * as z from 'zod';
import { Integer, textUpTo } from '../fields.ts';
import { digest } from '../hash.ts';
import { ClusterId, ExposureId, Lineage } from '../ids.ts';
import { Instant } from '../instant.ts';
import { Dashboard } from './dashboard.ts';

export const ExposureKind = z.enum([
  'service-loadbalancer', 'node-port', 'ingress', 'istio-gateway', 'virtual-service', 'gateway-api', 'host-port',
]); // prettier-ignore
export type ExposureKind = z.infer<typeof ExposureKind>;

/**
 * From where it can be reached, as far as Kubernetes says. `internet`: any address; `ranges`: only those of `ranges`;
 * `network`: what reaches the nodes or the VPC (a node port, an internal load balancer, a gateway whose own service is
 * not known). Security groups and firewalls are not seen, so it is never less open than this says.
 */
export const Reach = z.enum(['internet', 'ranges', 'network']);
export type Reach = z.infer<typeof Reach>;

/** An owner-resolved workload as people call it; the identity is the lineage. */
export const WorkloadRef = z.object({
  lineage: Lineage,
  namespace: textUpTo(253),
  kind: textUpTo(253),
  name: textUpTo(253),
});
export type WorkloadRef = z.infer<typeof WorkloadRef>;

const most = { hosts: 64, ports: 64, paths: 64, ranges: 64 } as const;

/** One way in from outside the cluster: an object that opens it, and the workload that stands behind. */
export const Exposure = z.object({
  id: ExposureId,
  cluster: ClusterId,
  kind: ExposureKind,
  /** The object that makes it reachable: `Service`, `Ingress`, `Gateway`, `VirtualService`, `HTTPRoute`, `Pod` … */
  object: z.object({
    kind: textUpTo(253),
    namespace: textUpTo(253),
    name: textUpTo(253),
    uid: textUpTo(64),
    /** RFC 3339: creationTimestamp of the object, which may be older than its being open. */
    createdAt: Instant,
    /** The program that wrote it last (managedFields), which is no person; who it was says the audit log. */
    manager: textUpTo(253).optional(),
  }),
  /** Absent: nobody stands behind, or it could not be told who. */
  workload: WorkloadRef.optional(),
  /** `namespace/name` of the Service between, where there is one. */
  service: textUpTo(507).optional(),
  /** Names under which it answers; empty: any. */
  hosts: z.array(textUpTo(253)).max(most.hosts),
  /** Ports that are open to the outside, and those of the workload behind them. */
  ports: z.array(z.object({ port: Integer, target: z.int().optional() })).max(most.ports),
  paths: z.array(textUpTo(200)).max(most.paths),
  reach: Reach,
  /** Address ranges that are let in, where `reach` is `ranges`. */
  ranges: z.array(textUpTo(50)).max(most.ranges),
  /** A known dashboard stands behind: told by image repository, port and labels, never by a name alone. */
  dashboard: Dashboard.optional(),
  /** RFC 3339: when discover saw it first like this, the latest look that tells this, and when it was no longer there. */
  firstSeen: Instant,
  asOf: Instant,
  goneAt: Instant.optional(),
});
export type Exposure = z.infer<typeof Exposure>;
export const exposureLimits = most;

type Way = Pick<Exposure, 'kind' | 'object' | 'reach' | 'workload'>;

/**
 * What a baseline's fact and a finding are about: the way in and how open it is. A way that was narrow and became open is
 * another one; new host names, ports or a new uid of the object behind the same way are not.
 */
export function exposureObject({ kind, object, reach }: Way): string {
  return JSON.stringify([kind, object.namespace, object.name, reach]);
}

/** The same way in to the same workload has the same id, whatever else changes about it. */
export function exposureId(cluster: ClusterId, way: Way): ExposureId {
  const { kind, object, workload } = way;
  return digest('exposure', cluster, kind, object.kind, object.namespace, object.name, workload?.lineage ?? '') as ExposureId;
} // prettier-ignore
