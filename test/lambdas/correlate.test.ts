import * as fc from 'fast-check';
import { memoryStores } from '../../adapters/memory/stores.ts';
import type { DeviationKind } from '../../core/deviation.ts';
import type { Finding } from '../../core/finding.ts';
import type { Incident } from '../../core/incident.ts';
import type { IncidentStore } from '../../core/ports/judgement.ts';
import { lineageFrom } from '../../core/workload.ts';
import { close, mute } from '../../lambdas/api/incident-acts.ts';
import { tellFindings } from '../../lambdas/tell-findings.ts';
import { finding as sample } from '../contracts/samples.ts';
import { runs } from '../core/arbitraries.ts';
import { t0 } from './batches.ts';
import { recording } from './record.ts';
import { cluster } from './world.ts';

const at = (minutes: number) => new Date(t0 + minutes * 60_000).toISOString();
const lineage = (name: string) => lineageFrom(cluster, `uid-${name}`);

interface Deed {
  readonly who: string;
  readonly kind?: DeviationKind;
  readonly destination?: string;
  readonly minute?: number;
  readonly severity?: Finding['severity'];
}

function finding({ who, kind = 'new-egress', destination, minute = 0, severity = 'medium' }: Deed): Finding {
  const object = destination ?? `${kind} within`;
  return sample(cluster, { kind, lineage: lineage(who), workload: `shop/${who}`, object, severity, reason: 'edge-not-in-baseline', firstSeen: at(minute), ...(destination && { destination }) }); // prettier-ignore
}

function house(over: Partial<IncidentStore> = {}) {
  const stores = memoryStores();
  const clock = { at: t0 };
  const deps = { ...stores, ...recording(), incidents: { ...stores.incidents, ...over }, baseline: stores.baselines, now: () => clock.at }; // prettier-ignore
  const tell = (...deeds: Deed[]) => {
    clock.at += 1_000;
    return tellFindings(deeds.map(finding), deps);
  };
  const incidents = () => stores.incidents.ofCluster(cluster);
  const whose = async () => (await incidents()).map((one) => workloadsOf(one).join(' + ')).toSorted();
  return { stores, deps, clock, tell, incidents, whose };
}

const workloadsOf = ({ findings }: Incident) => [...new Set(findings.map(({ workload }) => workload.slice(5)))].toSorted(); // prettier-ignore
const nobody = { actor: 'ada', reason: 'drill' };

test('workloads that meet at an unpopular destination are one incident; what another does elsewhere is another', async () => {
  const { tell, whose, incidents } = house();
  await tell({ who: 'web', destination: 'relay.example' });
  await tell({ who: 'pay', destination: 'relay.example', minute: 1 }, { who: 'mail', destination: 'other.example' });
  await tell({ who: 'cart', destination: 'relay.example', minute: 2 });
  expect(await whose()).toEqual(['cart + pay + web', 'mail']);
  expect((await incidents()).find(({ findings }) => findings.length === 3)).toMatchObject({ workload: 'shop/web', state: 'open', verdict: 'alert' }); // prettier-ignore
});

test('what else one of them does joins as well, wherever it was kept until then', async () => {
  const { tell, whose } = house();
  await tell({ who: 'web', destination: 'relay.example' });
  await tell({ who: 'pay', kind: 'metadata-access', minute: 1 });
  expect(await whose()).toEqual(['pay', 'web']);
  await tell({ who: 'pay', destination: 'relay.example', minute: 2 });
  await tell({ who: 'pay', kind: 'resolver-bypass', minute: 3 });
  expect(await whose()).toEqual(['pay + web']);
});

test('one who goes to two places makes one incident of both', async () => {
  const { tell, whose } = house();
  await tell({ who: 'web', destination: 'one.example' });
  await tell({ who: 'pay', destination: 'two.example', minute: 1 });
  await tell({ who: 'cart', destination: 'one.example', minute: 2 }, { who: 'cart', destination: 'two.example', minute: 2 });
  expect(await whose()).toEqual(['cart + pay + web']);
}); // prettier-ignore

test('it is called by the root that sorts first; what was told under another counts as told, and is said', async () => {
  const [first, second] = ['web', 'pay'].toSorted((one, other) => (lineage(one) < lineage(other) ? -1 : 1)) as [string, string]; // prettier-ignore
  const { tell, incidents, stores } = house();
  await tell({ who: second, destination: 'relay.example' });
  const [told] = await incidents();
  await stores.incidents.markAnnounced(told!, told!.version);
  await tell({ who: first, destination: 'relay.example', minute: 1 });
  const [whole, ...none] = await incidents();
  expect(none).toEqual([]);
  expect(whole).toMatchObject({ root: lineage(first), version: 2, announcedVersion: 1, openedAt: told!.openedAt });
  expect(whole?.timeline.find(({ what }) => what === 'merged')?.text).toContain(`told before as incident ${told!.id}`);
  const part = await stores.incidents.find(cluster, told!.id);
  expect(part).toMatchObject({ state: 'closed', into: { id: whole!.id }, version: 1, announcedVersion: 1 });
});

