import * as z from 'zod';
import { initialBaseline } from '../../core/baseline.ts';
import { type Cluster, KubernetesAccess } from '../../core/enrolment.ts';
import { tokenFrom, tokenHash } from '../../core/enrolment-token.ts';
import { ClusterId } from '../../core/ids.ts';
import { safeUrl, urlFaultText } from '../../core/safe-url.ts';
import { ClusterIdentity } from '../../core/cluster-identity.ts';
import { publishIndex } from '../publish-index.ts';
import type { ApiDeps } from './deps.ts';
import { Refusal } from './refusal.ts';

const server = {
  // As it is written: zod's own check of addresses overlooks spaces within.
  endpoint: z.string().max(500),
  authority: KubernetesAccess.shape.authority.regex(/^\s*-----BEGIN CERTIFICATE-----/, 'must be a PEM bundle'),
};

// Both become part of a host name and of a signed header.
const ClusterName = z.string().regex(/^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$/, 'must be the name of an EKS cluster');
const Region = z.string().max(30).regex(/^[a-z]{2,4}(?:-[a-z]{2,12}){1,3}-\d{1,2}$/, 'must be an AWS region'); // prettier-ignore

/** How the control plane is to reach the cluster's Kubernetes API, and who it is there: by EKS, or by a bearer token. */
const Access = z
  .strictObject({
    ...server,
    eks: z.strictObject({ clusterName: ClusterName, region: Region }).optional(),
    /** Kept as a SecureString, never in the table, and never shown again. */
    token: z.string().max(8_000).regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces').optional(),
  })
  .refine(({ eks, token }) => (eks === undefined) !== (token === undefined), {
    message: 'must hold either eks {clusterName, region} or token',
  }); // prettier-ignore

export const Enrolment = z.strictObject({
  id: ClusterId,
  access: Access.optional(),
  /** Whose service-account tokens speak for the cluster. */
  identity: ClusterIdentity.optional(),
});
export type Enrolment = z.infer<typeof Enrolment>;

/** How often a write is decided again because someone else wrote in between. */
const attempts = 8;

/**
 * Registers a cluster, which begins to learn, and issues its first enrolment token: shown this once, stored as a hash.
 * A cluster of this id that exists is a 409, and nothing of it changes.
 */
export async function enrol({ id, access, identity }: Enrolment, actor: string, deps: ApiDeps) {
  if (access !== undefined) refuseUnsafe(access.endpoint, deps.loopbackClusters);
  if ((await deps.clusters.find(id)) !== undefined) throw exists();
  const at = new Date(deps.now()).toISOString();
  const token = tokenFrom(deps.random(32));
  const cluster: Cluster = {
    id,
    enrolledAt: at,
    enrolledBy: actor,
    tokenHashes: [tokenHash(token)],
    ...(access === undefined ? {} : { access: await keptAccess(id, access, deps) }),
    ...(identity === undefined ? {} : { identity }),
  };
  if ((await deps.clusters.put(cluster, undefined)) === 'stale') throw exists();
  await deps.baselines.setState(initialBaseline(id, at, actor), undefined);
  await deps.audit.append({ cluster: id, at, actor, action: 'enrolled', detail: `access: ${kindOf(access)}` });
  await publishIndex(deps);
  deps.log.info('cluster enrolled', { cluster: id, actor, access: kindOf(access) });
  return { id, mode: 'learning' as const, token };
}

/** Another enrolment token for a cluster; the one before stays valid until the next, so that sentinels can change over. */
export async function issueToken(id: ClusterId, actor: string, deps: ApiDeps) {
  const token = tokenFrom(deps.random(32));
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const stored = await deps.clusters.find(id);
    if (stored === undefined) throw new Refusal(404, 'Unknown cluster', 'No cluster of this id is enrolled.', 'cluster');
    const tokenHashes = [tokenHash(token), ...stored.value.tokenHashes].slice(0, 2);
    if ((await deps.clusters.put({ ...stored.value, tokenHashes }, stored.revision)) === 'stale') continue;
    const at = new Date(deps.now()).toISOString();
    await deps.audit.append({ cluster: id, at, actor, action: 'token-issued', detail: 'the newest two are valid' });
    await publishIndex(deps);
    return { id, token };
  }
  throw new Error(`cluster ${id} changed ${attempts} times while a token was being issued`);
} // prettier-ignore

/**
 * Takes a cluster out: within five minutes (so long a gateway believes its authorizer) nobody speaks for it any more. What
 * was learned of it stays, and is there again if it is enrolled again under its id.
 */
export async function removeCluster(id: ClusterId, actor: string, deps: ApiDeps) {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const stored = await deps.clusters.find(id);
    if (stored === undefined) throw new Refusal(404, 'Unknown cluster', 'No cluster of this id is enrolled.', 'cluster');
    if ((await deps.clusters.remove(id, stored.revision)) === 'stale') continue;
    const credential = stored.value.access?.credential;
    // A credential of somebody's cluster does not outlive its purpose.
    if (credential?.kind === 'token') await deps.secrets.put(credential.parameter, 'removed');
    const at = new Date(deps.now()).toISOString();
    await deps.audit.append({ cluster: id, at, actor, action: 'removed', detail: 'its tokens are good for five minutes at most' });
    await publishIndex(deps);
    return { id, removed: true as const };
  }
  throw new Error(`cluster ${id} changed ${attempts} times while it was being removed`);
} // prettier-ignore

/** The access as stored. A token goes under a name of its own content, so that of two who enrol at once each keeps his. */
async function keptAccess(id: ClusterId, access: z.infer<typeof Access>, deps: ApiDeps): Promise<KubernetesAccess> {
  const { endpoint, authority, eks, token = '' } = access;
  if (eks !== undefined) return { endpoint, authority, credential: { kind: 'eks', ...eks } };
  const parameter = `${deps.clusterParameters}/${id}/${tokenHash(token).slice(0, 16)}`;
  await deps.secrets.put(parameter, token);
  return { endpoint, authority, credential: { kind: 'token', parameter } };
}

/** Where the control plane will send a credential: never to a metadata service, and to this machine only if that is set. */
function refuseUnsafe(endpoint: string, loopback: boolean): void {
  const found = safeUrl(endpoint, { to: 'reachable', loopback });
  if ('url' in found) return;
  throw new Refusal(422, 'Invalid body', `access.endpoint: ${urlFaultText(found.fault)}`, 'access.endpoint');
}

function kindOf(access: Enrolment['access']): 'none' | 'eks' | 'token' {
  return access === undefined ? 'none' : access.eks === undefined ? 'token' : 'eks';
}

function exists(): Refusal {
  const detail = 'A cluster of this id is enrolled already. Ask for another token at /v1/clusters/{id}/tokens.';
  return new Refusal(409, 'Cluster exists', detail, 'id');
}
