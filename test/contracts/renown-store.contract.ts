import { renownLimit } from '../../core/familiarity.ts';
import type { RenownStore } from '../../core/ports/judgement.ts';
import { hostileNames, lineage, type Make, newCluster } from './samples.ts';

export function describeRenownStore(name: string, make: Make<RenownStore>): void {
  describe(`the renown in ${name}`, () => {
    const vendor = { kind: 'name', object: 'api.vendor.example' } as const;

    test('each user counts once, for one thing in one cluster', async () => {
      const [one, other] = await make();
      const cluster = newCluster();
      expect(await one.use(cluster, vendor, lineage('cart'))).toBe('stored');
      expect(await other.use(cluster, vendor, lineage('cart'))).toBe('known');
      expect(await other.use(cluster, vendor, lineage('web'))).toBe('stored');
      const asked = [vendor, { kind: 'image', object: vendor.object } as const, { kind: 'name', object: 'other' } as const];
      const users = await one.users(cluster, asked);
      expect([...users.keys()]).toEqual([`name ${vendor.object}`]);
      expect(new Set(users.get(`name ${vendor.object}`))).toEqual(new Set([lineage('cart'), lineage('web')]));
      expect(await one.users(newCluster(), asked)).toEqual(new Map());
      expect(await one.users(cluster, [])).toEqual(new Map());
    });

    test('of many who come at once as many are kept as count', async () => {
      const [one, other] = await make();
      const cluster = newCluster();
      const results = await Promise.all(Array.from({ length: 6 }, (_, n) => (n % 2 ? one : other).use(cluster, vendor, lineage(`w${n}`))));
      expect(results).toEqual(Array.from({ length: 6 }, () => 'stored'));
      for (let n = 6; n < renownLimit + 3; n++) await one.use(cluster, vendor, lineage(`w${n}`));
      expect(await other.use(cluster, vendor, lineage('late'))).toBe('full');
      expect((await other.users(cluster, [vendor])).get(`name ${vendor.object}`)).toHaveLength(renownLimit);
    });

    test('hostile names come back as they are, and share nothing', async () => {
      const [store] = await make();
      const cluster = newCluster();
      const things = hostileNames.map((object) => ({ kind: 'image' as const, object }));
      for (const [n, thing] of things.entries()) await store.use(cluster, thing, lineage(`w${n}`));
      const users = await store.users(cluster, things);
      for (const [n, { object }] of things.entries()) expect(users.get(`image ${object}`)).toEqual([lineage(`w${n}`)]);
    });
  });
} // prettier-ignore