test('is told anew for the second and the tenth workload, and for each that mines', async () => {
  const { tell, incidents } = house();
  const versions: (number | undefined)[] = [];
  for (let which = 0; which < 12; which++) {
    await tell({ who: `w${which}`, destination: 'relay.example', minute: which });
    versions.push((await incidents())[0]?.version);
  }
  expect(versions).toEqual([1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3]);
  expect((await incidents())[0]?.untoldSince).toBeDefined();
  for (const who of ['w3', 'w7', 'new']) await tell({ who, kind: 'mining-protocol', severity: 'critical', destination: 'relay.example', minute: 20 }); // prettier-ignore
  const [whole, ...none] = await incidents();
  expect(none).toEqual([]);
  expect(whole).toMatchObject({ version: 6, severity: 'critical', classification: 'cryptojacking' });
  expect(whole?.untoldSince).toBeUndefined();
});

test('a muted incident takes nothing in, and a closed one neither', async () => {
  const { tell, whose, incidents, deps } = house();
  await tell({ who: 'web', destination: 'relay.example' });
  await mute((await incidents())[0]!, at(10_000), nobody, deps);
  await tell({ who: 'pay', destination: 'relay.example', minute: 1 });
  expect(await whose()).toEqual(['pay', 'web']);
  // What comes after joins the one that is told.
  await tell({ who: 'cart', destination: 'relay.example', minute: 2 });
  expect(await whose()).toEqual(['cart + pay', 'web']);
  for (const one of await incidents()) await close(one, nobody, deps);
  await tell({ who: 'mail', destination: 'relay.example', minute: 3 });
  expect(await whose()).toEqual(['cart + pay', 'mail', 'web']);
});

test('when it is closed, each begins anew, and meets again', async () => {
  const { tell, whose, incidents, deps } = house();
  for (const who of ['web', 'pay']) await tell({ who, destination: 'relay.example' });
  await close((await incidents())[0]!, nobody, deps);
  await tell({ who: 'pay', destination: 'third.example', minute: 10 });
  await tell({ who: 'web', destination: 'third.example', minute: 11 });
  expect(await whose()).toEqual(['pay + web', 'pay + web']);
  expect((await incidents()).map(({ state }) => state)).toEqual(['open', 'closed']);
});

test('nobody can act on what became a part of another', async () => {
  const { tell, incidents, deps, stores } = house();
  await tell({ who: 'pay', destination: 'relay.example' });
  await tell({ who: 'web', destination: 'relay.example', minute: 1 });
  const [whole] = await incidents();
  const other = whole?.root === lineage('pay') ? 'web' : 'pay';
  const part = (await stores.incidents.latest(cluster, lineage(other)))!.value;
  await expect(close(part, nobody, deps)).rejects.toMatchObject({ problem: { status: 409, detail: expect.stringContaining(whole!.id) } }); // prettier-ignore
});

const deeds = fc.uniqueArray(
  fc.record({
    who: fc.constantFrom('web', 'pay', 'cart', 'mail', 'db'),
    kind: fc.constantFrom('new-egress' as const, 'mining-protocol' as const, 'nameless-egress' as const),
    destination: fc.constantFrom('one.example', 'two.example', 'three.example'),
    minute: fc.integer({ min: 0, max: 5 }),
    severity: fc.constantFrom('medium' as const, 'high' as const, 'critical' as const),
  }),
  { minLength: 1, maxLength: 10, selector: ({ who, kind, destination }) => `${who} ${kind} ${destination}` },
);

/** Incidents without what only says when and in what order it was decided. */
async function gist(incidents: readonly Incident[]) {
  return incidents
    .map(({ id, root, period, state, classification, severity, verdict, workload, findings, moreFindings }) => ({
      id,
      root,
      period,
      state,
      classification,
      severity,
      verdict,
      workload,
      moreFindings,
      findings: findings.map((one) => one.id),
    })) // prettier-ignore
    .toSorted((one, other) => (one.id < other.id ? -1 : 1));
}

test('law: the order of arrival changes neither who is together nor what the incident is called', async () => {
  await fc.assert(
    fc.asyncProperty(deeds, fc.array(fc.nat(), { minLength: 10, maxLength: 10 }), async (done, keys) => {
      const [one, other] = [house(), house()];
      for (const deed of done) await one.tell(deed);
      const order = done.map((deed, index) => ({ deed, key: keys[index]! })).toSorted((a, b) => a.key - b.key);
      for (const { deed } of order) await other.tell(deed);
      expect(await gist(await other.incidents())).toEqual(await gist(await one.incidents()));
    }),
    runs,
  );
});

test('law: whoever is cut short at any write leaves what the next try makes whole', async () => {
  await fc.assert(
    fc.asyncProperty(deeds, fc.nat({ max: 12 }), fc.boolean(), async (done, when, after) => {
      const whole = house();
      for (const deed of done) await whole.tell(deed);
      let left = when;
      const cut = async <Result>(write: () => Promise<Result>): Promise<Result> => {
        if (left-- !== 0) return write();
        if (after) await write();
        throw new Error('cut short');
      };
      const store = memoryStores().incidents;
      const torn = house({ ...store, put: (...asked) => cut(() => store.put(...asked)), hold: (...asked) => cut(() => store.hold(...asked)) }); // prettier-ignore
      for (const deed of done) await torn.tell(deed).catch(() => torn.tell(deed));
      expect(await gist(await store.ofCluster(cluster))).toEqual(await gist(await whole.incidents()));
    }),
    runs,
  );
});

test('law: two who tell at the same time make one of it', async () => {
  await fc.assert(
    fc.asyncProperty(deeds, async (done) => {
      const [one, both] = [house(), house()];
      for (const deed of done) await one.tell(deed);
      await Promise.all(done.map((deed) => both.tell(deed)));
      expect(await gist(await both.incidents())).toEqual(await gist(await one.incidents()));
    }),
    runs,
  );
});
