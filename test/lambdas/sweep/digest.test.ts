import { memoryStores } from '../../../adapters/memory/stores.ts';
import type { NoticeMessage } from '../../../core/message.ts';
import { type DigestDeps, tellDigest } from '../../../lambdas/sweep/digest.ts';
import { finding, newCluster } from '../../contracts/samples.ts';
import { nodeFacts } from '../../contracts/inventory-samples.ts';
import { hear } from '../hear.ts';
import { recording } from '../record.ts';

const at = (hours: number) => Date.parse('2026-11-23T06:30:00.000Z') + hours * 3_600_000;

function house() {
  const stores = memoryStores();
  const record = recording();
  const cluster = newCluster();
  const clock = { now: at(0) };
  const told: NoticeMessage[] = [];
  let broken = false;
  const deps: DigestDeps = {
    ...stores, baseline: stores.baselines, dashboardUrl: 'https://plumbline.example.org', digestHour: 7, now: () => clock.now, log: record.log, meter: record.meter,
    topic: { publish: async (message) => { told.push(message); if (broken) throw new Error('no answer'); } },
  }; // prettier-ignore
  const fail = (now: boolean) => void (broken = now);
  /** Each minute from one hour to the other, as the schedule does. */
  const run = async (from: number, until: number, others: readonly DigestDeps[] = []) => {
    for (clock.now = at(from); clock.now < at(until); clock.now += 60_000) {
      await Promise.all([deps, ...others].map((each) => tellDigest(cluster, each).catch(() => undefined)));
    }
  };
  return { stores, record, cluster, clock, told, deps, fail, run };
}

test('comes once a day at its hour, the first within a day of the cluster', async () => {
  const { run, told } = house();
  await run(0, 49);
  expect(told.map(({ notice, audience }) => [notice.sections[0]?.lines[0]?.slice(0, 47), audience])).toEqual([
    ['From 2026-11-22 07:00 to 2026-11-23 07:00 UTC, ', ['email', 'chat']],
    ['From 2026-11-23 07:00 to 2026-11-24 07:00 UTC, ', ['email', 'chat']],
    ['From 2026-11-24 07:00 to 2026-11-25 07:00 UTC, ', ['email', 'chat']],
  ]);
});

test('a day of which nobody swept is part of the next digest', async () => {
  const { run, told, stores, cluster } = house();
  await run(0, 1);
  told.length = 0;
  await stores.findings.put(finding(cluster, { verdict: 'drift', firstSeen: new Date(at(20)).toISOString() }), new Date(at(20)).toISOString()); // prettier-ignore
  await run(72, 72.4);
  expect(told).toHaveLength(1);
  expect(told[0]?.notice.headline).toContain('1 new thing that woke nobody');
});

test('three sweeps at the same moment send one', async () => {
  const { run, told, deps } = house();
  await run(0, 1);
  told.length = 0;
  await run(24.4, 40, [deps, deps]);
  expect(told.map(({ notice }) => notice.resent)).toEqual([false]);
});

test('where the topic does not say whether it took it, it goes out again, says so, and is one by its id', async () => {
  const { run, told, fail } = house();
  await run(0, 1);
  told.length = 0;
  fail(true);
  await run(24.4, 24.6);
  fail(false);
  await run(24.6, 30);
  expect(told.length).toBeGreaterThan(1);
  expect(told.map(({ notice }) => notice.resent)).toEqual([false, ...told.slice(1).map(() => true)]);
  expect(new Set(told.map(({ incident, version }) => `${incident} ${version}`)).size).toBe(1);
});

test('says how many of the ready nodes are heard', async () => {
  const { run, told, stores, cluster } = house();
  for (const name of ['n1', 'n2', 'n3']) await stores.nodes.put(nodeFacts(cluster, name, { virtual: name === 'n3' }), new Date(at(0)).toISOString()); // prettier-ignore
  await hear(stores.counters, cluster, 'n1', new Date(at(0.45)).toISOString());
  await run(0, 1);
  expect(told[0]?.notice.sections[0]?.lines[0]).toContain('1 of 2 ready nodes are heard');
});
