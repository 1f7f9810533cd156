import * as z from 'zod';
import { createHash } from 'node:crypto';
import { ClusterId } from './ids.ts';

/** How the control plane reaches a cluster's Kubernetes API, read-only. */
export const KubernetesAccess = z.object({
  endpoint: z.url({ protocol: /^https$/ }).max(500),
  /** PEM bundle of the API server's authority. */
  authority: z.string().max(20_000),
  credential: z.discriminatedUnion('kind', [
    /** A presigned STS token for this EKS cluster, made from the function's own role. */
    z.object({ kind: z.literal('eks'), clusterName: z.string().max(100), region: z.string().max(30) }),
    /** A bearer token in an SSM SecureString of this name. */
    z.object({ kind: z.literal('token'), parameter: z.string().max(500) }),
  ]),
});
export type KubernetesAccess = z.infer<typeof KubernetesAccess>;

/** A cluster as registered. Without access, addresses stay unresolved and say so. */
export const Cluster = z.object({
  id: ClusterId,
  enrolledAt: z.iso.datetime(),
  enrolledBy: z.string().max(253),
  access: KubernetesAccess.optional(),
  /** SHA-256 (hex) of each valid enrolment token; two while one is being rotated. The tokens themselves are never stored. */
  tokenHashes: z.array(z.string().regex(/^[0-9a-f]{64}$/)).max(2),
});
export type Cluster = z.infer<typeof Cluster>;

/** What `authorize` reads: one object for all clusters. */
export const AuthorizeIndex = z.object({
  v: z.literal(1),
  compiledAt: z.iso.datetime(),
  /** SHA-256 (hex) of a token → the cluster it speaks for. */
  tokens: z.record(z.string(), ClusterId),
});
export type AuthorizeIndex = z.infer<typeof AuthorizeIndex>;

/** Where the compiled index lies in the bucket. */
export const authorizeIndexKey = 'authorize/index.json';

/** Enrolment tokens are recognised by their prefix (so that secret scanners find a leaked one), 256 random bits behind it. */
export const tokenPattern = /^plumbline_[A-Za-z0-9_-]{43}$/;

export function tokenFrom(random: Uint8Array): string {
  if (random.length !== 32) throw new Error(`an enrolment token needs 32 random bytes, got ${random.length}`);
  return `plumbline_${Buffer.from(random).toString('base64url')}`;
}

export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

export function authorizeIndexOf(clusters: readonly Cluster[], compiledAt: string): AuthorizeIndex {
  const tokens = Object.fromEntries(clusters.flatMap((cluster) => cluster.tokenHashes.map((hash) => [hash, cluster.id])));
  return { v: 1, compiledAt, tokens };
} // prettier-ignore
