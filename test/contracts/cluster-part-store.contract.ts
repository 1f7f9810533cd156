import type { ClusterPartStore } from '../../core/ports/clusters.ts';
import { at, later, type Make, newCluster } from './samples.ts';

export function describeClusterPartStore(name: string, make: Make<ClusterPartStore>): void {
  describe(`the parts of a cluster in ${name}`, () => {
    test('are kept one by one, and each is written only over the revision that was read', async () => {
      const [one, other] = await make();
      const cluster = newCluster();
      const inventory = { cluster, by: 'discover', wholeAt: at, asOf: at } as const;
      const audit = { cluster, state: 'on', newestAt: at, gaps: [] } as const;
      expect(await one.find(cluster, 'inventory')).toBeUndefined();
      expect(await one.put('inventory', inventory, undefined)).toBe('stored');
      expect(await other.put('inventory', { ...inventory, by: 'push' }, undefined)).toBe('stale');
      expect(await other.put('audit', { ...audit, gaps: [] }, undefined)).toBe('stored');
      expect(await other.put('inventory', { ...inventory, asOf: later }, 1)).toBe('stored');
      expect(await one.put('inventory', inventory, 1)).toBe('stale');
      expect(await one.find(cluster, 'inventory')).toEqual({ value: { ...inventory, asOf: later }, revision: 2 });
      expect(await one.find(cluster, 'audit')).toEqual({ value: audit, revision: 1 });
      expect(await one.find(newCluster(), 'audit')).toBeUndefined();
    });
  });
}
