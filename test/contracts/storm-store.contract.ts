import type { StormStore } from '../../core/ports/channels.ts';
import { at, type Make, newCluster } from './samples.ts';

const windowMs = 600_000;
const after = (ms: number) => new Date(Date.parse(at) + ms).toISOString();

export function describeStormStore(name: string, make: Make<StormStore>): void {
  describe(`the storms of ${name}`, () => {
    test('each count rises by itself, and all begin anew when the window is over', async () => {
      const [one, other] = await make();
      const cluster = newCluster();
      expect(await one.add(cluster, 'other', at, windowMs)).toEqual({ count: 1, since: at });
      expect(await other.add(cluster, 'other', after(windowMs - 1), windowMs)).toEqual({ count: 2, since: at });
      expect(await one.add(cluster, 'critical', after(1), windowMs)).toEqual({ count: 1, since: at });
      expect(await one.add(cluster, 'other', after(windowMs), windowMs)).toEqual({ count: 1, since: after(windowMs) });
      expect(await one.add(cluster, 'critical', after(windowMs + 1), windowMs)).toEqual({ count: 1, since: after(windowMs) });
      expect(await one.add(newCluster(), 'other', at, windowMs)).toEqual({ count: 1, since: at });
    });

    test('nobody who counts at once is lost', async () => {
      const handles = await make();
      const cluster = newCluster();
      const all = await Promise.all([0, 1, 0, 1, 0, 1].map((which) => handles[which as 0 | 1].add(cluster, 'grouped', at, windowMs)));
      expect(all.map(({ count }) => count).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6]);
    });
  });
} // prettier-ignore
