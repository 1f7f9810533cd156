import { Scenario } from '../../../core/scenario.ts';
import { aliveAt, type World, type WorldPod } from '../../../local/simulator/world.ts';
import { worldsOf } from '../../../local/simulator/worlds.ts';

const hour = 3_600_000;

function worldWith(more: object): World {
  const [world] = worldsOf(
    Scenario.parse({ scenario: 1, name: 'w', clusters: [{ name: 'c', nodes: 3 }], ...more }),
    48 * hour,
  );
  return world as World;
}

function one(workload: object): World {
  return worldWith({ workloads: [{ name: 'web', namespace: 'shop', ...workload }] });
}

const podsAt = (world: World, at: number) => aliveAt(world.pods, at);
const namesAt = (world: World, at: number) => podsAt(world, at).map(({ name }) => name);
const addressesOf = (pods: readonly WorldPod[]) => new Set(pods.map(({ address }) => address));

describe('the life of a workload', () => {
  it('replaces pods and their addresses at a restart, under the same uid and template', () => {
    const world = one({ replicas: 3, changes: [{ at: '1h', restart: 2 }] });
    const [before, after] = [podsAt(world, 0), podsAt(world, hour)];
    expect([before.length, after.length]).toEqual([3, 3]);
    expect(after.filter(({ uid }) => before.some((pod) => pod.uid === uid))).toHaveLength(1);
    expect(new Set([...before, ...after].map(({ workload }) => workload.uid)).size).toBe(1);
    expect(new Set([...before, ...after].map(({ through }) => through?.name)).size).toBe(1);
    expect(addressesOf([...before, ...after]).size).toBe(5);
  });

  it('gives a new template to a new image', () => {
    const world = one({ changes: [{ at: '1h', images: ['web:2'] }] });
    expect(podsAt(world, 0)[0]?.through?.name).not.toBe(podsAt(world, hour)[0]?.through?.name);
    expect(podsAt(world, hour)[0]?.images).toEqual(['web:2']);
  });

  it('keeps name and uid of pods that get other addresses', () => {
    const world = one({ replicas: 2, changes: [{ at: '1h', readdress: true }] });
    expect(namesAt(world, hour)).toEqual(namesAt(world, 0));
    expect(addressesOf([...podsAt(world, 0), ...podsAt(world, hour)]).size).toBe(4);
  });

  it('is another object after it was renamed or made again', () => {
    const world = one({ replicas: 2, changes: [{ at: '1h', rename: 'front' }, { at: '2h', recreate: true }] });
    expect(world.workloads.map(({ name, from, until, declared }) => [name, from / hour, until / hour, declared])).toEqual([
      ['web', -720, 1, 'shop/web'],
      ['front', 1, 2, 'shop/web'],
      ['front', 2, Infinity, 'shop/web'],
    ]);
    expect(new Set(world.workloads.map(({ uid }) => uid)).size).toBe(3);
    expect(podsAt(world, 3 * hour)).toHaveLength(2);
  }); // prettier-ignore

  it('scales up and down', () => {
    const world = one({ replicas: 2, changes: [{ at: '1h', replicas: 5 }, { at: '2h', replicas: 0 }, { at: '3h', replicas: 1 }] }); // prettier-ignore
    expect([0, 1, 2, 3].map((at) => podsAt(world, at * hour).length)).toEqual([2, 5, 0, 1]);
  });

  it('has a pod on each node as a DaemonSet, also on nodes that come later', () => {
    const nodes = [{ name: 'a' }, { name: 'b', until: '3h' }, { name: 'late', from: '2h' }];
    const world = worldWith({ nodes, workloads: [{ name: 'agent', kind: 'DaemonSet' }] });
    expect(podsAt(world, hour).map(({ node }) => node)).toEqual(['a', 'b']);
    expect(podsAt(world, 2 * hour).map(({ node }) => node)).toEqual(['a', 'b', 'late']);
  });

  it('names the pods of a StatefulSet by number, and a bare pod by itself', () => {
    expect(namesAt(one({ kind: 'StatefulSet', replicas: 2, changes: [{ at: '1h', restart: true }] }), 2 * hour)).toEqual(['web-0', 'web-1']);
    expect(namesAt(one({ kind: 'Pod' }), 0)).toEqual(['web']);
  }); // prettier-ignore

  it('has fresh pods at each run', () => {
    const world = one({ kind: 'CronJob', runs: { every: '24h', from: '2h', lasts: '5m', pods: 2 } });
    expect(podsAt(world, hour)).toEqual([]);
    expect(podsAt(world, 2 * hour)).toHaveLength(2);
    expect(podsAt(world, 2 * hour + 300_000)).toEqual([]);
    expect(new Set(world.pods.map(({ name }) => name)).size).toBe(4);
  });

  it('shares the address of its node where it uses the host network', () => {
    const world = worldWith({ workloads: [{ name: 'exporter', kind: 'DaemonSet', hostNetwork: true }] });
    expect(podsAt(world, 0).map(({ address }) => address)).toEqual(world.nodes.map(({ address }) => address));
  });

  it('takes the addresses that it is given, and nobody else gets them', () => {
    const world = worldWith({
      workloads: [{ name: 'a', replicas: 3 }, { name: 'b', replicas: 2, addresses: ['10.1.0.3'] }],
    });
    const of = (name: string) => world.pods.filter(({ workload }) => workload.name === name).map(({ address }) => address);
    expect(of('a')).toEqual(['10.1.0.2', '10.1.0.4', '10.1.0.5']);
    expect(of('b')[0]).toBe('10.1.0.3');
  }); // prettier-ignore
});
