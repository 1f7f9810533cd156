import * as z from 'zod';
import { type Cluster, KubernetesAccess } from '../../core/enrolment.ts';
import { tokenHash } from '../../core/enrolment-token.ts';
import { textUpTo } from '../../core/fields.ts';
import type { ClusterId } from '../../core/ids.ts';
import { safeUrl, urlFaultText } from '../../core/safe-url.ts';
import { attempts } from './attempts.ts';
import type { ApiDeps } from './deps.ts';
import { Refusal } from './refusal.ts';

const server = {
  // As it is written: zod's own check of addresses overlooks spaces within.
  endpoint: textUpTo(500),
  authority: KubernetesAccess.shape.authority.regex(/^\s*-----BEGIN CERTIFICATE-----/, 'must be a PEM bundle'),
};

// Both become part of a host name and of a signed header.
const ClusterName = z.string().regex(/^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$/, 'must be the name of an EKS cluster');
const Region = z.string().max(30).regex(/^[a-z]{2,4}(?:-[a-z]{2,12}){1,3}-\d{1,2}$/, 'must be an AWS region'); // prettier-ignore

/** How the control plane is to reach the cluster's Kubernetes API, and who it is there: by EKS, or by a bearer token. */
export const Access = z
  .strictObject({
    ...server,
    eks: z.strictObject({ clusterName: ClusterName, region: Region }).optional(),
    /** Kept as a SecureString, never in the table, and never shown again. */
    token: z.string().max(8_000).regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces').optional(),
  })
  .refine(({ eks, token }) => (eks === undefined) !== (token === undefined), {
    message: 'must hold either eks {clusterName, region} or token',
  }); // prettier-ignore

export type Access = z.infer<typeof Access>;

/** Another way to the cluster's Kubernetes API, or a first one: its certificate or token was renewed, it moved. It is asked from then on; all else stays. */
export async function changeAccess(id: ClusterId, access: Access, actor: string, deps: ApiDeps): Promise<Cluster> {
  refuseUnsafe(access.endpoint, deps.loopbackClusters, 'endpoint');
  const kept = await keptAccess(id, access, deps);
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const stored = await deps.clusters.find(id);
    if (stored === undefined) throw new Refusal(404, 'Unknown cluster', 'No cluster of this id is enrolled.', 'cluster');
    const { pushes: _pushes, ...rest } = stored.value;
    const before = rest.access;
    if ((await deps.clusters.put({ ...rest, access: kept }, stored.revision)) === 'stale') continue;
    await forgetCredential(before, kept, deps);
    const at = new Date(deps.now()).toISOString();
    await deps.audit.append({ cluster: id, at, actor, action: 'access-changed', detail: `access: ${kindOf(access)}, before: ${before?.credential.kind ?? 'none'}` });
    deps.log.info('access changed', { cluster: id, actor, access: kindOf(access) });
    return { ...rest, access: kept };
  }
  throw new Error(`cluster ${id} changed ${attempts} times while its access was being changed`);
} // prettier-ignore

/** A credential of somebody's cluster does not outlive its purpose. */
export async function forgetCredential(before: KubernetesAccess | undefined, now: KubernetesAccess | undefined, { secrets }: ApiDeps): Promise<void> {
  if (before?.credential.kind !== 'token') return;
  const { parameter } = before.credential;
  const isInUse = now?.credential.kind === 'token' && now.credential.parameter === parameter;
  if (!isInUse) await secrets.put(parameter, 'removed');
} // prettier-ignore

/** The access as stored. A token goes under a name of its own content, so that of two who enrol at once each keeps his. */
export async function keptAccess(id: ClusterId, access: Access, deps: ApiDeps): Promise<KubernetesAccess> {
  const { endpoint, authority, eks, token = '' } = access;
  if (eks !== undefined) return { endpoint, authority, credential: { kind: 'eks', ...eks } };
  const parameter = `${deps.clusterParameters}/${id}/${tokenHash(token).slice(0, 16)}`;
  await deps.secrets.put(parameter, token);
  return { endpoint, authority, credential: { kind: 'token', parameter } };
}

/** Where the control plane will send a credential: never to a metadata service, and to this machine only if that is set. */
export function refuseUnsafe(endpoint: string, loopback: boolean, field: string): void {
  const found = safeUrl(endpoint, { to: 'reachable', loopback });
  if ('url' in found) return;
  throw new Refusal(422, 'Invalid body', `${field}: ${urlFaultText(found.fault)}`, field);
}

export function kindOf(access: Access | undefined): 'none' | 'eks' | 'token' {
  return access === undefined ? 'none' : access.eks === undefined ? 'token' : 'eks';
}
