import type { IntervalStore } from '../../core/ports/graph.ts';
import { at, hostileNames, type Make, newCluster, podInterval } from './samples.ts';

const start = Date.parse(at);

export function describeIntervalStore(name: string, make: Make<IntervalStore>): void {
  describe(`the intervals of ${name}`, () => {
    test('the owners of an address come back from the earliest to the latest', async () => {
      const [one, other] = await make();
      const cluster = newCluster();
      const cart = podInterval('10.0.3.17', 'cart', { from: start, to: start + 35_000 });
      const batch = podInterval('10.0.3.17', 'batch', { from: start + 35_000 });
      await one.put(cluster, batch);
      await one.put(cluster, cart);
      await one.put(cluster, podInterval('10.0.3.18', 'other'));
      await one.put(newCluster(), podInterval('10.0.3.17', 'elsewhere'));
      expect(await other.of(cluster, '10.0.3.17')).toEqual([cart, batch]);
    });

    test('an address that nobody was seen with has none', async () => {
      const [store] = await make();
      expect(await store.of(newCluster(), '10.0.3.17')).toEqual([]);
    });

    test('the same owner written again replaces its beginning and end, as often as one likes', async () => {
      const [store] = await make();
      const cluster = newCluster();
      await store.put(cluster, podInterval('10.0.3.17', 'cart'));
      const ended = podInterval('10.0.3.17', 'cart', { from: start + 1, to: start + 35_000 });
      await store.put(cluster, ended);
      await store.put(cluster, ended);
      expect(await store.of(cluster, '10.0.3.17')).toEqual([ended]);
    });

    test('services, nodes and IPv6 addresses are kept like pods', async () => {
      const [store] = await make();
      const cluster = newCluster();
      const service = { address: 'fd00::1', from: start, owner: { kind: 'service', namespace: 'shop', name: 'cart', uid: 's' } } as const;
      const node = { address: '10.0.0.7', from: start, owner: { kind: 'node', name: 'ip-10-0-0-7', uid: 'n' } } as const;
      await store.put(cluster, service);
      await store.put(cluster, node);
      expect(await store.of(cluster, 'fd00::1')).toEqual([service]);
      expect(await store.of(cluster, '10.0.0.7')).toEqual([node]);
    });

    test.each(hostileNames.map((hostile) => [JSON.stringify(hostile).slice(0, 20), hostile]))(
      'an owner whose uid is %s takes no other’s place',
      async (_shown, hostile) => {
        const [store] = await make();
        const cluster = newCluster();
        const uid = hostile.slice(0, 64);
        await store.put(cluster, podInterval('10.0.3.17', uid, { from: start + 1 }));
        await store.put(cluster, podInterval('10.0.3.17', 'plain'));
        const uids = (await store.of(cluster, '10.0.3.17')).map(({ owner }) => (owner.kind === 'pod' ? owner.pod.uid : ''));
        expect(uids).toEqual(['plain', uid]);
      },
    );
  });
} // prettier-ignore
