import * as z from 'zod';
import { Baseline } from '../baseline.ts';
import { Integer } from '../fields.ts';
import { ClusterId } from '../ids.ts';
import { Instant } from '../instant.ts';
import { Role } from '../role.ts';

export const Me = z.object({ actor: z.string(), role: Role.nullable() });
export type Me = z.infer<typeof Me>;

/** Where what channels need lies: names alone, and no secret. Who may write there is AWS' to say. */
export const Channels = z.object({
  /** ARN of the topic of incidents; the region in it is that of all of these. */
  topic: z.string(),
  /** Names of the SecureStrings that hold Slack's webhook or token, and address and secret of the signed webhook. */
  slackParameter: z.string(),
  webhookParameter: z.string(),
});
export type Channels = z.infer<typeof Channels>;

export const Status = z.object({
  ok: z.literal(true),
  versions: z.object({ plumbline: z.string(), intelligence: z.string(), telemetry: Integer }),
  clusters: Integer,
  /** ARNs of the roles that ask clusters: an EKS cluster needs an access entry for each. */
  kubernetesRoles: z.array(z.string()),
  /** ARN of the function that audit logs of EKS clusters are sent to. */
  auditFunction: z.string().optional(),
  channels: Channels,
});

/** A cluster as enrolled, without what lets one in: no hash of a token, no name of a parameter. */
export const ShownCluster = z.object({
  id: ClusterId,
  enrolledAt: Instant,
  enrolledBy: z.string(),
  access: z.object({ endpoint: z.string(), credential: z.enum(['eks', 'token']) }).optional(),
  /** Nobody asks its API: it pushes its inventory. */
  pushes: z.boolean().optional(),
  /** How many enrolment tokens are valid. */
  tokens: Integer,
});
export type ShownCluster = z.infer<typeof ShownCluster>;

export const ClusterOverview = ShownCluster.extend({
  baseline: Baseline,
  counts: z.object({ edges: Integer, workloads: Integer, facts: Integer, findings: Integer, incidents: Integer, openIncidents: Integer }),
  nodes: z.array(z.object({ name: z.string(), lastSeen: z.string() })),
}); // prettier-ignore
export type ClusterOverview = z.infer<typeof ClusterOverview>;

/** The token is shown this once. */
export const Enrolled = z.object({ id: ClusterId, mode: z.literal('learning'), token: z.string() });
export const IssuedToken = z.object({ id: ClusterId, token: z.string() });
export const Removed = z.object({ id: ClusterId, removed: z.literal(true) });

/** What people did. */
export const ShownAuditEntry = z.object({
  cluster: ClusterId,
  at: Instant,
  actor: z.string(),
  action: z.string(),
  detail: z.string(),
});
export type ShownAuditEntry = z.infer<typeof ShownAuditEntry>;
