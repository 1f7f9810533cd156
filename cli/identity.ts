import * as z from 'zod';
import { kubernetesApi } from '../adapters/kubernetes/api.ts';
import { askOutside } from '../adapters/outside/request.ts';
import type { ClusterIdentity } from '../core/cluster-identity.ts';
import { SigningKeys } from '../core/signing-key.ts';
import { safeUrl } from '../core/safe-url.ts';
import type { EksCluster } from './eks.ts';
import type { KubernetesDoor } from './kubeconfig.ts';

const waitMs = 10_000;
const largestBytes = 64 * 1024;

const Discovery = z.object({ issuer: z.string() });
const Version = z.object({ gitVersion: z.string() });

/** Who speaks for the cluster's sentinels, or why that could not be found out: then there is the enrolment token alone. */
export type FoundIdentity = ClusterIdentity | { readonly missing: string };

/** `plumbline/plumbline-sentinel` as the subject of its tokens. */
export function subjectOf(serviceAccount: string): string {
  return `system:serviceaccount:${serviceAccount.replace('/', ':')}`;
}

/** Whose tokens speak for a cluster, each as `namespace/name`. */
export interface Accounts {
  readonly sentinels: string;
  /** Who pushes the inventory, where it is pushed. */
  readonly inventory?: string | undefined;
}

function subjectsOf({ sentinels, inventory }: Accounts): Pick<ClusterIdentity, 'subject' | 'inventorySubject'> {
  return {
    subject: subjectOf(sentinels),
    ...(inventory === undefined ? {} : { inventorySubject: subjectOf(inventory) }),
  };
}

/** The first version whose tokens name the node of their pod, which ours must. */
const firstWithNode = 30;

/** @param version `1.33`, `v1.29.4-eks-036c24b`; undefined where nobody says */
export function namesNoNode(version: string | undefined): boolean {
  const minor = Number(/^v?1\.(\d{1,3})(?!\d)/.exec(version ?? '')?.[1]);
  return minor < firstWithNode;
}

const noNode = (version: string | undefined) => ({ missing: `Kubernetes ${version} puts no node into its tokens, 1.${firstWithNode} does` }); // prettier-ignore

/** Asks the Kubernetes API who signs its service accounts' tokens, and with which keys. */
export async function identityOfApi({ endpoint, authority, token }: Omit<KubernetesDoor, 'name'>, accounts: Accounts): Promise<FoundIdentity> {
  const api = kubernetesApi({ endpoint, authority, token: async () => token });
  try {
    const answer = await api.get('/version', {}, AbortSignal.timeout(waitMs));
    const { gitVersion } = (answer.ok ? Version.safeParse(answer.body).data : undefined) ?? {};
    if (namesNoNode(gitVersion)) return noNode(gitVersion);
    const said = await api.get('/.well-known/openid-configuration', {}, AbortSignal.timeout(waitMs));
    const published = await api.get('/openid/v1/jwks', {}, AbortSignal.timeout(waitMs));
    if (!said.ok || !published.ok) return { missing: 'its API does not let this token see who signs tokens: bind it to the ClusterRole "system:service-account-issuer-discovery"' };
    const discovery = Discovery.safeParse(said.body);
    const keys = SigningKeys.safeParse(published.body);
    if (!discovery.success || !keys.success || keys.data.length === 0) return { missing: 'its API publishes no RSA keys' };
    return { issuer: discovery.data.issuer, ...subjectsOf(accounts), keys: keys.data };
  } finally {
    api.close();
  }
} // prettier-ignore

/** EKS publishes the keys of each cluster to the world, below its issuer. */
export async function identityOfEks(
  { issuer, version }: Pick<EksCluster, 'issuer' | 'version'>,
  accounts: Accounts,
): Promise<FoundIdentity> {
  if (issuer === undefined) return { missing: 'EKS names no issuer' };
  if (namesNoNode(version)) return noNode(version);
  const keysUrl = `${issuer}/keys`;
  const found = safeUrl(keysUrl, { to: 'public' });
  if ('fault' in found) return { missing: 'its issuer is no address of a public host' };
  const request = { method: 'GET', headers: {}, timeoutMs: waitMs, maxBytes: largestBytes, loopback: false } as const;
  const answer = await askOutside(found.url, request).catch(() => undefined);
  const keys = SigningKeys.safeParse(answer?.status === 200 ? safely(() => JSON.parse(answer.body.toString('utf8')) as unknown) : undefined); // prettier-ignore
  if (!keys.success || keys.data.length === 0) return { missing: `its keys could not be read at ${keysUrl}` };
  return { issuer, ...subjectsOf(accounts), keysUrl, keys: keys.data };
}

function safely(work: () => unknown): unknown {
  try {
    return work();
  } catch {
    return undefined;
  }
}
