import * as fc from 'fast-check';
import { ArchiveRecord } from '../../core/archive.ts';
import { replay } from '../../local/simulator/replay.ts';
import { anywhere, batchesOf, cluster, doings, house, recordedArchive, runs, shuffled, t0 } from './house.ts'; // prettier-ignore

// Laws 1 to 3 of CASES: order, replay, intelligence; from the door of ingest to findings and incidents. PLUMBLINE_RUNS=1000 in CI.
jest.setTimeout(Math.max(60_000, runs.numRuns * 600));

const dice = fc.infiniteStream(fc.nat());

test('law 1: any order and multiplicity of the same batches gives the same findings', async () => {
  await fc.assert(
    fc.asyncProperty(doings(), dice, async (all, chance) => {
      const [live, other] = [await house(), await house()];
      const end = () => t0 + 3 * 3_600_000;
      await live.post(batchesOf(all), end);
      await other.post(shuffled(batchesOf(all), chance), end);
      expect(anywhere(await other.findings())).toEqual(anywhere(await live.findings()));
      const gist = async (one: typeof live) => (await one.incidents()).map(({ id, classification, severity, verdict, findings }) => ({ id, classification, severity, verdict, findings: findings.map((finding) => finding.id).toSorted() }));
      expect(await gist(other)).toEqual(await gist(live));
    }),
    runs,
  );
}); // prettier-ignore

test('law 2: replay of what was archived gives the findings that live gave, byte for byte', async () => {
  await fc.assert(
    fc.asyncProperty(doings(), async (all) => {
      const archive = recordedArchive();
      const live = await house({ archive });
      await live.post(batchesOf(all).toSorted((a, b) => Date.parse(a.sentAt) - Date.parse(b.sentAt)));
      const text = archive.records.map((record) => JSON.stringify(record));
      const again = await replay(text.map((line) => ArchiveRecord.parse(JSON.parse(line))), { learnUntil: t0 - 60_000 });
      expect(JSON.stringify(await again.stores.findings.ofCluster(cluster))).toBe(JSON.stringify(await live.findings()));
      expect(JSON.stringify(await again.stores.incidents.ofCluster(cluster))).toBe(JSON.stringify(await live.incidents()));
    }),
    runs,
  );
}); // prettier-ignore

test('law 3: another indicator takes no finding away and makes none less grave', async () => {
  const listed = fc.uniqueArray(fc.constantFrom('partner.example', 'erp.partner.example', 'nanopool.org', 'relay.q8w-cdn.example', 'gulf-moneroocean.stream', '198.51.100.66'), { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(doings(), listed, async (all, more) => {
      const [few, many] = [await house(), await house()];
      await many.here.publish({ name: 'list', at: 0, indicators: more.map((value) => ({ value })) });
      await few.post(batchesOf(all));
      await many.post(batchesOf(all));
      const after = new Map((await many.findings()).map((finding) => [finding.id, finding]));
      const rank = ['low', 'medium', 'high', 'critical'];
      for (const { id, severity } of await few.findings()) {
        expect(after.has(id)).toBe(true);
        expect(rank.indexOf(after.get(id)!.severity)).toBeGreaterThanOrEqual(rank.indexOf(severity));
      }
    }),
    runs,
  );
}); // prettier-ignore
