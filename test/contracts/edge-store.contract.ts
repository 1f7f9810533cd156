import type { EdgeStore } from '../../core/ports/graph.ts';
import { mergeEdges } from '../../core/edge.ts';
import { at, edge, hostileNames, later, lineage, type Make, newCluster, workloadPeer } from './samples.ts';

export function describeEdgeStore(name: string, make: Make<EdgeStore>): void {
  describe(`the edges of ${name}`, () => {
    test('an edge comes back as it was put, with its revision', async () => {
      const [store] = await make();
      const one = edge(newCluster());
      expect(await store.put(one, undefined, at)).toBe('stored');
      expect(await store.find([one])).toEqual(new Map([[one.id, { value: one, revision: expect.any(Number) }]]));
    });

    test('an edge that does not exist is absent, not an error', async () => {
      const [store] = await make();
      expect(await store.find([edge(newCluster())])).toEqual(new Map());
      expect(await store.find([])).toEqual(new Map());
    });

    test('of two writers who read the same, one wins and the other learns that it is stale', async () => {
      const [one, other] = await make();
      const first = edge(newCluster());
      const created = await Promise.all([one.put(first, undefined, at), other.put(first, undefined, at)]);
      expect(created.toSorted()).toEqual(['stale', 'stored']);
      const before = (await one.find([first])).get(first.id);
      const changed = await Promise.all([
        one.put({ ...first, seenBy: 'one' }, before?.revision, later),
        other.put({ ...first, seenBy: 'other' }, before?.revision, later),
      ]);
      expect(changed.toSorted()).toEqual(['stale', 'stored']);
      const after = (await other.find([first])).get(first.id);
      expect(after?.value.seenBy).toBe(changed[0] === 'stored' ? 'one' : 'other');
    });

    test('twelve writers who read, merge and try again lose nothing', async () => {
      const handles = await make();
      const first = edge(newCluster(), { names: [], outcomes: [] });
      const addresses = Array.from({ length: 12 }, (_, which) => `203.0.113.${which + 1}`);
      await Promise.all(
        addresses.map(async (address, which) => {
          const store = handles[which % 2] as EdgeStore;
          const mine = { ...first, addresses: [address] };
          for (;;) {
            const before = (await store.find([first])).get(first.id);
            const merged = before === undefined ? mine : mergeEdges(before.value, mine);
            if ((await store.put(merged, before?.revision, at)) === 'stored') return;
          }
        }),
      );
      const after = (await handles[0].find([first])).get(first.id);
      expect(after?.value.addresses).toEqual(addresses.toSorted());
    });

    test('a write against an old revision changes nothing, however often it is repeated', async () => {
      const [store] = await make();
      const one = edge(newCluster());
      await store.put(one, undefined, at);
      const revision = (await store.find([one])).get(one.id)?.revision;
      await store.put({ ...one, seenBy: 'second' }, revision, later);
      for (let again = 0; again < 3; again++) {
        expect(await store.put(one, revision, at)).toBe('stale');
        expect(await store.put(one, undefined, at)).toBe('stale');
      }
      expect((await store.find([one])).get(one.id)?.value.seenBy).toBe('second');
    });

    test('edges of a workload are its own, whatever name it has and wherever else it is named', async () => {
      const [store] = await make();
      const cluster = newCluster();
      const mine = [1, 2, 3, 4, 5, 6].map((port) => edge(cluster, { port }));
      const others = [
        edge(cluster, { source: workloadPeer('cart') }),
        edge(cluster, { source: { kind: 'internet' }, destination: workloadPeer('checkout') }),
        edge(newCluster()),
      ];
      for (const one of [...mine, ...others]) await store.put(one, undefined, at);
      const ids = mine.map(({ id }) => id).toSorted();
      expect((await store.ofWorkload(cluster, lineage('checkout'))).map(({ id }) => id)).toEqual(ids);
    });

    test('every edge of a cluster is listed once, in the order of ids, and none of another', async () => {
      const [store] = await make();
      const cluster = newCluster();
      const mine = Array.from({ length: 30 }, (_, port) => edge(cluster, { port, source: workloadPeer(`w${port % 7}`) }));
      for (const one of [...mine, edge(newCluster())]) await store.put(one, undefined, at);
      const revision = (await store.find([mine[0] as never])).get(mine[0]?.id as never)?.revision;
      await store.put(mine[0] as never, revision, later);
      expect(await store.ofCluster(cluster)).toEqual(mine.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
    });

    test('more edges than one request takes all come back', async () => {
      const [store] = await make();
      const cluster = newCluster();
      const edges = Array.from({ length: 110 }, (_, port) => edge(cluster, { port }));
      await Promise.all(edges.map((one) => store.put(one, undefined, at)));
      const found = await store.find(edges);
      expect([...found.values()].map(({ value }) => value.port).toSorted((a, b) => a - b)).toEqual(edges.map(({ port }) => port));
      expect(await store.ofWorkload(cluster, lineage('checkout'))).toHaveLength(110);
    });

    test('an edge with as many and as long names as telemetry allows is kept whole', async () => {
      const [store] = await make();
      const names = Array.from({ length: 32 }, (_, which) => ({ value: `${'ü'.repeat(240)}${which}`, from: 'dns' as const }));
      const odd = edge(newCluster(), { names });
      await store.put(odd, undefined, at);
      expect((await store.find([odd])).get(odd.id)?.value).toEqual(odd);
    });

    test.each(hostileNames.map((hostile) => [JSON.stringify(hostile).slice(0, 20), hostile]))(
      'a peer named %s is kept as it is and takes no other’s place',
      async (_shown, hostile) => {
        const [store] = await make();
        const cluster = newCluster();
        const odd = edge(cluster, { source: { kind: 'name', name: hostile }, seenBy: hostile });
        const plain = edge(cluster, { source: { kind: 'name', name: 'plain' } });
        await store.put(odd, undefined, at);
        await store.put(plain, undefined, at);
        const found = await store.find([odd, plain]);
        expect(found.get(odd.id)?.value).toEqual(odd);
        expect(found.get(plain.id)?.value).toEqual(plain);
      },
    );

    test('those of a cluster that were written since a moment are found, however old they are themselves', async () => {
      const [one, other] = await make();
      const cluster = newCluster();
      const [first, second] = [edge(cluster, { port: 1 }), edge(cluster, { port: 2 })];
      await one.put(first, undefined, '2026-11-23T14:00:00Z');
      await one.put(second, undefined, '2026-11-23T14:10:00Z');
      await one.put(edge(newCluster()), undefined, '2026-11-23T14:20:00Z');
      expect((await other.changedSince(cluster, '2026-11-23T14:05:00Z')).map(({ id }) => id)).toEqual([second.id]);
      expect(await other.changedSince(cluster, '2026-11-23T14:10:00Z')).toEqual([second]);
      await one.put({ ...first, seenBy: 'node-9' }, 1, '2026-11-23T15:00:00Z');
      expect(await other.changedSince(cluster, '2026-11-23T14:30:00Z')).toEqual([{ ...first, seenBy: 'node-9' }]);
      expect(await other.changedSince(cluster, '2026-11-23T16:00:00Z')).toEqual([]);
    });
  });
} // prettier-ignore
