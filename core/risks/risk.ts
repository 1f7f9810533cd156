import * as z from 'zod';
import { Severity } from '../deviation.ts';
import { textUpTo } from '../fields.ts';
import { digest } from '../hash.ts';
import { ClusterId, Lineage, RiskId } from '../ids.ts';
import { Instant } from '../instant.ts';

/** What the trackers look for. Each has a section in docs/risks.md. */
export const Tracker = z.enum([
  'exposed-dashboard', 'exposed-management-port', 'public-eks-endpoint', 'audit-log-off', 'host-rights', 'metadata-reached', 'image-unpinned',
  'registry-unknown', 'egress-without-policy', 'no-cpu-limit', 'clear-text-across-namespaces', 'unauthenticated-api',
  'node-without-sentinel', 'unused-fact', 'kubernetes-out-of-support',
]); // prettier-ignore
export type Tracker = z.infer<typeof Tracker>;

/** What invites the next attack: not that something happened, but that it could. */
export const Risk = z.object({
  id: RiskId,
  cluster: ClusterId,
  tracker: Tracker,
  severity: Severity,
  /** What has it, as the id spells it, and as people read it. */
  subject: textUpTo(600),
  label: textUpTo(600),
  lineage: Lineage.optional(),
  namespace: textUpTo(253).optional(),
  /** What was seen that says so, a line each. */
  evidence: z.array(textUpTo(400)).max(20),
  /** Why it matters here, and what mends it: one sentence each, and a command where one does. */
  why: textUpTo(600),
  fix: textUpTo(600),
  command: textUpTo(600).optional(),
  /** RFC 3339: since when it is open without a break; when it was seen to be mended. */
  openSince: Instant,
  fixedAt: Instant.optional(),
  /** How often it was mended and came back. */
  reopened: z.int().min(0),
  asOf: Instant,
});
export type Risk = z.infer<typeof Risk>;

export function riskId(cluster: ClusterId, tracker: Tracker, subject: string): RiskId {
  return digest('risk', cluster, tracker, subject) as RiskId;
}
