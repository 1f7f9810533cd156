import { detect } from '../../lambdas/detect/detect.ts';
import { edge } from '../contracts/samples.ts';
import { at, t0 } from './batches.ts';
import { recording } from './record.ts';
import { cluster, poolIndex, workload, world } from './world.ts';

// Fault 33 of docs/faults.md from the edges on; test/lambdas/announce/storm.test.ts has the same of incidents.

const callers = Array.from({ length: 50 }, (_, n) => workload(`web-${n}`, { createdAt: at(-9 * 86_400) }));

/** Ten thousand edges of fifty workloads, judged as many at once as a batch of the stream holds, and told. */
async function flooded(nameOf: (n: number) => string) {
  const here = world();
  for (const caller of callers) await here.stores.workloads.put({ ...caller, descent: { kind: 'first' } }, at(-60));
  await here.mode('enforcing');
  const edges = Array.from({ length: 10_000 }, (_, n) =>
    edge(cluster, {
      source: { kind: 'workload', lineage: callers[n % 50]!.lineage, namespace: 'shop', workload: 'Deployment', name: `web-${n % 50}` },
      destination: { kind: 'name', name: nameOf(n) },
      names: [],
      operations: [],
      firstSeen: at(60),
    }),
  ); // prettier-ignore
  const deps = { ...here.stores, ...recording(), now: () => t0 + 12_000, baseline: here.stores.baselines, intelligence: poolIndex }; // prettier-ignore
  for (let from = 0; from < edges.length; from += 100) await detect(edges.slice(from, from + 100), deps);
  await here.settle();
  expect(here.stores.topic.published.length).toBeLessThanOrEqual(10);
  expect(here.stores.chat.posted.length).toBeLessThanOrEqual(10);
  const findings = await here.stores.findings.ofCluster(cluster);
  expect(new Set(findings.map(({ edge: of }) => of)).size).toBe(10_000);
  const incidents = await here.stores.incidents.ofCluster(cluster);
  expect(incidents.filter(({ version, announcedVersion }) => announcedVersion < version)).toEqual([]);
  return { findings, incidents };
}

test('ten thousand new connections of fifty workloads in a minute are ten notices at most, and each is kept and in an incident', async () => {
  const { findings, incidents } = await flooded((n) => `host-${n}.of-${n % 50}.example`);
  const roots = new Set(incidents.map(({ lineage }) => lineage));
  expect(findings.filter(({ lineage }) => !roots.has(lineage))).toEqual([]);
  // An incident holds the hundred that weigh most, and says that there are more: those are read with its workload.
  expect(incidents.map(({ findings: inside, moreFindings }) => [inside.length, moreFindings > 0])).toEqual(callers.map(() => [100, true])); // prettier-ignore
});

test('where all of them reach one domain that nobody else knows, they are one incident', async () => {
  const { incidents } = await flooded((n) => `host-${n}.example.net`);
  expect(incidents.map(({ findings, moreFindings }) => [findings.length, moreFindings > 0])).toEqual([[100, true]]);
});
