import type { IncidentId } from '../../core/ids.ts';
import { incidentId } from '../../core/incident.ts';
import type { Thread, ThreadStore } from '../../core/ports/channels.ts';
import { at, later, type Make, newCluster } from './samples.ts';

const thread = (incident: IncidentId, more: Partial<Thread> = {}): Thread => ({ incident, version: 1, state: 'posting', at, ...more }); // prettier-ignore

export function describeThreadStore(name: string, make: Make<ThreadStore>): void {
  describe(`the threads of ${name}`, () => {
    test('a thread is what was written last, and one that nobody began is none', async () => {
      const [one, other] = await make();
      const id = incidentId(newCluster(), 'root', 0);
      expect(await one.find(id)).toBeUndefined();
      expect(await one.put(thread(id), undefined)).toBe('stored');
      const told = thread(id, { state: 'told', ref: { channel: 'C1', ts: '1.2' }, at: later });
      expect(await other.put(told, 1)).toBe('stored');
      expect(await one.find(id)).toEqual({ value: told, revision: 2 });
    });

    test('of many who begin one at once, one does', async () => {
      const handles = await make();
      const id = incidentId(newCluster(), 'root', 0);
      const results = await Promise.all([0, 1, 0, 1].map((which) => handles[which as 0 | 1].put(thread(id), undefined)));
      expect(results.toSorted()).toEqual(['stale', 'stale', 'stale', 'stored']);
      expect(await handles[0].put(thread(id), 7)).toBe('stale');
    });
  });
} // prettier-ignore
