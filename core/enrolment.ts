import * as z from 'zod';
import { createHash } from 'node:crypto';
import { ClusterIdentity, SigningKey } from './cluster-identity.ts';
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
  /** Without it, only enrolment tokens speak for the cluster. */
  identity: ClusterIdentity.optional(),
  /** SHA-256 (hex) of each valid enrolment token; two while one is being rotated. The tokens themselves are never stored. */
  tokenHashes: z.array(z.string().regex(/^[0-9a-f]{64}$/)).max(2),
});
export type Cluster = z.infer<typeof Cluster>;

/** An identity with the keys that are in force, and when these were last seen published. */
const IndexedIdentity = z.object({
  issuer: z.string(),
  subject: z.string(),
  keys: z.array(SigningKey),
  keysAt: z.iso.datetime(),
});
type IndexedIdentity = z.infer<typeof IndexedIdentity>;

/** What `authorize` reads: one object for all clusters. */
export const AuthorizeIndex = z.object({
  v: z.literal(1),
  compiledAt: z.iso.datetime(),
  /** SHA-256 (hex) of a token → the cluster it speaks for. */
  tokens: z.record(z.string(), ClusterId),
  /** By the cluster's id: whose service-account tokens speak for it, and the keys that sign them. */
  clusters: z.record(z.string(), IndexedIdentity).default({}),
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

/** What was learned of keys since the last compilation. */
export interface KeyNews {
  /** The index in force, whose keys stay where nothing newer is known. */
  readonly before?: AuthorizeIndex | undefined;
  /** Keys as their issuers publish them now. An empty set is no news: keys stay good while an issuer is down. */
  readonly fetched?: ReadonlyMap<ClusterId, readonly SigningKey[]>;
}

/** Compiles all enrolments into what authorize reads. A cluster that is not enrolled any more is not in it. */
export function authorizeIndexOf(clusters: readonly Cluster[], compiledAt: string, news: KeyNews = {}): AuthorizeIndex {
  const tokens = Object.fromEntries(
    clusters.flatMap((cluster) => cluster.tokenHashes.map((hash) => [hash, cluster.id])),
  );
  const identities = clusters.flatMap((cluster): [string, IndexedIdentity][] => {
    const indexed = identityIn(cluster, compiledAt, news);
    return indexed === undefined ? [] : [[cluster.id, indexed]];
  });
  return { v: 1, compiledAt, tokens, clusters: Object.fromEntries(identities) };
}

function identityIn(
  { id, identity, enrolledAt }: Cluster,
  compiledAt: string,
  { before, fetched }: KeyNews,
): IndexedIdentity | undefined {
  if (identity === undefined) return undefined;
  const { issuer, subject } = identity;
  const keys = fetched?.get(id) ?? [];
  if (keys.length > 0) return { issuer, subject, keys: [...keys], keysAt: compiledAt };
  const kept = before !== undefined && Object.hasOwn(before.clusters, id) ? before.clusters[id] : undefined;
  // Keys of before a new enrolment under the same id are another cluster's.
  if (kept !== undefined && kept.issuer === issuer && kept.keysAt >= enrolledAt) return { ...kept, subject };
  return { issuer, subject, keys: identity.keys, keysAt: enrolledAt };
}

/** The same but for the times: publishing it again would tell nobody anything. */
export function sameIndex(one: AuthorizeIndex, other: AuthorizeIndex): boolean {
  const told = ({ tokens, clusters }: AuthorizeIndex) =>
    JSON.stringify([
      Object.entries(tokens).toSorted(byName),
      Object.entries(clusters)
        .toSorted(byName)
        .map(([id, { keysAt: _keysAt, ...rest }]) => [id, rest]),
    ]);
  return told(one) === told(other);
}

const byName = ([one]: [string, unknown], [other]: [string, unknown]) => (one < other ? -1 : 1);
