import * as z from 'zod';
import { Integer, textUpTo } from '../fields.ts';
import { ClusterId } from '../ids.ts';
import { Instant } from '../instant.ts';

const name = textUpTo(253);

/** A namespace with the NetworkPolicies in it. */
export const NamespaceFacts = z.object({
  cluster: ClusterId,
  name,
  createdAt: Instant,
  labels: z.record(textUpTo(400), textUpTo(63)),
  policies: z.array(
    z.object({
      name,
      createdAt: Instant,
      /** An empty selector: for every pod of the namespace. */
      everyPod: z.boolean(),
      types: z.array(z.enum(['ingress', 'egress'])).max(2),
    }),
  ).max(200),
  firstSeen: Instant,
  asOf: Instant,
  goneAt: Instant.optional(),
}); // prettier-ignore
export type NamespaceFacts = z.infer<typeof NamespaceFacts>;

/** A node of the cluster as Kubernetes has it. */
export const NodeFacts = z.object({
  cluster: ClusterId,
  name,
  uid: textUpTo(64),
  createdAt: Instant,
  /** `unknown`: its kubelet does not answer. */
  ready: z.enum(['ready', 'not-ready', 'unknown']),
  /** RFC 3339: since when. */
  readySince: Instant.optional(),
  address: textUpTo(45).optional(),
  kubelet: textUpTo(64).optional(),
  /** Where no pod of ours can run: Fargate and virtual nodes. */
  virtual: z.boolean(),
  firstSeen: Instant,
  asOf: Instant,
  goneAt: Instant.optional(),
});
export type NodeFacts = z.infer<typeof NodeFacts>;

/** What `eks:DescribeCluster` tells. */
export const EksFacts = z.object({
  cluster: ClusterId,
  eksName: textUpTo(100),
  version: textUpTo(20),
  /** RFC 3339: the end of standard support, where we know it; after it AWS charges extra, and one day upgrades by itself. */
  supportUntil: Instant.optional(),
  publicEndpoint: z.boolean(),
  privateEndpoint: z.boolean(),
  /** Who may reach the public endpoint. */
  publicRanges: z.array(textUpTo(50)).max(64),
  /** Kinds of control plane logs that are on: `audit`, `authenticator`, `api` … */
  logging: z.array(textUpTo(64)).max(16),
  secretsEncrypted: z.boolean(),
  status: textUpTo(64),
  asOf: Instant,
});
export type EksFacts = z.infer<typeof EksFacts>;

/** Why a look at a cluster gave nothing, or only a part. */
export const LookFault = z.enum([
  'unauthorized', 'forbidden', 'expired', 'throttled', 'timeout', 'unreachable', 'untrusted', 'not-understood', 'too-large', 'error', 'no-token',
]); // prettier-ignore
export type LookFault = z.infer<typeof LookFault>;

/** How the inventory of a cluster stands: when it was whole last, and what keeps it from being so now. */
export const InventoryState = z.object({
  cluster: ClusterId,
  /** Who tells: discover asks, or the cluster pushes. */
  by: z.enum(['discover', 'push']),
  /** RFC 3339: the latest look that was whole; what it found. */
  wholeAt: Instant.optional(),
  counts: z.record(z.string(), Integer).optional(),
  version: textUpTo(64).optional(),
  /** Since when it is not whole, why, and which lists are missing (`ingresses: forbidden`). */
  failing: z.object({ since: Instant, fault: LookFault, missing: z.array(textUpTo(200)).max(32) }).optional(),
  asOf: Instant,
});
export type InventoryState = z.infer<typeof InventoryState>;

/** Up to when its days were told, and since when somebody tells the next one. */
export const DigestState = z.object({ cluster: ClusterId, dueAt: Instant, tellingSince: Instant.optional() });
export type DigestState = z.infer<typeof DigestState>;

/** When a cluster was swept last, how far. */
export const SweepState = z.object({
  cluster: ClusterId,
  /** RFC 3339: the latest sweep of what had changed, and of everything. */
  changedAt: Instant,
  allAt: Instant,
  /** When the review list was made last. */
  reviewedAt: Instant.optional(),
  /** When the cluster was swept first, and when the risk trackers last saw all of its conversations. */
  firstAt: Instant.optional(),
  tracedAt: Instant.optional(),
});
export type SweepState = z.infer<typeof SweepState>;
