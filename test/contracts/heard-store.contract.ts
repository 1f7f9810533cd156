import type { HeardStore } from '../../core/ports.ts';
import { at, hostileNames, later, type Make, newCluster } from './samples.ts';

export function describeHeardStore(name: string, make: Make<HeardStore>): void {
  describe(`when sentinels were heard, in ${name}`, () => {
    test('moves forward only, node by node, in each cluster by itself', async () => {
      const [one, other] = await make();
      const cluster = newCluster();
      await one.hear(cluster, 'node-2', later);
      await other.hear(cluster, 'node-2', at);
      await other.hear(cluster, 'node-1', at);
      await other.hear(newCluster(), 'node-3', at);
      expect(await one.ofCluster(cluster)).toEqual([
        { node: 'node-1', heardAt: at },
        { node: 'node-2', heardAt: later },
      ]);
    });

    test('tells how far apart the last two times were', async () => {
      const [one, other] = await make();
      const cluster = newCluster();
      await one.hear(cluster, 'node-1', at);
      await other.hear(cluster, 'node-1', later);
      await other.hear(cluster, 'node-1', later);
      expect(await one.ofCluster(cluster)).toEqual([{ node: 'node-1', heardAt: later, previousAt: at }]);
    });

    test('bears hostile names of nodes', async () => {
      const [store] = await make();
      const cluster = newCluster();
      for (const node of hostileNames) await store.hear(cluster, node.toWellFormed(), at);
      expect((await store.ofCluster(cluster)).map(({ node }) => node)).toEqual(hostileNames.map((one) => one.toWellFormed()).toSorted()); // prettier-ignore
    });
  });
}
