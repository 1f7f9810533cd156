import * as z from 'zod';
import { Integer, textUpTo } from '../fields.ts';
import { AuditEventId, ClusterId } from '../ids.ts';
import { Instant } from '../instant.ts';

const name = textUpTo(253);

/** A container as a template names it, in the order of the template. */
const TemplateContainer = z.object({ name, image: textUpTo(512) });

/** What a write said about an object, as far as it matters: never a command, an environment or a secret. */
export const ObjectChange = z.object({
  /** Containers of the pod template after the write, where the object has one. */
  containers: z.array(TemplateContainer).max(64).optional(),
  /** Those of them that the template had not before; absent where it is not known what it had. */
  added: z.array(TemplateContainer).max(64).optional(),
  privileged: z.boolean().optional(),
  /** `LoadBalancer`, `NodePort` … of a Service. */
  serviceType: textUpTo(64).optional(),
});
export type ObjectChange = z.infer<typeof ObjectChange>;

/** Something that was done to the cluster's API and succeeded or was refused: who did what to which object, from where. */
export const AuditEvent = z.object({
  /** Kubernetes' own id of the request. */
  id: AuditEventId,
  cluster: ClusterId,
  /** RFC 3339: when it was asked, by the API server's clock; and when the record reached us. */
  at: Instant,
  receivedAt: Instant,
  verb: z.enum(['create', 'update', 'patch', 'delete', 'deletecollection', 'get']),
  group: textUpTo(253),
  /** Plural, as Kubernetes has it: `deployments`, `pods`, `services`. */
  resource: name,
  /** `exec`, `attach`, `portforward`, `ephemeralcontainers`. */
  subresource: textUpTo(64).optional(),
  namespace: textUpTo(253),
  name: textUpTo(253),
  uid: textUpTo(64).optional(),
  /** `ada@example.com`, `system:serviceaccount:kubeflow:notebook`, an IAM role's session; whom it acted as, if not itself. */
  actor: textUpTo(512),
  as: textUpTo(512).optional(),
  sourceIps: z.array(textUpTo(45)).max(8),
  userAgent: textUpTo(200),
  /** HTTP status of the answer: 401 and 403 were refused. */
  status: Integer,
  change: ObjectChange.optional(),
});
export type AuditEvent = z.infer<typeof AuditEvent>;

/** A stretch of time in which the audit log said nothing that it should have said. RFC 3339; open: it still does. */
export const AuditGap = z.object({
  from: Instant,
  to: Instant.optional(),
  why: z.enum(['silent', 'late', 'off']),
});
export type AuditGap = z.infer<typeof AuditGap>;

/** Whether what Kubernetes tells of its users is whole: without it a creator is unknown, not absent. */
export const AuditCoverage = z.object({
  cluster: ClusterId,
  /** `off`: no audit log of this cluster ever reached us. */
  state: z.enum(['off', 'on']),
  /** RFC 3339: time of the newest record, and when one came last. */
  newestAt: Instant.optional(),
  receivedAt: Instant.optional(),
  /** Newest last. */
  gaps: z.array(AuditGap).max(100),
});
export type AuditCoverage = z.infer<typeof AuditCoverage>;

/** Whether a write or an entry went through. */
export function succeeded({ status }: Pick<AuditEvent, 'status'>): boolean {
  return status >= 100 && status < 400;
}

/** A person or a program of outside went into a running pod. */
export function isEntry({ resource, subresource }: Pick<AuditEvent, 'resource' | 'subresource'>): boolean {
  return resource === 'pods' && (subresource === 'exec' || subresource === 'attach' || subresource === 'portforward' || subresource === 'ephemeralcontainers'); // prettier-ignore
}

/** Controllers of Kubernetes itself: they do what an object says that somebody else wrote. */
export function isControlPlane(actor: string): boolean {
  return /^system:(?:node:|kube-|apiserver$|serviceaccount:kube-system:[a-z0-9-]+-controller$)|^eks:/.test(actor);
}

/** The stretch of `gaps` in which a moment (RFC 3339) lies. */
export function gapAt(gaps: readonly AuditGap[], at: string): AuditGap | undefined {
  const moment = Date.parse(at);
  return gaps.find(({ from, to }) => Date.parse(from) <= moment && (to === undefined || moment <= Date.parse(to)));
}
