import type { IncidentId } from '../../core/ids.ts';
import { incidentId } from '../../core/incident.ts';
import type { NoticeStore } from '../../core/ports/channels.ts';
import { at, later, type Make, newCluster } from './samples.ts';

const newIncident = (): IncidentId => incidentId(newCluster(), 'root', 0);

export function describeNoticeStore(name: string, make: Make<NoticeStore>): void {
  describe(`the notices of ${name}`, () => {
    test('the first try is a first, one after it is a second, and after the end there is none', async () => {
      const [one, other] = await make();
      const id = newIncident();
      expect(await one.begin(id, 1, 'slack', at)).toBe('first');
      expect(await other.begin(id, 1, 'slack', later)).toBe('again');
      await one.finish(id, 1, 'slack', later);
      await one.finish(id, 1, 'slack', later);
      expect(await other.begin(id, 1, 'slack', later)).toBe('done');
      expect(await other.ofIncident(id)).toEqual([{ version: 1, channel: 'slack', state: 'done', at: later }]);
    });

    test('of many who begin at once, one is first', async () => {
      const handles = await make();
      const id = newIncident();
      const turns = await Promise.all(
        [0, 1, 0, 1, 0].map((which) => handles[which as 0 | 1].begin(id, 1, 'topic', at)),
      );
      expect(turns.toSorted()).toEqual(['again', 'again', 'again', 'again', 'first']);
    });

    test('versions, channels and incidents are told apart', async () => {
      const [store] = await make();
      const id = newIncident();
      expect(await store.begin(id, 1, 'slack', at)).toBe('first');
      expect(await store.begin(id, 2, 'slack', at)).toBe('first');
      expect(await store.begin(id, 1, 'topic', at)).toBe('first');
      expect(await store.begin(newIncident(), 1, 'slack', at)).toBe('first');
      await store.finish(id, 1, 'topic', later);
      expect(await store.ofIncident(id)).toEqual([
        { version: 1, channel: 'slack', state: 'trying', at },
        { version: 1, channel: 'topic', state: 'done', at: later },
        { version: 2, channel: 'slack', state: 'trying', at },
      ]);
    });

    test('a try that certainly came to nothing leaves no trace, and the next is a first', async () => {
      const [one, other] = await make();
      const id = newIncident();
      await one.begin(id, 1, 'slack', at);
      await one.release(id, 1, 'slack');
      expect(await other.ofIncident(id)).toEqual([]);
      expect(await other.begin(id, 1, 'slack', later)).toBe('first');
    });

    test('a release takes back its own try, not that of another whose outcome is not known', async () => {
      const [one, other] = await make();
      const id = newIncident();
      await one.begin(id, 1, 'slack', at);
      await other.begin(id, 1, 'slack', later);
      await other.release(id, 1, 'slack');
      expect(await one.begin(id, 1, 'slack', later)).toBe('again');
    });

    test('what was handed over is never taken back, and what was never begun may be finished', async () => {
      const [store] = await make();
      const id = newIncident();
      await store.release(id, 1, 'slack');
      await store.finish(id, 1, 'slack', at);
      await store.release(id, 1, 'slack');
      expect(await store.begin(id, 1, 'slack', later)).toBe('done');
      expect(await store.ofIncident(id)).toEqual([{ version: 1, channel: 'slack', state: 'done', at }]);
    });

    test('what a channel will never take is done, and says why', async () => {
      const [one, other] = await make();
      const id = newIncident();
      await one.begin(id, 1, 'slack', at);
      await one.finish(id, 1, 'slack', later, 'no-service');
      expect(await other.ofIncident(id)).toEqual([{ version: 1, channel: 'slack', state: 'done', at: later, refused: 'no-service' }]); // prettier-ignore
      expect(await other.begin(id, 1, 'slack', later)).toBe('done');
    });

    test('an incident that nobody told of has no notices', async () => {
      const [store] = await make();
      expect(await store.ofIncident(newIncident())).toEqual([]);
    });
  });
}
