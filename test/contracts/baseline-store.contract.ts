import { withMode } from '../../core/baseline.ts';
import type { FactId } from '../../core/ids.ts';
import type { BaselineStore } from '../../core/ports/judgement.ts';
import { at, baseline, fact, hostileNames, later, lineage, type Make, newCluster, rejection } from './samples.ts';

export function describeBaselineStore(name: string, make: Make<BaselineStore>): void {
  describe(`the baselines of ${name}`, () => {
    test('a cluster that nobody touched has no state', async () => {
      const [store] = await make();
      expect(await store.state(newCluster())).toBeUndefined();
    });

    test('the state is stored only over the version that was read, and of two who change it one wins', async () => {
      const [one, other] = await make();
      const first = baseline(newCluster());
      expect(await one.setState(first, undefined)).toBe('stored');
      expect(await other.setState(first, undefined)).toBe('stale');
      const shadow = withMode(first, 'shadow', later, 'ada');
      const enforcing = withMode(first, 'enforcing', later, 'bob');
      const results = await Promise.all([one.setState(shadow, 1), other.setState(enforcing, 1)]);
      expect(results.toSorted()).toEqual(['stale', 'stored']);
      expect(await one.state(first.cluster)).toEqual(results[0] === 'stored' ? shadow : enforcing);
      expect(await one.setState(shadow, 1)).toBe('stale');
    });

    test('a fact is known to its lineage and cluster from the moment it is stored, and to no other', async () => {
      const [one, other] = await make();
      const cluster = newCluster();
      const learned = fact(cluster, 'checkout');
      expect(await one.add(learned)).toBe('stored');
      expect(await other.add({ ...learned, label: 'another label' })).toBe('known');
      const absent = fact(cluster, 'checkout', 'never').id;
      expect([...(await other.standing(cluster, learned.lineage, [learned.id, absent, learned.id])).keys()]).toEqual([learned.id]);
      expect(await other.standing(cluster, lineage('cart'), [learned.id])).toEqual(new Map());
      expect(await other.standing(newCluster(), learned.lineage, [learned.id])).toEqual(new Map());
      expect(await other.standing(cluster, learned.lineage, [])).toEqual(new Map());
      expect(await other.facts(cluster)).toEqual([learned]);
    });

    test('of one workload some facts are read, and of no other', async () => {
      const [store] = await make();
      const cluster = newCluster();
      const its = ['a', 'b', 'c'].map((object) => fact(cluster, 'checkout', object)).toSorted((one, other) => (one.id < other.id ? -1 : 1));
      for (const one of [...its, fact(cluster, 'cart'), fact(newCluster(), 'checkout')]) await store.add(one);
      expect(await store.ofLineage(cluster, lineage('checkout'), 10)).toEqual(its);
      expect(await store.ofLineage(cluster, lineage('checkout'), 2)).toEqual(its.slice(0, 2));
      expect(await store.ofLineage(cluster, lineage('nobody'), 2)).toEqual([]);
    });

    test('what a person rejected stands in the place of the fact: it is known no more and never learned again', async () => {
      const [one, other] = await make();
      const cluster = newCluster();
      const learned = fact(cluster, 'checkout');
      const no = rejection(learned);
      await one.add(learned);
      await other.reject(no);
      expect(await one.standing(cluster, learned.lineage, [learned.id])).toEqual(new Map([[learned.id, { kind: 'rejected', rejection: no }]]));
      expect(await one.add(learned)).toBe('rejected');
      expect([await one.facts(cluster), await one.rejections(cluster)]).toEqual([[], [no]]);
      expect(await one.standing(cluster, lineage('cart'), [learned.id])).toEqual(new Map());
      expect(await one.rejections(newCluster())).toEqual([]);
    });

    test('what a person accepts stands, over a rejection too', async () => {
      const [one, other] = await make();
      const cluster = newCluster();
      const accepted = fact(cluster, 'checkout');
      await one.reject(rejection(accepted));
      await other.accept(accepted);
      expect(await one.standing(cluster, accepted.lineage, [accepted.id])).toEqual(new Map([[accepted.id, { kind: 'known', fact: accepted }]]));
      expect([await one.facts(cluster), await one.rejections(cluster)]).toEqual([[accepted], []]);
    });

    test('a version is written once and listed with the newest first', async () => {
      const [one, other] = await make();
      const cluster = newCluster();
      const version = (number: number, text = 'x') => ({ cluster, version: number, at, by: 'ada', what: 'accept' as const, text, removed: [fact(cluster, 'checkout')] });
      for (const number of [2, 11, 10]) expect(await one.keepVersion(version(number))).toBe('stored');
      expect(await other.keepVersion(version(10, 'another'))).toBe('known');
      expect(await other.versions(cluster)).toEqual([version(11), version(10), version(2)]);
      expect(await other.versions(newCluster())).toEqual([]);
    });

    test('facts of several workloads and clusters are asked for at once, each under its own', async () => {
      const [one, other] = await make();
      const [here, there] = [newCluster(), newCluster()];
      const facts = [fact(here, 'checkout'), fact(here, 'cart'), fact(there, 'cart')];
      for (const each of facts) await one.add(each);
      const no = rejection(facts[1]!);
      await one.reject(no);
      const wrong = { ...facts[0]!, lineage: lineage('cart') };
      expect(await other.standings([...facts, fact(here, 'nobody')])).toEqual(new Map<FactId, unknown>([[facts[0]!.id, { kind: 'known', fact: facts[0] }], [no.id, { kind: 'rejected', rejection: no }], [facts[2]!.id, { kind: 'known', fact: facts[2] }]]));
      expect(await other.standings([wrong])).toEqual(new Map());
      expect(await other.standings([])).toEqual(new Map());
    });

    test('three hundred facts are asked for and listed whole', async () => {
      const [store] = await make();
      const cluster = newCluster();
      const facts = Array.from({ length: 300 }, (_, which) => fact(cluster, 'checkout', `edge-${which}`));
      await Promise.all(facts.map((one) => store.add(one)));
      const asked: FactId[] = [...facts.map(({ id }) => id), fact(cluster, 'checkout', 'never').id];
      expect((await store.standing(cluster, lineage('checkout'), asked)).size).toBe(300);
      expect(await store.facts(cluster)).toEqual(facts.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
    });

    test.each(hostileNames.map((hostile) => [JSON.stringify(hostile).slice(0, 20), hostile]))(
      'a fact about %s comes back as it is',
      async (_shown, hostile) => {
        const [store] = await make();
        const odd = fact(newCluster(), hostile, hostile);
        await store.add(odd);
        expect(await store.facts(odd.cluster)).toEqual([odd]);
      },
    );
  });
} // prettier-ignore
