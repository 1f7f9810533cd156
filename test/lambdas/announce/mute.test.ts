import { memoryStores } from '../../../adapters/memory/stores.ts';
import { announce } from '../../../lambdas/announce/announce.ts';
import { incident as sample, newCluster } from '../../contracts/samples.ts';
import { t0 } from '../batches.ts';
import { recording } from '../record.ts';

const at = (ms: number) => new Date(ms).toISOString();

test('of what is muted nobody is told, and it is not marked as told: when the mute is over it can be', async () => {
  const stores = memoryStores();
  const record = recording();
  const clock = { now: t0 };
  const deps = { ...stores, log: record.log, meter: record.meter, now: () => clock.now, dashboardUrl: 'https://plumbline.example' };
  const until = at(t0 + 3_600_000);
  const incident = sample(newCluster(), 'root', { muted: { by: 'ada', at: at(t0), until, reason: 'drill' } });
  await stores.incidents.put(incident, undefined);
  await announce(incident, deps);
  expect(stores.topic.published).toEqual([]);
  expect((await stores.incidents.find(incident.cluster, incident.id))?.announcedVersion).toBe(0);
  clock.now = Date.parse(until);
  await announce(incident, deps);
  expect(stores.topic.published).toHaveLength(1);
}); // prettier-ignore
