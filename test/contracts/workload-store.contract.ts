import type { WorkloadStore } from '../../core/ports/graph.ts';
import { at, hostileNames, later, lineage, type Make, newCluster, workload } from './samples.ts';

export function describeWorkloadStore(name: string, make: Make<WorkloadStore>): void {
  describe(`the workloads of ${name}`, () => {
    test('the first write of a lineage wins, and later ones are known', async () => {
      const [one, other] = await make();
      const first = workload(newCluster(), 'checkout');
      expect(await one.put(first, at)).toBe('stored');
      expect(await one.put(first, at)).toBe('known');
      expect(await other.put({ ...first, images: ['dfsdf:99'] }, later)).toBe('known');
      expect(await other.find(first.cluster, first.lineage)).toEqual(first);
    });

    test('those that exist are found at once, in whatever cluster', async () => {
      const [one, other] = await make();
      const some = [workload(newCluster(), 'checkout'), workload(newCluster(), 'cart'), workload(newCluster(), 'a#b')];
      for (const each of some) await one.put(each, at);
      const absent = workload(newCluster(), 'nobody');
      expect(new Set(await other.findAll([...some, absent, some[0]!]))).toEqual(new Set(some));
      expect(await other.findAll([])).toEqual([]);
    });

    test('a creator is named once, and only for who is there and has none', async () => {
      const [one, other] = await make();
      const nobodys = workload(newCluster(), 'checkout');
      expect(await one.nameCreator(nobodys.cluster, nobodys.lineage, 'ada', later)).toBe('absent');
      await one.put(nobodys, at);
      expect(await other.nameCreator(nobodys.cluster, nobodys.lineage, 'ada', later)).toBe('stored');
      expect(await one.nameCreator(nobodys.cluster, nobodys.lineage, 'mallory', later)).toBe('known');
      expect(await one.put({ ...nobodys, creator: 'mallory' }, later)).toBe('known');
      expect(await one.find(nobodys.cluster, nobodys.lineage)).toEqual({ ...nobodys, creator: 'ada' });
    });

    test('another image joins those that it ran, and takes no creator with it; another version is nothing new', async () => {
      const [one, other] = await make();
      const first = workload(newCluster(), 'checkout');
      const { cluster, lineage: of } = first;
      expect(await one.addImages(cluster, of, ['x:1'], later)).toBe('absent');
      await one.put(first, at);
      expect(await one.addImages(cluster, of, ['docker.io/shop/checkout:v2'], later)).toBe('known');
      expect(await one.nameCreator(cluster, of, 'ada', later)).toBe('stored');
      expect(
        await other.addImages(
          cluster,
          of,
          ['docker.io/shop/checkout:v2', 'docker.io/mesh/proxy:1', 'docker.io/mesh/proxy:2'],
          later,
        ),
      ).toBe('stored');
      expect(await one.find(cluster, of)).toEqual({
        ...first,
        creator: 'ada',
        images: [...first.images, 'docker.io/mesh/proxy:1'],
      });
      expect(await one.nameCreator(cluster, of, 'mallory', later)).toBe('known');
    });

    test('a namespace lists its own, under whatever name, and no other', async () => {
      const [one, other] = await make();
      const cluster = newCluster();
      const here = hostileNames.map((hostile) => workload(cluster, hostile, { namespace: 'a#b' }));
      for (const each of here) await one.put(each, at);
      await one.put(workload(cluster, 'elsewhere', { namespace: 'a' }), at);
      expect(await other.ofNamespace(cluster, 'a#b')).toEqual(
        here.toSorted((a, b) => (a.lineage < b.lineage ? -1 : 1)),
      );
      expect(await other.ofNamespace(newCluster(), 'a#b')).toEqual([]);
    });

    test('of many who see a newcomer at once, one stores it', async () => {
      const handles = await make();
      const newcomer = workload(newCluster(), 'dfsdf');
      const results = await Promise.all([0, 1, 0, 1, 0, 1].map((which) => handles[which as 0 | 1].put(newcomer, at)));
      expect(results.filter((result) => result === 'stored')).toHaveLength(1);
    });

    test('what was never stored is undefined, also under the same lineage in another cluster', async () => {
      const [store] = await make();
      const first = workload(newCluster(), 'checkout');
      await store.put(first, at);
      expect(await store.find(newCluster(), first.lineage)).toBeUndefined();
      expect(await store.find(first.cluster, lineage('cart'))).toBeUndefined();
    });

    test('all workloads of a cluster are listed in the order of lineages, whatever they are called', async () => {
      const [store] = await make();
      const cluster = newCluster();
      const workloads = hostileNames.map((hostile) =>
        workload(cluster, hostile, { namespace: hostile, kind: hostile }),
      );
      for (const one of workloads) await store.put(one, at);
      await store.put(workload(newCluster(), 'elsewhere'), at);
      expect(await store.ofCluster(cluster)).toEqual(workloads.toSorted((a, b) => (a.lineage < b.lineage ? -1 : 1)));
    });

    test('those of a cluster that were written or changed since a moment are found', async () => {
      const [one, other] = await make();
      const cluster = newCluster();
      const [first, second] = [workload(cluster, 'checkout'), workload(cluster, 'cart')];
      const nameless = { ...workload(cluster, 'api'), creator: undefined };
      for (const each of [first, second, nameless]) await one.put(each, '2026-11-23T14:00:00Z');
      await one.put(workload(newCluster(), 'checkout'), '2026-11-23T15:00:00Z');
      expect(await other.changedSince(cluster, '2026-11-23T14:30:00Z')).toEqual([]);
      await one.addImages(cluster, second.lineage, ['other.example.com/x:1'], '2026-11-23T15:00:00Z');
      await one.nameCreator(cluster, nameless.lineage, 'ada', '2026-11-23T15:00:00Z');
      const changed = await other.changedSince(cluster, '2026-11-23T15:00:00Z');
      expect(changed.map((each) => each.name).toSorted()).toEqual(['api', 'cart']);
      expect(await other.changedSince(cluster, '2026-11-23T13:00:00Z')).toEqual(await one.ofCluster(cluster));
    });
  });
}
