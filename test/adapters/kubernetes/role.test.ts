import { kubernetesDirectory } from '../../../adapters/kubernetes/directory.ts';
import { kubernetesView } from '../../../adapters/kubernetes/view.ts';
import { memoryStores } from '../../../adapters/memory/stores.ts';
import type { KubernetesObject } from '../../../local/kubernetes/object.ts';
import type { May } from '../../../local/kubernetes/answers.ts';
import { startFakeKubernetes } from '../../../local/kubernetes/server.ts';
import { enrolled, newCluster } from '../../contracts/samples.ts';
import { recording } from '../../lambdas/record.ts';
import { cronJob, custom, deployment, job, node, pod, replicaSet, running, service } from './cluster-objects.ts';
import { granted, readerRules, spelled } from './rules.ts';

/** A pod of every kind of owner, each with an address. */
const kinds: readonly [apiVersion: string, kind: string][] = [
  ['apps/v1', 'Deployment'], ['apps/v1', 'ReplicaSet'], ['apps/v1', 'StatefulSet'], ['apps/v1', 'DaemonSet'], ['batch/v1', 'Job'], ['batch/v1', 'CronJob'], ['v1', 'ReplicationController'],
]; // prettier-ignore
const owners = kinds.map(([apiVersion, kind]) => custom(apiVersion, kind, `a-${kind.toLowerCase()}`));
const notebook = custom('kubeflow.org/v1', 'Notebook', 'lab');
const lists: KubernetesObject[] = [
  ...running('checkout', '10.0.3.1'), service('checkout', '172.20.0.5'), node('node-1', '10.0.0.1'), cronJob('report'), job('once'), deployment('idle'), replicaSet('old', undefined),
  custom('networking.istio.io/v1', 'Gateway', 'edge'), custom('networking.istio.io/v1', 'VirtualService', 'shop'),
  custom('gateway.networking.k8s.io/v1', 'HTTPRoute', 'shop'), custom('gateway.networking.k8s.io/v1', 'GRPCRoute', 'shop'), custom('gateway.networking.k8s.io/v1', 'Gateway', 'api'),
]; // prettier-ignore

interface Asked {
  readonly what: string;
  readonly allowed: boolean;
}

/** Everybody who asks a cluster asks it everything, at a server that lets them do what these rules say. */
async function everythingAsked(may: (what: string) => boolean, objects: readonly KubernetesObject[]) {
  const asked: Asked[] = [];
  const rules: May = (_user, verb, resource, _namespace, group) => {
    const what = spelled(verb, resource, group);
    asked.push({ what, allowed: may(what) });
    return may(what);
  };
  const server = await startFakeKubernetes({ objects, may: rules });
  const { clusters } = memoryStores();
  const cluster = newCluster();
  await clusters.put(enrolled(cluster, { access: { endpoint: server.url, authority: server.authority, credential: { kind: 'token', parameter: '/token' } } }), undefined); // prettier-ignore
  const { log } = recording();
  const deps = { clusters, now: Date.now, log, secret: async () => server.token };
  const seen = await kubernetesView(deps).look(cluster, 20_000);
  const addresses = objects.flatMap(({ status }) => (status as { podIP?: string } | undefined)?.podIP ?? []);
  const answers = await kubernetesDirectory(deps).whoHas(cluster, [...addresses, '172.20.0.5', '10.0.0.1'], 20_000);
  await server.stop();
  if (seen === 'not-enrolled') throw new Error('it was enrolled');
  return { asked, seen, answers };
}

const pods = [...owners, notebook].map((owner, at) => pod(`of-${owner.metadata.name}`, `10.0.4.${at + 1}`, { owner }));
const allowed = new Set(granted(readerRules));

test('what discover, enrich and the pusher ask of a cluster is what the chart grants, all of it and nothing else', async () => {
  const { asked } = await everythingAsked((what) => allowed.has(what), [...lists, ...owners, notebook, ...pods]);
  const used = new Set(asked.filter((one) => one.allowed).map(({ what }) => what));
  expect([...allowed].filter((what) => !used.has(what))).toEqual([]);
  // Kinds of other people have no rule: they are named by what refers to them.
  const refused = [...new Set(asked.filter((one) => !one.allowed).map(({ what }) => what))];
  expect(refused).toEqual(['get notebooks.kubeflow.org']);
});

test("under the chart's rules a look is whole, and each address has its owner", async () => {
  const { seen, answers } = await everythingAsked(
    (what) => allowed.has(what),
    [...lists, ...owners, notebook, ...pods],
  );
  expect(seen.missing).toEqual({});
  expect([...answers.values()].map(({ kind }) => kind)).toEqual(Array.from(answers, () => 'owner'));
});

test.each(granted(readerRules).map((what) => [what]))(
  'without "%s" something is missing, and it is said',
  async (without) => {
    const may = (what: string) => allowed.has(what) && what !== without;
    const whole = await everythingAsked((what) => allowed.has(what), [...lists, ...owners, notebook, ...pods]);
    const { seen, answers } = await everythingAsked(may, [...lists, ...owners, notebook, ...pods]);
    expect([seen.missing, [...answers.values()]]).not.toEqual([whole.seen.missing, [...whole.answers.values()]]);
  },
);
