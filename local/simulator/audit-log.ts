import type { AuditEvent } from '../../core/inventory/audit-event.ts';
import { digest } from '../../core/hash.ts';
import type { ScenarioAudit, ScenarioAuditEvent } from '../../core/scenario-cluster.ts';
import type { World, WorldAudit } from './world.ts';

/** What the audit log of a cluster tells, each record with the moment at which it comes; what was not recorded is not there. */
export function auditLog(world: World, audit: ScenarioAudit, start: number): { readonly at: number; readonly event: AuditEvent }[] {
  const within = (at: number, { from, until }: { from: number; until?: number | undefined }) => from <= at && (until === undefined || at < until);
  return world.audit.flatMap(({ at, event: { sourceIp = '198.51.100.20', userAgent = 'kubectl/v1.33.0', ...event } }, number) => {
    if (audit.off.some((stretch) => here(stretch, world) && within(at, stretch))) return [];
    const late = audit.late.filter((stretch) => here(stretch, world) && within(at, stretch)).reduce((sum, { by }) => sum + by, 0);
    const comes = at + audit.delay + late;
    const id = digest('audit', world.cluster, String(number), String(at)) as AuditEvent['id'];
    const whole: AuditEvent = { ...event, id, cluster: world.cluster, at: new Date(start + at).toISOString(), receivedAt: new Date(start + comes).toISOString(), sourceIps: [sourceIp], userAgent };
    return [{ at: comes, event: whole }];
  });
} // prettier-ignore

/** When it was known who made something, milliseconds from the start: at once, when the record came late, or never. */
export function creatorKnownAt(cluster: string, at: number, { off, late }: ScenarioAudit): number {
  const within = (stretch: { cluster?: string | undefined; from: number; until?: number | undefined }) =>
    here(stretch, { cluster } as World) && stretch.from <= at && (stretch.until === undefined || at < stretch.until);
  if (off.some(within)) return Number.POSITIVE_INFINITY;
  return at + late.filter(within).reduce((sum, { by }) => sum + by, 0);
}

/** A stretch that names no cluster is for each. */
const here = ({ cluster }: { cluster?: string | undefined }, world: Pick<World, 'cluster'>) =>
  cluster === undefined || cluster === world.cluster;

const entries: Readonly<Record<string, { verb: 'create' | 'get' | 'patch'; subresource: string }>> = {
  exec: { verb: 'create', subresource: 'exec' },
  attach: { verb: 'create', subresource: 'attach' },
  portforward: { verb: 'create', subresource: 'portforward' },
  debug: { verb: 'patch', subresource: 'ephemeralcontainers' },
};

const resources: Readonly<Record<string, { group: string; resource: string }>> = {
  service: { group: '', resource: 'services' },
  pod: { group: '', resource: 'pods' },
  rolebindings: { group: 'rbac.authorization.k8s.io', resource: 'rolebindings' },
  clusterrolebindings: { group: 'rbac.authorization.k8s.io', resource: 'clusterrolebindings' },
};

/** An event that the scenario names by itself, about what is there at that moment. */
export function declaredAudit(spec: ScenarioAuditEvent, world: Pick<World, 'workloads' | 'pods'>): WorldAudit {
  const { at, what, object, by: actor, as, sourceIp, userAgent } = spec;
  const [prefix, rest] = object.includes(':') ? (object.split(':', 2) as [string, string]) : ['', object];
  const [namespace = '', name = ''] = rest.split('/');
  const common = { actor, ...(as === undefined ? {} : { as }), sourceIp, userAgent, status: spec.status ?? (what === 'create' ? 201 : 200) };
  const entry = entries[what];
  if (entry !== undefined) {
    const pods = world.pods.filter((pod) => pod.from <= at && at < pod.until && pod.workload.namespace === namespace);
    const pod = pods.find((one) => (prefix === 'pod' ? one.name === name : one.workload.declared === rest));
    const { verb, subresource } = entry;
    return { at, event: { ...common, verb, group: '', resource: 'pods', subresource, namespace, name: pod?.name ?? name, uid: pod?.uid, status: spec.status ?? 101 } };
  }
  const workload = world.workloads.find((one) => one.declared === rest && one.from <= at && at <= one.until);
  const { group, resource } = resources[prefix] ?? (prefix === '' && workload !== undefined ? { group: groupOf(workload.apiVersion), resource: `${workload.kind.toLowerCase()}s` } : { group: '', resource: prefix || 'deployments' });
  return { at, event: { ...common, verb: what as 'create', group, resource, namespace, name, ...(prefix === '' && workload !== undefined ? { uid: workload.uid } : {}) } };
} // prettier-ignore

const groupOf = (apiVersion: string) => (apiVersion.includes('/') ? apiVersion.split('/')[0]! : '');
