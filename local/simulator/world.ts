import { digest } from '../../core/hash.ts';
import type { ClusterId } from '../../core/ids.ts';
import type { AuditEvent } from '../../core/inventory/audit-event.ts';
import type { ScenarioWorkload } from '../../core/scenario-inventory.ts';
import type { KubernetesObject } from '../kubernetes/object.ts';

/** Moments are milliseconds from the scenario's start; what was there before has a negative `from`; `until` is excluded. */
interface Stretch {
  readonly from: number;
  readonly until: number;
}

export interface WorldNode extends Stretch {
  readonly name: string;
  readonly uid: string;
  readonly address: string;
}

/** One life of a declared workload: deleted and created again it is another one. */
export interface WorldWorkload extends Stretch {
  /** `namespace/name` as declared, whatever it is called now. */
  readonly declared: string;
  readonly namespace: string;
  readonly name: string;
  readonly kind: string;
  readonly apiVersion: string;
  readonly uid: string;
  readonly creator: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly shape: WorldShape;
}

/** What a pod template says beside images and service account. */
export type WorldShape = Pick<
  ScenarioWorkload,
  | 'privileged'
  | 'capabilities'
  | 'hostPID'
  | 'hostPath'
  | 'limits'
  | 'ports'
  | 'hostPorts'
  | 'automountToken'
  | 'schedule'
  | 'suspended'
>;

/** One pod with one address: with another address it is another entry with the same uid. */
export interface WorldPod extends Stretch {
  readonly name: string;
  readonly uid: string;
  readonly address: string;
  readonly node: string;
  readonly hostNetwork: boolean;
  readonly workload: Omit<WorldWorkload, 'until'>;
  readonly images: readonly string[];
  readonly serviceAccount: string;
  readonly privileged: boolean;
  /** The name of the object between pod and workload (ReplicaSet, Job), where there is one. */
  readonly through: { readonly kind: string; readonly apiVersion: string; readonly name: string } | undefined;
  /** When the pod began, whatever addresses it has had. */
  readonly startedAt: number;
}

export interface WorldService extends Stretch {
  readonly declared: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly address: string;
  readonly type: string;
  readonly internal: boolean;
  readonly ranges: readonly string[];
  readonly ports: readonly { readonly port: number; readonly target?: number | undefined }[];
  /** The declared workload behind it, if any. */
  readonly workload: string | undefined;
}

/** An ingress, a gateway, a route or a policy: an object that is there for a while, but for its times and uid. */
export interface WorldObject extends Stretch {
  readonly object: KubernetesObject & { readonly metadata: { readonly name: string; readonly namespace: string } };
}

/** Something that the audit log has a record of, if it is on. */
export interface WorldAudit {
  readonly at: number;
  readonly event: Pick<
    AuditEvent,
    'verb' | 'group' | 'resource' | 'subresource' | 'namespace' | 'name' | 'uid' | 'actor' | 'as' | 'status' | 'change'
  > & {
    readonly sourceIp?: string | undefined;
    readonly userAgent?: string | undefined;
  };
}

/** Everything that ever is in one cluster. */
export interface World {
  readonly cluster: ClusterId;
  readonly nodes: readonly WorldNode[];
  readonly workloads: readonly WorldWorkload[];
  readonly pods: readonly WorldPod[];
  readonly services: readonly WorldService[];
  readonly objects: readonly WorldObject[];
  /** In the order of time. */
  readonly audit: readonly WorldAudit[];
}

/** What is already there when a scenario starts was created so long before: old enough to be nobody's newcomer. */
export const beforeStart = -30 * 86_400_000;

export const endless = Number.POSITIVE_INFINITY;

/** An uid as Kubernetes has them, made of names: the same scenario gives the same ones. */
export function uidOf(...parts: readonly string[]): string {
  const hex = digest('uid', ...parts);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export function aliveAt<Item extends Stretch>(items: readonly Item[], at: number): Item[] {
  return items.filter((item) => item.from <= at && at < item.until);
}
