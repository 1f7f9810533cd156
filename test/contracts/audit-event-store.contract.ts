import type { AuditEventStore } from '../../core/ports/clusters.ts';
import { auditEvent } from './inventory-samples.ts';
import { hostileNames, type Make, newCluster } from './samples.ts';

const minute = (count: number) => new Date(Date.parse('2026-11-23T14:00:00Z') + count * 60_000).toISOString();

export function describeAuditEventStore(name: string, make: Make<AuditEventStore>): void {
  describe(`the audit events of ${name}`, () => {
    test('are stored once, whoever brings them again', async () => {
      const [one, other] = await make();
      const event = auditEvent(newCluster(), 'a');
      expect(await one.append(event)).toBe('stored');
      expect(await other.append({ ...event, receivedAt: minute(9) })).toBe('known');
      expect(await other.ofNamespace(event.cluster, 'shop', minute(0), minute(0))).toEqual([event]);
    });

    test('are told in the order of time, for one namespace and a span with both its ends', async () => {
      const [store] = await make();
      const cluster = newCluster();
      const events = [3, 1, 2, 0, 4].map((count) => auditEvent(cluster, `e${count}`, { at: minute(count) }));
      for (const event of events) await store.append(event);
      await store.append(auditEvent(cluster, 'elsewhere', { namespace: '', at: minute(2) }));
      const found = await store.ofNamespace(cluster, 'shop', minute(1), minute(3));
      expect(found.map(({ id }) => id)).toEqual(['e1', 'e2', 'e3']);
      expect(await store.ofNamespace(cluster, '', minute(0), minute(9))).toHaveLength(1);
    });

    test('bear hostile namespaces and ids', async () => {
      const [store] = await make();
      const cluster = newCluster();
      const events = hostileNames.map((hostile, at) => auditEvent(cluster, hostile.slice(0, 60).toWellFormed() + at, { namespace: hostile.toWellFormed() })); // prettier-ignore
      for (const event of events) expect(await store.append(event)).toBe('stored');
      for (const event of events) expect(await store.ofNamespace(cluster, event.namespace, minute(0), minute(1))).toEqual([event]); // prettier-ignore
    });
  });
}
