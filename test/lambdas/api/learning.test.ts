import { traits } from '../../contracts/inventory-samples.ts';
import { edgeOf, settled } from '../../core/notice-cases.ts';
import { cluster, openDesk } from './desk.ts';

const at = '2026-11-23T09:00:00.000Z';
const ask = (desk: Awaited<ReturnType<typeof openDesk>>) => desk.ask('GET', '/v1/clusters/prod-1/learning');

test('before the first hour is over nothing is promised', async () => {
  const { status, answer } = await ask(await openDesk());
  expect(status).toBe(200);
  expect(answer).toMatchObject({ mode: 'learning', state: 'learning', sentence: 'nothing to say before the first hour is over', conversations: 0, missing: ['hours', 'quiet', 'novelty'] }); // prettier-ignore
  expect(answer).not.toHaveProperty('newPerDay');
});

test('a schedule that has not run is named, one that is gone or suspended is not', async () => {
  const desk = await openDesk();
  const schedule = { cron: '0 2 * * 0', suspended: false };
  const cron = { kind: 'CronJob', schedule };
  await desk.stores.edges.put(edgeOf(settled, { destination: { kind: 'name', name: 'api.vendor.example' } }), undefined, at); // prettier-ignore
  await desk.stores.traits.put({ ...traits(cluster, 'report'), ...cron }, at);
  await desk.stores.traits.put(
    { ...traits(cluster, 'paused'), ...cron, schedule: { ...schedule, suspended: true } },
    at,
  );
  await desk.stores.traits.put({ ...traits(cluster, 'removed'), ...cron, goneAt: at }, at);
  const { answer } = await ask(desk);
  expect(answer['conversations']).toBe(1);
  expect(answer['awaited']).toEqual([{ label: expect.stringContaining('report (CronJob)'), runs: 0, next: '2026-11-29T02:00:00.000Z' }]); // prettier-ignore
});
