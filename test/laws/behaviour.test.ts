import * as fc from 'fast-check';
import { deviations } from '../../core/deviation.ts';
import { aDoing, batchesOf, cluster, doings, house, plain, runs, type Spelling } from './house.ts';

// Laws 4 to 9 of CASES: loss, replicas, what a verdict carries, names, newcomers, floods. PLUMBLINE_RUNS=1000 in CI.
jest.setTimeout(Math.max(60_000, runs.numRuns * 600));

test('law 4: windows with loss add nothing to a baseline', async () => {
  await fc.assert(
    fc.asyncProperty(doings(), async (all) => {
      const live = await house();
      await live.here.setMode(cluster, 'learning', 'dana');
      const before = await live.facts();
      // Said in three different hours, so that without loss much of it would be learned.
      const often = all.flatMap((one) => [0, 120, 240].map((more) => ({ ...one, minute: one.minute + more })));
      await live.post(batchesOf(often, plain, { lost: 1 }));
      await live.here.learn(cluster);
      expect(await live.facts()).toEqual(before);
    }),
    runs,
  );
});

test('law 5: one behaviour on both replicas and nodes is as many findings as on one', async () => {
  const replicas = new Map([['10.0.1.1', '10.0.2.1'], ['10.0.1.2', '10.0.2.2'], ['10.0.1.5', '10.0.2.5']]);
  const ofPair = aDoing.filter(({ src }) => replicas.has(src));
  await fc.assert(
    fc.asyncProperty(fc.array(ofPair, { minLength: 1, maxLength: 6 }), async (all) => {
      const [one, both] = [await house(), await house()];
      await one.post(batchesOf(all));
      await both.post(batchesOf(all.flatMap((doing) => [doing, { ...doing, src: replicas.get(doing.src)! }])));
      const ids = async (live: typeof one) => (await live.findings()).map(({ id }) => id);
      expect(await ids(both)).toEqual(await ids(one));
      expect((await both.incidents()).map(({ id }) => id)).toEqual((await one.incidents()).map(({ id }) => id));
    }),
    runs,
  );
}); // prettier-ignore

test('law 6: every finding says which baseline and intelligence it was judged with', async () => {
  await fc.assert(
    fc.asyncProperty(doings(), async (all) => {
      const live = await house();
      await live.post(batchesOf(all));
      const { version } = (await live.here.stores.baselines.state(cluster))!;
      for (const { judgedWith } of await live.findings()) {
        expect(judgedWith).toMatchObject({ baseline: version, mode: 'enforcing' });
        expect(judgedWith.intelligence).toMatch(/./);
      }
    }),
    runs,
  );
});

test('law 7: renaming everything but the uids leaves every verdict the same', async () => {
  const letters = fc.string({ unit: fc.constantFrom(...'abcdefghkmqrtvwz'), minLength: 4, maxLength: 9 });
  // Addresses of pods keep their node's part; who is outside stays there, and names stay listed or unlisted, popular or not.
  const spelling = fc.record({ prefix: letters, namespace: letters, third: fc.integer({ min: 10, max: 200 }) }).map(({ prefix, namespace, third }): Spelling => ({
    workload: (name) => `${prefix}-${name.length}${name.charCodeAt(0)}`,
    namespace,
    node: (name) => `${prefix}-${name}`,
    address: (address) => (address.startsWith('10.0.') ? address.replace('10.0.', `10.${third}.`) : address),
    host: (name) => name,
  }));
  await fc.assert(
    fc.asyncProperty(doings(), spelling, async (all, other) => {
      const [live, renamed] = [await house(), await house({ spelling: other })];
      await live.post(batchesOf(all));
      await renamed.post(batchesOf(all, other));
      const verdicts = async (one: typeof live) => (await one.findings()).filter(({ kind }) => kind !== 'imitation').map(({ id, kind, severity, verdict, reason }) => ({ id, kind, severity, verdict, reason }));
      expect(await verdicts(renamed)).toEqual(await verdicts(live));
    }),
    runs,
  );
}); // prettier-ignore

test('law 8: what a newcomer does changes no baseline but its own, and not that without a person', async () => {
  const newcomers = aDoing.filter(({ src }) => ['10.0.1.5', '10.0.2.5'].includes(src));
  await fc.assert(
    fc.asyncProperty(fc.array(newcomers, { minLength: 1, maxLength: 8 }), async (all) => {
      const live = await house();
      const before = await live.facts();
      await live.post(batchesOf(all));
      await live.here.learn(cluster);
      expect(await live.facts()).toEqual(before);
    }),
    runs,
  );
});

test('law 9: however many new conversations one pod makes, they are at most one finding of each kind', async () => {
  const many = fc.record({ src: fc.constantFrom('10.0.1.1', '10.0.1.5'), port: fc.constantFrom(3333, 443), count: fc.integer({ min: 50, max: 200 }), start: fc.integer({ min: 0, max: 50 }) });
  await fc.assert(
    fc.asyncProperty(many, async ({ src, port, count, start }) => {
      const live = await house();
      const all = Array.from({ length: count }, (_, n) => ({ src, dst: `198.51.100.${1 + ((start + n) % 250)}`, port, ops: [], outcome: 'timeout' as const, minute: n % 100 }));
      await live.post(batchesOf(all, plain, { size: 100 }));
      const findings = await live.findings();
      const perKind = Map.groupBy(findings, ({ kind }) => kind);
      for (const [kind, found] of perKind) expect([kind, found.length, deviations[kind] !== undefined]).toEqual([kind, 1, true]);
      expect(findings.some(({ kind }) => kind === 'nameless-egress')).toBe(true);
      expect((await live.incidents()).length).toBeLessThanOrEqual(1);
    }),
    runs,
  );
}); // prettier-ignore
