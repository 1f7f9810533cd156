import * as z from 'zod';
import { Integer, textUpTo } from '../fields.ts';
import { digest } from '../hash.ts';
import type { ClusterId } from '../ids.ts';
import { Instant } from '../instant.ts';
import { AuditEvent, isControlPlane, type ObjectChange } from './audit-event.ts';

// One line of Kubernetes' audit log (audit.k8s.io/v1), as far as it is looked at. Request and response bodies are read for
// images, names and types alone: commands, environments and secrets never leave this page.

const lenient = <Inner extends z.ZodType>(inner: Inner) => inner.optional().catch(undefined);
const User = z.object({ username: textUpTo(2_000) });
const ContainerPart = z.object({ name: z.string().optional(), image: z.string().optional(), securityContext: lenient(z.object({ privileged: z.boolean().optional() })) }); // prettier-ignore
const PodPart = z.object({ containers: lenient(z.array(ContainerPart)) });
const Body = z.object({
  metadata: lenient(z.object({ name: z.string().optional(), uid: z.string().optional() })),
  spec: lenient(
    z.object({
      type: lenient(z.string()),
      containers: lenient(z.array(ContainerPart)),
      template: lenient(z.object({ spec: lenient(PodPart) })),
      jobTemplate: lenient(z.object({ spec: lenient(z.object({ template: lenient(z.object({ spec: lenient(PodPart) })) })) })),
    }),
  ),
}); // prettier-ignore

export const AuditLine = z.object({
  kind: z.literal('Event'),
  auditID: z.string().min(1).max(200),
  stage: z.string(),
  verb: z.string(),
  user: User,
  impersonatedUser: lenient(User),
  sourceIPs: lenient(z.array(z.string())),
  userAgent: lenient(z.string()),
  objectRef: z.object({
    resource: textUpTo(253),
    subresource: lenient(textUpTo(64)),
    namespace: lenient(textUpTo(253)),
    name: lenient(textUpTo(253)),
    uid: lenient(textUpTo(64)),
    apiGroup: lenient(textUpTo(253)),
  }),
  responseStatus: lenient(z.object({ code: lenient(Integer) })),
  requestObject: lenient(Body),
  responseObject: lenient(Body),
  requestReceivedTimestamp: Instant,
});
export type AuditLine = z.infer<typeof AuditLine>;

const writes: ReadonlySet<string> = new Set(['create', 'update', 'patch', 'delete', 'deletecollection']);

/** What is run, who may do what, and what is reachable. Of everything else the log is not kept here. */
const watched: ReadonlySet<string> = new Set([
  'pods', 'deployments', 'daemonsets', 'statefulsets', 'replicasets', 'replicationcontrollers', 'jobs', 'cronjobs', 'services', 'ingresses',
  'networkpolicies', 'gateways', 'virtualservices', 'httproutes', 'grpcroutes', 'roles', 'rolebindings', 'clusterroles', 'clusterrolebindings',
  'serviceaccounts', 'namespaces', 'mutatingwebhookconfigurations', 'validatingwebhookconfigurations', 'notebooks', 'workflows', 'pytorchjobs',
  'tfjobs', 'sparkapplications', 'rayclusters', 'rayjobs', 'inferenceservices', 'applications',
]); // prettier-ignore

const entries: ReadonlySet<string> = new Set(['exec', 'attach', 'portforward', 'ephemeralcontainers']);

/**
 * The event of a line, where it is worth keeping: writes to what is run, reachable or entitled, and entries into pods, by
 * anybody but Kubernetes' own controllers. Status updates and leases are noise.
 */
export function eventOfLine(cluster: ClusterId, line: AuditLine, receivedAt: string): AuditEvent | undefined {
  const { objectRef, user, impersonatedUser, responseStatus } = line;
  if (line.stage !== 'ResponseComplete' && line.stage !== 'ResponseStarted') return undefined;
  const { resource, subresource } = objectRef;
  const entered = resource === 'pods' && subresource !== undefined && entries.has(subresource);
  if (!entered && (subresource !== undefined || !writes.has(line.verb) || !watched.has(resource))) return undefined;
  // An entry is told twice, when the stream opens and when it ends: the first is enough, and comes at once.
  const verb = entered && line.verb === 'get' ? 'create' : line.verb;
  const actor = user.username.slice(0, 512).toWellFormed();
  if (!entered && isControlPlane(actor)) return undefined;
  const change = changeIn(line);
  const name = objectRef.name ?? line.responseObject?.metadata?.name ?? '';
  const uid = objectRef.uid ?? line.responseObject?.metadata?.uid;
  const parsed = AuditEvent.safeParse({
    id: line.auditID.length <= 64 ? line.auditID : digest('audit', line.auditID),
    cluster,
    at: line.requestReceivedTimestamp,
    receivedAt,
    verb,
    group: objectRef.apiGroup ?? '',
    resource,
    ...(subresource === undefined ? {} : { subresource }),
    namespace: objectRef.namespace ?? '',
    name: name.slice(0, 253),
    ...(uid === undefined ? {} : { uid: uid.slice(0, 64) }),
    actor,
    ...(impersonatedUser === undefined ? {} : { as: impersonatedUser.username.slice(0, 512).toWellFormed() }),
    sourceIps: (line.sourceIPs ?? []).filter((ip) => ip.length <= 45).slice(0, 8),
    userAgent: (line.userAgent ?? '').slice(0, 200).toWellFormed(),
    status: responseStatus?.code ?? (line.stage === 'ResponseStarted' ? 101 : 0),
    ...(change === undefined ? {} : { change }),
  });
  return parsed.success ? parsed.data : undefined;
}

/** The object as it is after the write; of a refused or untold one what was asked for. */
function changeIn({ responseObject, requestObject }: AuditLine): ObjectChange | undefined {
  const spec = responseObject?.spec ?? requestObject?.spec;
  if (spec === undefined) return undefined;
  const template = spec.containers ?? spec.template?.spec?.containers ?? spec.jobTemplate?.spec?.template?.spec?.containers;
  const containers = template?.slice(0, 64).map(({ name = '', image = '' }) => ({ name: name.slice(0, 253), image: image.slice(0, 512) }));
  const change: ObjectChange = {
    ...(containers === undefined ? {} : { containers, privileged: template?.some((one) => one.securityContext?.privileged === true) ?? false }),
    ...(spec.type === undefined ? {} : { serviceType: spec.type.slice(0, 64) }),
  };
  return Object.keys(change).length === 0 ? undefined : change;
} // prettier-ignore
