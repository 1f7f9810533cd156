import type { KubernetesObject } from '../../../local/kubernetes/object.ts';
import { type FakeKubernetes, startFakeKubernetes } from '../../../local/kubernetes/server.ts';
import { ask, watch } from './ask.ts';

const pod = (name: string, namespace: string, ip: string, node = 'n1', labels: Record<string, string> = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace, uid: `uid-${name}`, creationTimestamp: '2026-01-05T00:00:00Z', labels },
  spec: { nodeName: node },
  status: { podIP: ip, phase: 'Running' },
}); // prettier-ignore
const pods = [
  pod('web-1', 'shop', '10.1.0.2', 'n1', { app: 'web' }),
  pod('web-2', 'shop', '10.1.0.3', 'n2', { app: 'web', tier: 'front' }),
  pod('cart-1', 'shop', '10.1.0.4', 'n1', { app: 'cart' }),
  pod('job-1', 'batch', '10.1.0.5', 'n2', { app: 'job' }),
];
const notebook: KubernetesObject = {
  apiVersion: 'kubeflow.org/v1',
  kind: 'Notebook',
  metadata: { name: 'study', namespace: 'team', uid: 'uid-study' },
  spec: {},
};
const namesOf = (body: string) => (JSON.parse(body).items as KubernetesObject[]).map(({ metadata }) => metadata.name);

