import { memoryKubernetes } from '../../../adapters/memory/kubernetes.ts';
import { kubernetesDirectory } from '../../../adapters/kubernetes/directory.ts';
import type { Cluster } from '../../../core/enrolment.ts';
import type { WhoHas } from '../../../core/ports/outside.ts';
import { startFakeKubernetes } from '../../../local/kubernetes/server.ts';
import { ownerChanges } from '../../../local/simulator/intervals.ts';
import { objectsAt } from '../../../local/simulator/kubernetes-objects.ts';
import { planOf } from '../../../local/simulator/steps.ts';
import { shop } from './scenarios.ts';

const hour = 3_600_000;

describe('the objects of a simulated cluster', () => {
  it('say the same of every address, asked for over HTTPS, as the simulator says in memory', async () => {
    const scenario = shop({
      workloads: [
        { name: 'web', namespace: 'shop', replicas: 3, changes: [{ at: '1h', restart: 2 }, { at: '3h', rename: 'front' }] },
        { name: 'cart', namespace: 'shop', kind: 'StatefulSet', replicas: 2, changes: [{ at: '2h', recreate: true }] },
        { name: 'agent', namespace: 'kube-system', kind: 'DaemonSet' },
        { name: 'exporter', namespace: 'kube-system', kind: 'DaemonSet', hostNetwork: true },
        { name: 'study', namespace: 'team', kind: 'Notebook' },
        { name: 'train', namespace: 'team', kind: 'Workflow' },
        { name: 'report', namespace: 'shop', kind: 'CronJob', runs: { every: '1h', lasts: '30m' } },
        { name: 'lone', namespace: 'shop', kind: 'Pod', until: '2h' },
      ],
      services: [{ name: 'web', namespace: 'shop', changes: [{ at: '2h', type: 'LoadBalancer' }] }, { name: 'kubernetes' }],
      conversations: [],
    });
    const { worlds, start } = planOf(scenario);
    const [world] = worlds;
    if (world === undefined) throw new Error('no world');
    const api = await startFakeKubernetes();
    let now = start;
    const id = world.cluster;
    const access = { endpoint: api.url, authority: api.authority, credential: { kind: 'token' as const, parameter: '/t' } };
    const cluster: Cluster = { id, enrolledAt: new Date(start).toISOString(), enrolledBy: 'test', tokenHashes: [], access };
    const memory = memoryKubernetes(() => now);
    const changes = ownerChanges(world, start);
    const addresses = [...new Set(changes.map(({ interval }) => interval.address))];
    let told = 0;
    for (const at of [0, 1.1, 2.1, 3.1].map((hours) => hours * hour)) {
      now = start + at;
      api.set(objectsAt(world, start, at));
      for (; told < changes.length && changes[told]!.at <= at; told++) memory.own(id, changes[told]!.interval);
      // A new one each time: what it keeps for a while is not asked about here.
      const https = kubernetesDirectory({ clusters: { find: async () => ({ value: cluster, revision: 1 }) }, secret: async () => api.token, now: () => now, log: { info: () => {}, warn: () => {}, error: () => {} } });
      const [real, simulated] = await Promise.all([https.whoHas(id, addresses, 10_000), memory.whoHas(id, addresses, 10_000)]);
      for (const address of addresses) expect({ at, address, ...comparable(real.get(address)) }).toEqual({ at, address, ...comparable(simulated.get(address)) });
      expect([...real.values()].filter(({ kind }) => kind === 'owner').length).toBeGreaterThan(8);
    }
    await api.stop();
  }); // prettier-ignore
});

/** Kubernetes knows no creator, and does not say how long somebody will have an address. */
function comparable(answer: WhoHas | undefined): object {
  if (answer?.kind !== 'owner') return { answer };
  const { to: _to, ...interval } = answer.interval;
  return { kind: 'owner', interval: JSON.parse(JSON.stringify(interval), (key, value: unknown) => (key === 'creator' ? undefined : key === 'createdAt' ? Date.parse(value as string) : value)) };
} // prettier-ignore
