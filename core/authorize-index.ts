import * as z from 'zod';
import type { Cluster } from './enrolment.ts';
import { ClusterId } from './ids.ts';
import { Instant } from './instant.ts';
import { SigningKey } from './signing-key.ts';

/** The pods that may speak for a cluster, as a look at all of its pods found them. */
const LivePods = z.object({ at: Instant, uids: z.array(z.string()) });
export type LivePods = z.infer<typeof LivePods>;

/** An identity with the keys that are in force, and when these were last seen published. */
const IndexedIdentity = z.object({
  issuer: z.string(),
  subject: z.string(),
  inventorySubject: z.string().optional(),
  keys: z.array(SigningKey),
  keysAt: Instant,
  /** Absent where nobody looks at the cluster: then a token is believed until it ends. */
  pods: LivePods.optional(),
});
type IndexedIdentity = z.infer<typeof IndexedIdentity>;

/** What `authorize` reads: one object for all clusters. */
export const AuthorizeIndex = z.object({
  v: z.literal(1),
  compiledAt: Instant,
  /** SHA-256 (hex) of a token → the cluster it speaks for. */
  tokens: z.record(z.string(), ClusterId),
  /** By the cluster's id: whose service-account tokens speak for it, and the keys that sign them. */
  clusters: z.record(z.string(), IndexedIdentity).default({}),
});
export type AuthorizeIndex = z.infer<typeof AuthorizeIndex>;

/** Where the compiled index lies in the bucket. */
export const authorizeIndexKey = 'authorize/index.json';

/** What was learned of keys since the last compilation. */
export interface KeyNews {
  /** The index in force, whose keys stay where nothing newer is known. */
  readonly before?: AuthorizeIndex | undefined;
  /** Keys as their issuers publish them now. An empty set is no news: keys stay good while an issuer is down. */
  readonly fetched?: ReadonlyMap<ClusterId, readonly SigningKey[]>;
  readonly pods?: ReadonlyMap<ClusterId, LivePods>;
}

/** Compiles all enrolments into what authorize reads. A cluster that is not enrolled any more is not in it. */
export function authorizeIndexOf(clusters: readonly Cluster[], compiledAt: string, news: KeyNews = {}): AuthorizeIndex {
  const tokens = Object.fromEntries(
    clusters.flatMap((cluster) => cluster.tokenHashes.map((hash) => [hash, cluster.id])),
  );
  const identities = clusters.flatMap((cluster): [string, IndexedIdentity][] => {
    const indexed = identityIn(cluster, compiledAt, news);
    if (indexed === undefined) return [];
    const pods = podsOf(cluster, news);
    return [[cluster.id, { ...indexed, ...(pods === undefined ? {} : { pods }) }]];
  });
  return { v: 1, compiledAt, tokens, clusters: Object.fromEntries(identities) };
}

function identityIn(
  { id, identity, enrolledAt }: Cluster,
  compiledAt: string,
  { before, fetched }: KeyNews,
): IndexedIdentity | undefined {
  if (identity === undefined) return undefined;
  const { issuer, subject, inventorySubject } = identity;
  const who = { issuer, subject, ...(inventorySubject === undefined ? {} : { inventorySubject }) };
  const keys = fetched?.get(id) ?? [];
  if (keys.length > 0) return { ...who, keys: [...keys], keysAt: compiledAt };
  const kept = before !== undefined && Object.hasOwn(before.clusters, id) ? before.clusters[id] : undefined;
  // Keys of before a new enrolment under the same id are another cluster's.
  if (kept !== undefined && kept.issuer === issuer && kept.keysAt >= enrolledAt)
    return { ...who, keys: kept.keys, keysAt: kept.keysAt };
  return { ...who, keys: identity.keys, keysAt: enrolledAt };
}

/** The later of two looks. One from before an enrolment was for pods of another service account. */
function podsOf({ id, enrolledAt }: Cluster, { before, pods }: KeyNews): LivePods | undefined {
  const kept = before !== undefined && Object.hasOwn(before.clusters, id) ? before.clusters[id]?.pods : undefined;
  const looks = [kept, pods?.get(id)].filter((look) => look !== undefined && look.at >= enrolledAt);
  return looks.reduce((one, other) => (one !== undefined && other !== undefined && one.at > other.at ? one : other), undefined);
} // prettier-ignore

/** A token is given to a pod that is there; lists of Kubernetes and clocks may lag so far behind. */
const lagMs = 120_000;

/**
 * Whether a pod was gone at the last look. Of one that got its token only since, or just before, nothing is known.
 * @param issued seconds since 1970
 */
export function isGone(pods: LivePods | undefined, uid: string, issued: number): boolean {
  return pods !== undefined && issued * 1_000 + lagMs < Date.parse(pods.at) && !pods.uids.includes(uid);
}

/** The same but for the times: publishing it again would tell nobody anything. */
export function sameIndex(one: AuthorizeIndex, other: AuthorizeIndex): boolean {
  const told = ({ tokens, clusters }: AuthorizeIndex) =>
    JSON.stringify([
      Object.entries(tokens).toSorted(byName),
      Object.entries(clusters)
        .toSorted(byName)
        .map(([id, { keysAt: _keysAt, pods, ...rest }]) => [id, rest, pods?.uids]),
    ]);
  return told(one) === told(other);
}

const byName = ([one]: [string, unknown], [other]: [string, unknown]) => (one < other ? -1 : 1);
