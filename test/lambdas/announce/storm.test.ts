import { memoryStores } from '../../../adapters/memory/stores.ts';
import type { Incident } from '../../../core/incident.ts';
import { incidentId } from '../../../core/incident.ts';
import { announce } from '../../../lambdas/announce/announce.ts';
import { incident as sample, newCluster } from '../../contracts/samples.ts';
import { t0 } from '../batches.ts';
import { recording } from '../record.ts';

function hall(stores = memoryStores()) {
  const clock = { at: t0 };
  return { ...stores, ...recording(), clock, now: () => clock.at, dashboardUrl: 'https://plumbline.example' };
}

const cluster = newCluster();
const nth = (at: number, more: Partial<Incident> = {}): Incident => ({ ...sample(cluster, `root-${at}`), id: incidentId(cluster, `root-${at}`, 0), root: `root-${at}`, announcedVersion: 0, ...more }); // prettier-ignore

async function open(incident: Incident, here: ReturnType<typeof hall>) {
  await here.incidents.put(incident, undefined);
  await announce(incident, here);
}

test('ten thousand deviations in a minute are ten notices at most, and each is in an incident that is marked as told', async () => {
  const here = hall();
  for (let at = 0; at < 10_000; at++) {
    here.clock.at = t0 + at * 6;
    await open(nth(at, { severity: at % 500 === 499 ? 'critical' : 'medium' }), here);
  }
  const told = here.topic.published.map(({ message: { notice } }) => notice);
  expect(told.length).toBeLessThanOrEqual(10);
  expect(told.filter(({ severity, classification }) => severity === 'critical' && classification !== 'storm')).toHaveLength(4);
  const all = await here.incidents.ofCluster(cluster);
  expect(all).toHaveLength(10_000);
  expect(all.filter(({ version, announcedVersion }) => announcedVersion < version)).toEqual([]);
  const groups = told.filter(({ classification }) => classification === 'storm');
  expect(new Set(groups.map(({ incident }) => incident)).size).toBe(1);
  expect(groups.map(({ version }) => version)).toEqual([1, 2, 3]);
}); // prettier-ignore

test('a storm hides no miner, and the next one after ten minutes is told by itself', async () => {
  const here = hall();
  for (let at = 0; at < 200; at++) await open(nth(at, { severity: 'medium' }), here);
  const before = here.topic.published.length;
  await open(nth(900, { severity: 'critical', classification: 'cryptojacking' }), here);
  expect(here.topic.published.slice(before).map(({ message: { notice } }) => notice.severity)).toEqual(['critical']);
  here.clock.at += 10 * 60_000;
  await open(nth(901, { severity: 'medium' }), here);
  expect(here.topic.published.at(-1)?.message.incident).toBe(nth(901).id);
});

test('one cluster’s storm takes nothing from another', async () => {
  const here = hall();
  for (let at = 0; at < 50; at++) await open(nth(at, { severity: 'medium' }), here);
  const other = newCluster();
  const quiet = { ...sample(other, 'root'), announcedVersion: 0 };
  await here.incidents.put(quiet, undefined);
  await announce(quiet, here);
  expect(here.topic.published.at(-1)?.message.cluster).toBe(other);
});

test('who was cut short at the grouped notice tells it when he is tried again', async () => {
  const stores = memoryStores();
  const here = hall(stores);
  for (let at = 0; at < 3; at++) await open(nth(at, { severity: 'medium' }), here);
  const broken = { ...here, topic: { publish: () => Promise.reject(new Error('no answer')) } };
  const fourth = nth(3, { severity: 'medium' });
  await here.incidents.put(fourth, undefined);
  await expect(announce(fourth, broken)).rejects.toThrow('no answer');
  await announce(fourth, here);
  expect(here.topic.published.at(-1)?.message.notice).toMatchObject({ classification: 'storm', resent: true });
});