describe('the fake Kubernetes API', () => {
  let api: FakeKubernetes;
  beforeEach(async () => {
    api = await startFakeKubernetes({ objects: [...pods, notebook], slowMs: 150 });
  });
  afterEach(() => api.stop());

  it.each([
    ['fieldSelector=status.podIP%3D10.1.0.3', ['web-2']],
    ['fieldSelector=spec.nodeName%3Dn1,metadata.namespace%3Dshop', ['cart-1', 'web-1']],
    ['fieldSelector=spec.nodeName!%3Dn1', ['job-1', 'web-2']],
    ['fieldSelector=metadata.name%3D%3Dcart-1', ['cart-1']],
    ['labelSelector=app%3Dweb', ['web-1', 'web-2']],
    ['labelSelector=app%20in%20(cart,job)', ['job-1', 'cart-1']],
    ['labelSelector=app%20notin%20(cart,job),!tier', ['web-1']],
    ['labelSelector=tier', ['web-2']],
    ['labelSelector=app!%3Dweb', ['job-1', 'cart-1']],
  ])('chooses pods by %s', async (query, expected) => {
    expect(namesOf((await ask(api, `/api/v1/pods?${query}`)).body)).toEqual(expected);
  });

  it('lists a namespace alone, without repeating the kind in the items', async () => {
    const { body } = await ask(api, '/api/v1/namespaces/batch/pods');
    expect(namesOf(body)).toEqual(['job-1']);
    expect(JSON.parse(body)).toMatchObject({ kind: 'PodList', apiVersion: 'v1' });
    expect(Object.keys(JSON.parse(body).items[0])).toEqual(['metadata', 'spec', 'status']);
  });

  it('gives every page of one list exactly once, even when pods come and go in between', async () => {
    const seen: string[] = [];
    let token = '';
    do {
      const { body } = await ask(api, `/api/v1/pods?limit=2${token && `&continue=${token}`}`);
      seen.push(...namesOf(body));
      token = JSON.parse(body).metadata.continue ?? '';
      api.set([...pods, notebook, pod('late', 'zzz', '10.1.0.9')]);
    } while (token !== '');
    expect(seen).toEqual(['job-1', 'cart-1', 'web-1', 'web-2']);
  });

  it('refuses a page of a list that was compacted meanwhile with 410, and one that it never gave with 400', async () => {
    const token = JSON.parse((await ask(api, '/api/v1/pods?limit=1')).body).metadata.continue;
    api.set(pods);
    api.compact();
    expect(JSON.parse((await ask(api, `/api/v1/pods?limit=1&continue=${token}`)).body)).toMatchObject({ code: 410, reason: 'Expired' });
    expect((await ask(api, '/api/v1/pods?limit=1&continue=bm9uc2Vuc2U')).status).toBe(400);
  }); // prettier-ignore

  it('serves custom kinds under their group, with discovery', async () => {
    expect(namesOf((await ask(api, '/apis/kubeflow.org/v1/namespaces/team/notebooks')).body)).toEqual(['study']);
    expect(JSON.parse((await ask(api, '/apis/kubeflow.org/v1')).body).resources).toMatchObject([
      { name: 'notebooks', kind: 'Notebook', namespaced: true },
    ]);
    expect(JSON.parse((await ask(api, '/apis/apps/v1')).body).resources.map(({ name }: { name: string }) => name)).toEqual(['deployments', 'replicasets', 'statefulsets', 'daemonsets']);
    expect(JSON.parse((await ask(api, '/apis')).body).groups.map(({ name }: { name: string }) => name)).toEqual(['apps', 'batch', 'discovery.k8s.io', 'networking.k8s.io', 'kubeflow.org']);
    expect((await ask(api, '/apis/nowhere.example/v1')).body).toBe('404 page not found\n');
  }); // prettier-ignore

  it('gives one object whole, and says what is not there', async () => {
    expect(JSON.parse((await ask(api, '/api/v1/namespaces/shop/pods/web-1')).body)).toMatchObject({
      kind: 'Pod',
      metadata: { uid: 'uid-web-1', resourceVersion: expect.stringMatching(/^\d+$/) },
    });
    expect((await ask(api, '/api/v1/namespaces/shop/pods/web-9')).status).toBe(404);
  });

  it('tells a watch what is there, then what is added, changed and deleted, with bookmarks', async () => {
    let began: () => void;
    const beginning = new Promise<void>((started) => (began = started));
    const lines = watch(api, '/api/v1/namespaces/shop/pods?watch=1&allowWatchBookmarks=true&labelSelector=app%3Dcart', 5, () => began());
    await beginning;
    api.set([...pods.slice(0, 2), pod('cart-1', 'shop', '10.1.0.40', 'n1', { app: 'cart' })]);
    api.set([...pods.slice(0, 2), pod('cart-2', 'shop', '10.1.0.41', 'n1', { app: 'cart' })]);
    expect((await lines).map(({ type, object }) => `${type} ${object?.['metadata']?.['name'] ?? ''}`)).toEqual(['ADDED cart-1', 'MODIFIED cart-1', 'DELETED cart-1', 'ADDED cart-2', 'BOOKMARK ']);
  }); // prettier-ignore

  it('replays what a watch missed since its version, and tells one that comes too late so', async () => {
    const version = JSON.parse((await ask(api, '/api/v1/pods')).body).metadata.resourceVersion;
    api.set([...pods, pod('web-3', 'shop', '10.1.0.6')]);
    const [missed] = await watch(api, `/api/v1/pods?watch=true&resourceVersion=${version}`, 1);
    expect(missed).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'web-3' } } });
    api.compact();
    const [expired] = await watch(api, `/api/v1/pods?watch=true&resourceVersion=${version}`, 1);
    expect(expired).toMatchObject({ type: 'ERROR', object: { code: 410, reason: 'Expired' } });
  });

  it('lets in its own token and a presigned STS request, and nobody else', async () => {
    const sts = (query: string, host = 'sts.eu-west-1.amazonaws.com') => `k8s-aws-v1.${Buffer.from(`https://${host}/?${query}`).toString('base64url')}`;
    const presigned = 'Action=GetCallerIdentity&Version=2011-06-15&X-Amz-SignedHeaders=host%3Bx-k8s-aws-id&X-Amz-Signature=00';
    expect((await ask(api, '/version')).status).toBe(200);
    expect((await ask(api, '/version', sts(presigned))).status).toBe(200);
    for (const token of [null, '', 'wrong', 'toString', sts(presigned, 'sts.attacker.example'), sts('Action=GetCallerIdentity'), 'k8s-aws-v1.!!']) {
      expect((await ask(api, '/version', token)).status).toBe(401);
    }
  }); // prettier-ignore

  it('cannot be trusted without its authority', async () => {
    const other = await startFakeKubernetes();
    await expect(ask({ ...api, authority: other.authority }, '/version')).rejects.toThrow(/certificate/);
    await other.stop();
  });

  it('changes nothing for anybody', async () => {
    expect((await ask(api, '/api/v1/namespaces/shop/pods/web-1', api.token, 'DELETE')).status).toBe(405);
    expect((await ask(api, '/api/v1/namespaces/shop/pods/web-1')).status).toBe(200);
  });

  it('fails in each way that it is told to, and works again', async () => {
    api.fail('401');
    expect((await ask(api, '/api/v1/pods')).status).toBe(401);
    api.fail('403');
    expect(JSON.parse((await ask(api, '/api/v1/pods')).body).message).toBe('pods is forbidden: User "plumbline" cannot list resource "pods" in API group "" at the cluster scope');
    api.fail('429');
    expect(await ask(api, '/api/v1/pods')).toMatchObject({ status: 429, type: 'text/plain; charset=utf-8', headers: { 'retry-after': '1' } });
    api.fail('410');
    expect((await ask(api, '/api/v1/pods?limit=1&continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MSwic3RhcnQiOiJhIn0')).status).toBe(410);
    api.fail('html');
    expect(await ask(api, '/api/v1/pods')).toMatchObject({ status: 200, type: 'text/html; charset=utf-8' });
    api.fail('cut');
    await expect(ask(api, '/api/v1/pods')).rejects.toThrow();
    api.fail('slow');
    const before = performance.now();
    expect((await ask(api, '/api/v1/pods')).status).toBe(200);
    expect(performance.now() - before).toBeGreaterThan(140);
    api.fail(undefined);
    expect(namesOf((await ask(api, '/api/v1/pods')).body)).toHaveLength(4);
  }); // prettier-ignore

  it('ends a watch in the middle when it is told to', async () => {
    const lines = watch(api, '/api/v1/pods?watch=1', 100, () => setTimeout(() => api.dropWatches(), 20));
    expect(await lines).toHaveLength(4);
  });
});
