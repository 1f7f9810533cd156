import type { Finding } from '../../core/finding.ts';
import type { FindingStore } from '../../core/ports/judgement.ts';
import { lineageFrom } from '../../core/workload.ts';
import { at, finding, hostileNames, later, type Make, newCluster } from './samples.ts';

export function describeFindingStore(name: string, make: Make<FindingStore>): void {
  describe(`the findings of ${name}`, () => {
    test('a finding is stored once and then known', async () => {
      const [one, other] = await make();
      const first = finding(newCluster());
      expect(await one.put(first, at)).toBe('stored');
      expect(await one.put(first, at)).toBe('known');
      expect(await other.put(first, later)).toBe('known');
      expect(await other.ofCluster(first.cluster)).toEqual([first]);
    });

    test('the findings of one lineage are its own, whatever stands beside them', async () => {
      const [store] = await make();
      const cluster = newCluster();
      const mine = ['a', 'b'].map((object) => finding(cluster, { object }));
      const another = finding(cluster, { object: 'a', lineage: lineageFrom(cluster, 'another') });
      for (const one of [...mine, another]) await store.put(one, at);
      const [first] = mine;
      expect((await store.ofLineage(cluster, first!.lineage)).map(({ object }) => object).toSorted()).toEqual(['a', 'b']);
      expect(await store.ofLineage(cluster, another.lineage)).toEqual([another]);
      expect(await store.ofLineage(newCluster(), another.lineage)).toEqual([]);
    });

    test('a graver judgement changes it, and a milder one that comes late does not', async () => {
      const [store] = await make();
      const attempt = finding(newCluster());
      const contact: Finding = { ...attempt, severity: 'critical', reason: 'listed-name' };
      await store.put(attempt, at);
      expect(await store.put(contact, later)).toBe('changed');
      expect(await store.put(attempt, later)).toBe('known');
      expect(await store.ofCluster(attempt.cluster)).toEqual([contact]);
    });

    test('another reason of the same weight changes it once, and then the two do not take turns', async () => {
      const [store] = await make();
      const one: Finding = finding(newCluster(), { severity: 'critical', reason: 'wire-intent' });
      const other: Finding = { ...one, reason: 'wire-session' };
      await store.put(one, at);
      expect(await store.put(other, at)).toBe('changed');
      expect(await store.put(one, later)).toBe('known');
      expect(await store.put(other, later)).toBe('known');
    });

    test('whatever the order of any judgements, repeated or at once, the same one stays', async () => {
      const handles = await make();
      const cluster = newCluster();
      const judgements = (['low', 'critical', 'medium', 'critical'] as const).flatMap((severity, which) =>
        ['b', 'a'].map((reason) => finding(cluster, { severity, reason, firstSeen: which === 1 ? later : at, object: 'x' })),
      );
      const orders = [judgements, judgements.toReversed(), [...judgements.slice(3), ...judgements.slice(0, 5)]];
      const kept = [];
      for (const [which, order] of orders.entries()) {
        const renamed = order.map((one) => finding(cluster, { ...one, object: `x${which}`, id: undefined as never }));
        const asOne = renamed.map((one) => ({ ...one, id: finding(cluster, { object: `x${which}` }).id }));
        await Promise.all(asOne.map((one, at_) => handles[(at_ % 2) as 0 | 1].put(one, at)));
        const stored = (await handles[0].ofCluster(cluster)).find(({ object }) => object === `x${which}`);
        kept.push({ severity: stored?.severity, reason: stored?.reason, firstSeen: stored?.firstSeen });
      }
      expect(kept).toEqual(orders.map(() => ({ severity: 'critical', reason: 'b', firstSeen: at })));
    });

    test('of many who find the same at once, one stores it', async () => {
      const handles = await make();
      const first = finding(newCluster());
      const results = await Promise.all([0, 1, 0, 1, 0].map((which) => handles[which as 0 | 1].put(first, at)));
      expect(results.toSorted()).toEqual(['known', 'known', 'known', 'known', 'stored']);
    });

    test('all findings of a cluster are listed in the order of ids, whatever they are about', async () => {
      const [store] = await make();
      const cluster = newCluster();
      const findings = hostileNames.map((hostile) => finding(cluster, { object: hostile, label: hostile, seenBy: hostile }));
      for (const one of findings) await store.put(one, at);
      await store.put(finding(newCluster()), at);
      expect(await store.ofCluster(cluster)).toEqual(findings.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
    });
  });
} // prettier-ignore
