import * as z from 'zod';
import { initialBaseline } from '../../core/baseline.ts';
import type { Cluster } from '../../core/enrolment.ts';
import { tokenFrom, tokenHash } from '../../core/enrolment-token.ts';
import { ClusterId } from '../../core/ids.ts';
import { ClusterIdentity } from '../../core/cluster-identity.ts';
import { publishIndex } from '../publish-index.ts';
import { Access, forgetCredential, keptAccess, kindOf, refuseUnsafe } from './access.ts';
import { attempts } from './attempts.ts';
import type { ApiDeps } from './deps.ts';
import { Refusal } from './refusal.ts';

export const Enrolment = z.strictObject({
  id: ClusterId,
  access: Access.optional(),
  /** Whose service-account tokens speak for the cluster. */
  identity: ClusterIdentity.optional(),
  /** Its API cannot be reached, so that it pushes its inventory. `access` then says which EKS cluster it is. */
  pushes: z.boolean().optional(),
}).refine(({ pushes, access }) => pushes !== true || access?.token === undefined, {
  path: ['access'], error: 'must hold no token where the cluster pushes: nobody would use it', 
}).refine(({ pushes, identity }) => pushes === true || identity?.inventorySubject === undefined, {
  path: ['identity', 'inventorySubject'], error: 'is for a cluster that pushes its inventory',
}); // prettier-ignore
export type Enrolment = z.infer<typeof Enrolment>;

/**
 * Registers a cluster, which begins to learn, and issues its first enrolment token: shown this once, stored as a hash.
 * A cluster of this id that exists is a 409, and nothing of it changes.
 */
export async function enrol({ id, access, identity, pushes }: Enrolment, actor: string, deps: ApiDeps) {
  if (access !== undefined) refuseUnsafe(access.endpoint, deps.loopbackClusters, 'access.endpoint');
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
    ...(pushes === true ? { pushes } : {}),
  };
  if ((await deps.clusters.put(cluster, undefined)) === 'stale') throw exists();
  await deps.baselines.setState(initialBaseline(id, at, actor), undefined);
  await deps.audit.append({ cluster: id, at, actor, action: 'enrolled', detail: `access: ${kindOf(access)}${pushes === true ? ', pushes its inventory' : ''}` }); // prettier-ignore
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
    await forgetCredential(stored.value.access, undefined, deps);
    const at = new Date(deps.now()).toISOString();
    await deps.audit.append({ cluster: id, at, actor, action: 'removed', detail: 'its tokens are good for five minutes at most' });
    await publishIndex(deps);
    return { id, removed: true as const };
  }
  throw new Error(`cluster ${id} changed ${attempts} times while it was being removed`);
} // prettier-ignore

function exists(): Refusal {
  const detail = 'A cluster of this id is enrolled already. Ask for another token at /v1/clusters/{id}/tokens.';
  return new Refusal(409, 'Cluster exists', detail, 'id');
}
