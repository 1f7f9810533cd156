import { memoryStores } from '../../adapters/memory/stores.ts';
import { readTogether } from '../../lambdas/read-together.ts';
import { at, edge, fact, newCluster, rejection, workload } from '../contracts/samples.ts';

/** Stores that tell how often each was asked. */
function watched() {
  const { baselines, workloads, renown, edges } = memoryStores();
  const asked: string[] = [];
  const told = <Store extends object>(name: string, store: Store): Store =>
    new Proxy(store, {
      get(target, method, receiver) {
        const value: unknown = Reflect.get(target, method, receiver);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          asked.push(`${name}.${String(method)}`);
          return (value as (...given: unknown[]) => unknown).apply(target, args);
        };
      },
    });
  const stores = { baseline: told('baseline', baselines), workloads: told('workloads', workloads), renown: told('renown', renown), edges: told('edges', edges) }; // prettier-ignore
  return { asked, stores, bare: { baselines, workloads, renown, edges } };
}

describe('stores that read together', () => {
  test('what is asked for in one moment is one read, and what was read is not asked for again', async () => {
    const { asked, stores, bare } = watched();
    const cluster = newCluster();
    const facts = ['checkout', 'cart', 'shop'].map((name) => fact(cluster, name));
    for (const one of facts) await bare.baselines.add(one);
    const known = workload(cluster, 'checkout');
    await bare.workloads.put(known, at);
    const link = edge(cluster);
    await bare.edges.put(link, undefined, at);
    const { baseline, workloads, renown, edges } = readTogether(stores);
    for (let round = 1; round <= 2; round++) {
      const standings = await Promise.all(facts.map(({ lineage, id }) => baseline.standing(cluster, lineage, [id])));
      expect(standings).toEqual(facts.map((one) => new Map([[one.id, { kind: 'known', fact: one }]])));
      expect(await Promise.all([workloads.find(cluster, known.lineage), workloads.find(cluster, workload(cluster, 'nobody').lineage)])).toEqual([known, undefined]); // prettier-ignore
      expect(await renown.users(cluster, [{ kind: 'name', object: 'example.com' }])).toEqual(new Map());
      expect((await edges.find([link])).get(link.id)?.value).toEqual(link);
    }
    expect(asked).toEqual(['baseline.standings', 'workloads.findAll', 'renown.users', 'edges.find']);
  });

  test('what the call itself wrote it reads back', async () => {
    const { stores } = watched();
    const { baseline, renown } = readTogether(stores);
    const learned = fact(newCluster(), 'checkout');
    const { cluster, lineage, id } = learned;
    const name = { kind: 'name', object: 'example.com' } as const;
    expect([(await baseline.standing(cluster, lineage, [id])).size, (await renown.users(cluster, [name])).size]).toEqual([0, 0]); // prettier-ignore
    expect([await baseline.add(learned), await renown.use(cluster, name, 'a')]).toEqual(['stored', 'stored']);
    expect(await baseline.standing(cluster, lineage, [id])).toEqual(new Map([[id, { kind: 'known', fact: learned }]]));
    expect(await renown.users(cluster, [name])).toEqual(new Map([['name example.com', ['a']]]));
    expect([await renown.use(cluster, name, 'a'), await renown.use(cluster, name, 'b')]).toEqual(['known', 'stored']);
  });

  test('what somebody rejected meanwhile is not learned over, and is read from then on', async () => {
    const { stores, bare } = watched();
    const { baseline } = readTogether(stores);
    const learned = fact(newCluster(), 'checkout');
    const { cluster, lineage, id } = learned;
    expect((await baseline.standing(cluster, lineage, [id])).size).toBe(0);
    await bare.baselines.reject(rejection(learned));
    expect(await baseline.add(learned)).toBe('rejected');
    expect((await baseline.standing(cluster, lineage, [id])).get(id)?.kind).toBe('rejected');
  });

  test('clusters are kept apart', async () => {
    const { stores, bare } = watched();
    const [here, there] = [newCluster(), newCluster()];
    const name = { kind: 'name', object: 'example.com' } as const;
    await bare.renown.use(here, name, 'a');
    await bare.renown.use(there, name, 'b');
    const { renown } = readTogether(stores);
    const both = await Promise.all([renown.users(here, [name]), renown.users(there, [name])]);
    expect(both.map((users) => users.get('name example.com'))).toEqual([['a'], ['b']]);
  });
});
