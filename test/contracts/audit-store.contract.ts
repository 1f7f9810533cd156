import { randomBytes } from 'node:crypto';
import type { AuditStore } from '../../core/ports/clusters.ts';
import { at, hostileNames, later, type Make, newCluster } from './samples.ts';

export function describeAuditStore(name: string, make: Make<AuditStore>): void {
  describe(`the audit trail of ${name}`, () => {
    test('entries are listed in the order of time, whatever precision their times have', async () => {
      const [one, other] = await make();
      const cluster = newCluster();
      const entry = (time: string, action: string) => ({ cluster, at: time, actor: 'ada', action, detail: '' });
      const entries = [entry('2026-11-23T14:00:00Z', 'a'), entry('2026-11-23T14:00:00.5Z', 'b'), entry('2026-11-23T14:00:01.000Z', 'c')];
      for (const one_ of entries.toReversed()) await one.append(one_);
      await one.append({ ...entry(at, 'elsewhere'), cluster: newCluster() });
      expect(await other.ofCluster(cluster)).toEqual(entries);
    });

    test('the same entry appended again stays one; two acts in one moment stay two', async () => {
      const [store] = await make();
      const cluster = newCluster();
      const entry = { cluster, at: later, actor: 'ada', action: 'mode', detail: 'shadow' };
      await store.append(entry);
      await store.append(entry);
      await store.append({ ...entry, actor: 'bob' });
      expect((await store.ofCluster(cluster)).map(({ actor }) => actor).toSorted()).toEqual(['ada', 'bob']);
    });

    test('a trail of more than a megabyte, which is more than one page, comes back whole', async () => {
      const [store] = await make();
      const cluster = newCluster();
      // Random digits in hexadecimal: half of their length is left however they are packed.
      const details = Array.from({ length: 26 }, () => randomBytes(45_000).toString('hex'));
      const entries = details.map((detail, which) => ({ cluster, at: `2026-11-23T14:00:${10 + which}.000Z`, actor: 'ada', action: 'accept', detail }));
      await Promise.all(entries.map((entry) => store.append(entry)));
      expect(await store.ofCluster(cluster)).toEqual(entries);
    });

    test('actors and details of any text are kept', async () => {
      const [store] = await make();
      const cluster = newCluster();
      for (const hostile of hostileNames) await store.append({ cluster, at, actor: hostile, action: hostile, detail: hostile });
      expect((await store.ofCluster(cluster)).map(({ actor }) => actor).toSorted()).toEqual([...hostileNames].toSorted());
    });
  });
} // prettier-ignore
