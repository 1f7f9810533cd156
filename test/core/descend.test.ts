import { descentOf } from '../../core/descend.ts';
import { lineageFrom, lineageOf, type Workload } from '../../core/workload.ts';
import { cluster, settled } from './notice-cases.ts';

const argo = 'system:serviceaccount:argocd:controller';
const make = (name: string, over: Partial<Workload> = {}): Workload => {
  const uid = over.uid ?? `uid-${name}`;
  const parts = {
    namespace: 'shop',
    kind: 'Deployment',
    images: [`registry.example.com/${name}:1`],
    serviceAccount: 'default',
    ...over,
  };
  return {
    ...settled,
    name,
    uid,
    creator: argo,
    createdAt: '2026-11-20T08:00:00.000Z',
    ...parts,
    lineage: lineageOf(cluster, { ...parts, uid }),
  };
};
const later = { createdAt: '2026-11-24T08:00:00.000Z', uid: 'uid-new' };
const web = make('web');
const coredns = make('coredns', {
  namespace: 'kube-system',
  creator: 'eks:addon-manager',
  images: ['registry.k8s.io/coredns/coredns:v1.11.3'],
});

describe('descentOf', () => {
  test.each([
    [
      'made anew by the same creator with the same image and account',
      make('web', { ...later, images: ['registry.example.com/web:2'] }),
      { kind: 'continues', from: web.lineage, uid: 'uid-new' },
    ],
    [
      'made anew by somebody else',
      make('web', { ...later, creator: 'mallory' }),
      { kind: 'breaks', from: web.lineage, differs: ['creator'] },
    ],
    [
      'made anew with another image and account',
      make('web', { ...later, images: ['x/miner:1'], serviceAccount: 'admin' }),
      { kind: 'breaks', from: web.lineage, differs: ['service-account', 'images'] },
    ],
    [
      'made anew by nobody knows whom',
      make('web', { ...later, creator: undefined }),
      { kind: 'proposes', why: 'creator-unknown', from: web.lineage },
    ],
    [
      'a Deployment by the name of a StatefulSet',
      make('web', { ...later, kind: 'StatefulSet', images: ['other/x:1'] }),
      { kind: 'first' },
    ],
    [
      'renamed',
      make('portal', { ...later, images: web.images }),
      { kind: 'proposes', why: 'renamed', from: web.lineage, label: 'shop/web' },
    ],
    [
      'blue and green',
      make('web-green', { ...later, images: web.images }),
      { kind: 'proposes', why: 'side-by-side', from: web.lineage },
    ],
    [
      'the same image from somebody else',
      make('portal', { ...later, images: web.images, creator: 'mallory' }),
      { kind: 'first' },
    ],
    [
      'the same image in another namespace',
      make('web', { ...later, images: web.images, namespace: 'staging' }),
      { kind: 'first' },
    ],
    ['something new', make('fresh', later), { kind: 'first' }],
    [
      'dressed as a ReplicaSet of the resolver',
      make('coredns-5d78c', { ...later, namespace: 'kube-system', creator: 'mallory' }),
      { kind: 'imitates', of: coredns.lineage, how: 'look-alike', label: 'kube-system/coredns' },
    ],
    [
      'the resolver in another namespace',
      make('coredns', { ...later, creator: 'mallory' }),
      { kind: 'imitates', of: coredns.lineage, how: 'name' },
    ],
    [
      'dressed as a pod of the house by somebody else',
      make('web-7d9f6c8b5', { ...later, creator: 'mallory', images: ['x/y:1'] }),
      { kind: 'imitates', of: web.lineage, how: 'look-alike', label: 'shop/web', differs: ['creator', 'images'] },
    ],
    ['dressed so by the pipeline itself', make('web-7d9f6c8b5', { ...later, images: ['x/y:1'] }), { kind: 'first' }],
    [
      'beside it, of another day and by somebody else',
      make('web-20261124', { ...later, creator: 'ada', images: ['x/y:1'] }),
      { kind: 'first' },
    ],
    [
      'one letter more than what every cluster has',
      make('kube-proxyy', { ...later, kind: 'DaemonSet' }),
      { kind: 'imitates', how: 'look-alike', label: 'kube-proxy' },
    ],
    [
      'an add-on of the resolver',
      make('coredns-autoscaler', { ...later, namespace: 'kube-system' }),
      { kind: 'first' },
    ],
    [
      'the proxy itself',
      make('kube-proxy', { ...later, kind: 'DaemonSet', namespace: 'kube-system' }),
      { kind: 'first' },
    ],
    [
      'beside the resolver, by the same installer',
      make('coredns2', {
        ...later,
        namespace: 'kube-system',
        creator: 'eks:addon-manager',
        images: ['registry.k8s.io/coredns/coredns:v2'],
      }),
      { kind: 'proposes' },
    ],
    ['a pod with a name that comes once', make('web', { ...later, kind: 'Pod' }), { kind: 'first' }],
  ])('%s', (_title, workload, expected) => {
    expect(descentOf(workload, [web, coredns])).toMatchObject(expected);
  });

  test('what is heard of too late inherits from nobody who came after it, and nobody from itself', () => {
    const older = make('web', { uid: 'uid-old', createdAt: '2026-11-01T08:00:00.000Z' });
    expect(descentOf(older, [web])).toEqual({ kind: 'first' });
    expect(descentOf(web, [web])).toEqual({ kind: 'first' });
  });

  test('a third life goes on with the first line', () => {
    const second: Workload = {
      ...make('web', later),
      descent: { kind: 'continues', from: web.lineage, uid: 'uid-new' },
    };
    expect(
      descentOf(make('web', { uid: 'uid-3', createdAt: '2026-11-25T08:00:00.000Z' }), [web, second]),
    ).toMatchObject({ kind: 'continues', from: web.lineage });
  });
});

describe('lineageOf', () => {
  const task = { namespace: 'airflow', kind: 'Pod', serviceAccount: 'worker', images: ['data/task:12'] };
  const family = lineageOf(cluster, { ...task, uid: 'a' });

  test('tasks of one account and image are one family, whatever they are called and whichever version they run', () => {
    expect(lineageOf(cluster, { ...task, uid: 'b', images: ['data/task:13'] })).toBe(family);
    expect(lineageOf(cluster, { ...task, serviceAccount: undefined, uid: 'b' })).toBe(lineageOf(cluster, { ...task, serviceAccount: 'default', uid: 'c' }));
  });

  test.each([[{ namespace: 'other' }], [{ serviceAccount: 'admin' }], [{ images: ['data/task:12', 'x/miner:1'] }], [{ kind: 'Job' }]])('with %j it is another', (other) => {
    expect(lineageOf(cluster, { ...task, ...other, uid: 'a' })).not.toBe(family);
  });

  test('what lasts, and what nobody can say the image of, has a line of its own', () => {
    for (const one of [{ ...task, kind: 'Deployment' }, { ...task, images: [] }]) expect(lineageOf(cluster, { ...one, uid: 'a' })).toBe(lineageFrom(cluster, 'a'));
  });
}); // prettier-ignore
