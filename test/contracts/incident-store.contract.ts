import type { IncidentStore } from '../../core/ports/judgement.ts';
import { at, finding, hostileNames, incident, later, type Make, newCluster } from './samples.ts';

export function describeIncidentStore(name: string, make: Make<IncidentStore>): void {
  describe(`the incidents of ${name}`, () => {
    test('an incident is found by root and by id from the moment it is put', async () => {
      const [one, other] = await make();
      const opened = incident(newCluster(), 'root');
      expect(await one.put(opened, undefined)).toBe('stored');
      expect((await other.latest(opened.cluster, 'root'))?.value).toEqual(opened);
      expect(await other.find(opened.cluster, opened.id)).toEqual(opened);
      expect(await other.ofCluster(opened.cluster)).toEqual([opened]);
    });

    test('what nobody opened is undefined, in this cluster and in others', async () => {
      const [store] = await make();
      const opened = incident(newCluster(), 'root');
      await store.put(opened, undefined);
      expect(await store.latest(opened.cluster, 'other')).toBeUndefined();
      expect(await store.latest(newCluster(), 'root')).toBeUndefined();
      expect(await store.find(newCluster(), opened.id)).toBeUndefined();
      expect(await store.ofCluster(newCluster())).toEqual([]);
    });

    test('of two who open, and of two who change it, one wins', async () => {
      const [one, other] = await make();
      const opened = incident(newCluster(), 'root');
      expect((await Promise.all([one.put(opened, undefined), other.put(opened, undefined)])).toSorted()).toEqual(['stale', 'stored']);
      const revision = (await one.latest(opened.cluster, 'root'))?.revision;
      const changed = await Promise.all([one.put({ ...opened, version: 2 }, revision), other.put({ ...opened, version: 3 }, revision)]);
      expect(changed.toSorted()).toEqual(['stale', 'stored']);
      expect((await one.latest(opened.cluster, 'root'))?.value.version).toBe(changed[0] === 'stored' ? 2 : 3);
    });

    test('the newest period of a root is the latest, also beyond nine', async () => {
      const [store] = await make();
      const cluster = newCluster();
      for (let period = 0; period < 12; period++) await store.put(incident(cluster, 'root', { period, state: 'closed' }), undefined);
      expect((await store.latest(cluster, 'root'))?.value.period).toBe(11);
      expect(await store.ofCluster(cluster)).toHaveLength(12);
    });

    test('the announced version only rises, and who read before cannot set it back', async () => {
      const [one, other] = await make();
      const opened = incident(newCluster(), 'root', { version: 3 });
      await one.put(opened, undefined);
      const before = await one.latest(opened.cluster, 'root');
      await other.markAnnounced(opened, 3);
      await other.markAnnounced(opened, 2);
      expect((await one.find(opened.cluster, opened.id))?.announcedVersion).toBe(3);
      expect(await one.put({ ...opened, severity: 'low' }, before?.revision)).toBe('stale');
      const after = await one.latest(opened.cluster, 'root');
      expect(after?.value.announcedVersion).toBe(3);
      expect(await one.put({ ...opened, ...after?.value, version: 4 }, after?.revision)).toBe('stored');
      expect(await other.find(opened.cluster, opened.id)).toEqual({ ...opened, version: 4, announcedVersion: 3 });
    });

    test('what became a part of another is found by its root and id, and in no list', async () => {
      const [store] = await make();
      const cluster = newCluster();
      const whole = incident(cluster, 'whole');
      const part = incident(cluster, 'part', { state: 'closed', into: { id: whole.id, root: 'whole' } });
      for (const one of [whole, part]) await store.put(one, undefined);
      expect(await store.ofCluster(cluster)).toEqual([whole]);
      expect(await store.find(cluster, part.id)).toEqual(part);
      expect((await store.latest(cluster, 'part'))?.value).toEqual(part);
    });

    test('a destination is held by one root; of two who would hold it, one does', async () => {
      const [one, other] = await make();
      const cluster = newCluster();
      for (const destination of ['relay.example', '203.0.113.9', ...hostileNames]) {
        expect(await one.holder(cluster, destination)).toBeUndefined();
        const both = await Promise.all([one.hold(cluster, destination, 'a', undefined), other.hold(cluster, destination, 'b', undefined)]); // prettier-ignore
        expect(both.toSorted()).toEqual(['stale', 'stored']);
        const held = await other.holder(cluster, destination);
        expect(held?.value).toBe(both[0] === 'stored' ? 'a' : 'b');
        expect(await one.hold(cluster, destination, 'c', held?.revision)).toBe('stored');
        expect(await other.hold(cluster, destination, 'd', held?.revision)).toBe('stale');
        expect((await other.holder(cluster, destination))?.value).toBe('c');
      }
      expect(await one.holder(newCluster(), 'relay.example')).toBeUndefined();
    });

    test('announcing what was never put does nothing', async () => {
      const [store] = await make();
      const never = incident(newCluster(), 'root');
      await store.markAnnounced(never, 1);
      expect(await store.find(never.cluster, never.id)).toBeUndefined();
    });

    test('incidents of a cluster are listed from the newest to the oldest', async () => {
      const [store] = await make();
      const cluster = newCluster();
      const times = [at, later, '2026-11-22T00:00:00Z', '2026-11-23T14:30:00Z'];
      for (const openedAt of times) await store.put(incident(cluster, openedAt, { openedAt }), undefined);
      const listed = (await store.ofCluster(cluster)).map(({ openedAt }) => openedAt);
      expect(listed).toEqual([later, '2026-11-23T14:30:00Z', at, '2026-11-22T00:00:00Z']);
    });

    test('a hundred findings with the longest labels fit', async () => {
      const [store] = await make();
      const cluster = newCluster();
      const findings = Array.from({ length: 100 }, (_, which) => finding(cluster, { object: `${which} ${'ü'.repeat(590)}`, label: `${'漢'.repeat(590)} ${which}` }));
      const large = incident(cluster, 'root', { findings });
      expect(await store.put(large, undefined)).toBe('stored');
      expect(await store.find(cluster, large.id)).toEqual(large);
    });

    test.each(hostileNames.map((hostile) => [JSON.stringify(hostile).slice(0, 20), hostile.slice(0, 64)]))(
      'a root named %s has its own incidents',
      async (_shown, root) => {
        const [store] = await make();
        const cluster = newCluster();
        const odd = incident(cluster, root, { workload: root });
        await store.put(odd, undefined);
        await store.put(incident(cluster, 'plain', { openedAt: later }), undefined);
        expect((await store.latest(cluster, root))?.value).toEqual(odd);
        expect(await store.find(cluster, odd.id)).toEqual(odd);
        expect((await store.ofCluster(cluster)).map((one) => one.root)).toEqual(['plain', root]);
      },
    );
  });
} // prettier-ignore
