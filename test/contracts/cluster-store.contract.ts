import type { ClusterStore } from '../../core/ports/clusters.ts';
import { enrolled as enrolledCluster, type Make, newCluster } from './samples.ts';

export function describeClusterStore(name: string, make: Make<ClusterStore>): void {
  describe(`the clusters of ${name}`, () => {
    test('a cluster comes back as it was enrolled', async () => {
      const [one, other] = await make();
      const enrolled = enrolledCluster(newCluster(), {
        access: { endpoint: 'https://10.0.0.1:6443', authority: 'PEM', credential: { kind: 'token', parameter: '/p/c' } },
      });
      expect(await one.find(enrolled.id)).toBeUndefined();
      expect(await one.put(enrolled, undefined)).toBe('stored');
      expect((await other.find(enrolled.id))?.value).toEqual(enrolled);
    });

    test('of two who rotate a token at once, one wins', async () => {
      const [one, other] = await make();
      const enrolled = enrolledCluster(newCluster());
      expect((await Promise.all([one.put(enrolled, undefined), other.put(enrolled, undefined)])).toSorted()).toEqual(['stale', 'stored']);
      const revision = (await one.find(enrolled.id))?.revision;
      const hashes = ['cd', 'ef'].map((digits) => digits.repeat(32));
      const results = await Promise.all([
        one.put({ ...enrolled, tokenHashes: [hashes[0] as string] }, revision),
        other.put({ ...enrolled, tokenHashes: [hashes[1] as string] }, revision),
      ]);
      expect(results.toSorted()).toEqual(['stale', 'stored']);
      expect((await one.find(enrolled.id))?.value.tokenHashes).toEqual([hashes[results.indexOf('stored')]]);
    });

    test('a cluster is removed by who looked at it last, and is gone for all', async () => {
      const [one, other] = await make();
      const enrolled = enrolledCluster(newCluster());
      await one.put(enrolled, undefined);
      const revision = (await one.find(enrolled.id))?.revision ?? 0;
      expect(await other.remove(enrolled.id, revision + 1)).toBe('stale');
      expect(await other.remove(enrolled.id, revision)).toBe('stored');
      expect(await one.find(enrolled.id)).toBeUndefined();
      expect((await one.all()).map(({ id }) => id)).not.toContain(enrolled.id);
      expect(await one.remove(enrolled.id, revision)).toBe('stale');
      expect(await one.put(enrolled, undefined)).toBe('stored');
    });

    test('all clusters are listed in the order of ids, from the moment they are put', async () => {
      const [one, other] = await make();
      const ids = [newCluster(), newCluster(), newCluster()];
      for (const id of ids.toReversed()) await one.put(enrolledCluster(id), undefined);
      const listed = (await other.all()).map(({ id }) => id);
      expect(listed.filter((id) => ids.includes(id))).toEqual(ids.toSorted());
      expect(listed).toEqual(listed.toSorted());
    });
  });
} // prettier-ignore
