import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import type { KubernetesAccess } from '../../../core/enrolment.ts';
import { builtIn } from '../../../local/kubernetes/resources.ts';
import type { KubernetesObject } from '../../../local/kubernetes/object.ts';
import type { Rule } from './rules.ts';

/** A kube-apiserver that somebody started for tests: everything that these tests make lies in namespaces of their own. */
export interface RealCluster {
  readonly endpoint: string;
  readonly authority: string;
  readonly token: string;
  /** One that is known and may read nothing. */
  readonly powerless: string;
}

/** From KUBE_API, KUBE_CA (a file), KUBE_TOKEN and KUBE_POWERLESS_TOKEN. */
export function realCluster(env: NodeJS.ProcessEnv = process.env): RealCluster {
  const { KUBE_API = '', KUBE_CA = '', KUBE_TOKEN = '', KUBE_POWERLESS_TOKEN = '' } = env;
  return { endpoint: KUBE_API, authority: readFileSync(KUBE_CA, 'utf8'), token: KUBE_TOKEN, powerless: KUBE_POWERLESS_TOKEN }; // prettier-ignore
}

export const accessTo = ({ endpoint, authority }: RealCluster): KubernetesAccess => ({ endpoint, authority, credential: { kind: 'token', parameter: '/token' } }); // prettier-ignore

/** Makes the objects as kubectl would, owners first, and gives them as the server has them. */
export async function make(cluster: RealCluster, objects: readonly KubernetesObject[]): Promise<KubernetesObject[]> {
  const uids = new Map<string, string>();
  const made = [];
  for (const object of objects) {
    const { namespace = '', name, uid, ownerReferences } = object.metadata;
    const owners = (ownerReferences as { uid: string }[] | undefined)?.map((one) => ({ ...one, uid: uids.get(one.uid) ?? one.uid }));
    const path = pathOf(object);
    const body = complete({ ...object, metadata: { name, ...(namespace === '' ? {} : { namespace }), ...(owners === undefined ? {} : { ownerReferences: owners }) } });
    if (namespace !== '') await ask(cluster, 'POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    const posted = await ask(cluster, 'POST', path, body);
    const answer = posted.status === 409 ? await ask(cluster, 'GET', `${path}/${name}`) : posted;
    if (answer.status > 201) throw new Error(`${object.kind} ${name}: ${answer.status} ${JSON.stringify(answer.body)}`);
    const stored = answer.body as unknown as KubernetesObject;
    uids.set(uid ?? '', stored.metadata.uid ?? '');
    if (object['status'] !== undefined) {
      const patched = await ask(cluster, 'PATCH', `${path}/${name}/status`, { status: object['status'] });
      if (patched.status !== 200) throw new Error(`status of ${name}: ${JSON.stringify(patched.body)}`);
    }
    made.push(stored);
  }
  return made;
} // prettier-ignore

/** Takes away what these tests make. */
export async function clear(cluster: RealCluster): Promise<void> {
  const shop = ['/api/v1/namespaces/shop/pods', '/apis/apps/v1/namespaces/shop/replicasets', '/apis/apps/v1/namespaces/shop/deployments'];
  for (const path of [...shop, '/api/v1/nodes']) await ask(cluster, 'DELETE', `${path}?gracePeriodSeconds=0&propagationPolicy=Background`);
  const { body } = await ask(cluster, 'GET', '/api/v1/namespaces/shop/services');
  for (const { metadata } of (body['items'] as KubernetesObject[] | undefined) ?? []) await ask(cluster, 'DELETE', `/api/v1/namespaces/shop/services/${metadata.name}`);
} // prettier-ignore

const rbac = '/apis/rbac.authorization.k8s.io/v1';
const account = { namespace: 'plumbline', name: 'plumbline-inventory' };

/** A token of a service account that has these rules and no others, as the chart binds them. */
export async function tokenUnder(cluster: RealCluster, rules: readonly Rule[]): Promise<string> {
  const name = 'plumbline:plumbline-inventory';
  const { namespace } = account;
  const accounts = `/api/v1/namespaces/${namespace}/serviceaccounts`;
  await ask(cluster, 'POST', '/api/v1/namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace },
  });
  await ask(cluster, 'POST', accounts, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: account });
  await ask(cluster, 'DELETE', `${rbac}/clusterroles/${name}`);
  const made = await ask(cluster, 'POST', `${rbac}/clusterroles`, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name },
    rules,
  });
  if (made.status !== 201) throw new Error(`the role: ${made.status} ${JSON.stringify(made.body)}`);
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name };
  await ask(cluster, 'POST', `${rbac}/clusterrolebindings`, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef,
    subjects: [{ kind: 'ServiceAccount', ...account }],
  });
  const asked = await ask(cluster, 'POST', `${accounts}/${account.name}/token`, {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { expirationSeconds: 3_600 },
  });
  if (asked.status !== 201) throw new Error(`the token: ${asked.status} ${JSON.stringify(asked.body)}`);
  return (asked.body['status'] as { token: string }).token;
}

/** Whether RBAC lets the holder of a token do this. */
export async function may(cluster: RealCluster, token: string, attributes: object): Promise<boolean> {
  const review = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: attributes },
  };
  const { body } = await ask(
    { ...cluster, token },
    'POST',
    '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    review,
  );
  return (body['status'] as { allowed: boolean }).allowed;
}

function pathOf({ apiVersion, kind, metadata: { namespace } }: KubernetesObject): string {
  const group = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const plural = builtIn.find((one) => one.kind === kind)?.plural ?? `${kind.toLowerCase()}s`;
  return namespace === undefined ? `${group}/${plural}` : `${group}/namespaces/${namespace}/${plural}`;
}

/** What a server asks for and the look at a cluster does not. */
function complete(object: KubernetesObject): object {
  const labels = { app: object.metadata.name };
  const { spec } = object as { spec?: { template?: { spec?: object } } };
  if (!['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet'].includes(object.kind)) return object;
  return { ...object, spec: { ...spec, replicas: 0, selector: { matchLabels: labels }, template: { ...spec?.template, metadata: { labels } } } }; // prettier-ignore
}

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

function ask({ endpoint, authority, token }: RealCluster, method: string, path: string, body?: object): Promise<Answer> {
  const type = method === 'PATCH' ? 'application/strategic-merge-patch+json' : 'application/json';
  return new Promise((resolve, reject) => {
    const asked = request(`${endpoint}${path}`, { method, ca: authority, agent: false, headers: { authorization: `Bearer ${token}`, 'content-type': type } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => void chunks.push(chunk));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: JSON.parse(Buffer.concat(chunks).toString()) as Answer['body'] }));
    });
    asked.on('error', reject);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
} // prettier-ignore
