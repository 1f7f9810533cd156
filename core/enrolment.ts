import * as z from 'zod';
import { ClusterIdentity } from './cluster-identity.ts';
import { textUpTo } from './fields.ts';
import { ClusterId } from './ids.ts';
import { Instant } from './instant.ts';

/** How the control plane reaches a cluster's Kubernetes API, read-only. */
export const KubernetesAccess = z.object({
  endpoint: z.url({ protocol: /^https$/ }).max(500),
  /** PEM bundle of the API server's authority. */
  authority: textUpTo(20_000),
  credential: z.discriminatedUnion('kind', [
    /** A presigned STS token for this EKS cluster, made from the function's own role. */
    z.object({ kind: z.literal('eks'), clusterName: textUpTo(100), region: textUpTo(30) }),
    /** A bearer token in an SSM SecureString of this name. */
    z.object({ kind: z.literal('token'), parameter: textUpTo(500) }),
  ]),
});
export type KubernetesAccess = z.infer<typeof KubernetesAccess>;

/** A cluster as registered. Without access, addresses stay unresolved and say so. */
export const Cluster = z.object({
  id: ClusterId,
  enrolledAt: Instant,
  enrolledBy: textUpTo(253),
  access: KubernetesAccess.optional(),
  /** It pushes its inventory, because its API cannot be reached: `access` tells which EKS cluster it is, and is not used to ask it. */
  pushes: z.boolean().optional(),
  /** Without it, only enrolment tokens speak for the cluster. */
  identity: ClusterIdentity.optional(),
  /** SHA-256 (hex) of each valid enrolment token; two while one is being rotated. The tokens themselves are never stored. */
  tokenHashes: z.array(z.string().regex(/^[0-9a-f]{64}$/)).max(2),
});
export type Cluster = z.infer<typeof Cluster>;

/** How a cluster is asked; undefined where it is not. */
export function askedAccess(cluster: Pick<Cluster, 'access' | 'pushes'> | undefined): KubernetesAccess | undefined {
  return cluster?.pushes === true ? undefined : cluster?.access;
}
