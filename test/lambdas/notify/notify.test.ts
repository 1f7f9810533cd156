import { noticeOf } from '../../../core/notice.ts';
import type { NoticeMessage } from '../../../core/message.ts';
import type { PostResult } from '../../../core/ports/channels.ts';
import { memoryChat } from '../../../adapters/memory/outside.ts';
import { memoryStores } from '../../../adapters/memory/stores.ts';
import { announce } from '../../../lambdas/announce/announce.ts';
import { notify } from '../../../lambdas/notify/notify.ts';
import { at, batch, flow, t0 } from '../batches.ts';
import { recording } from '../record.ts';
import { cluster, pod, workload, world } from '../world.ts';

/** A real incident, as the steps made it, with the stores as they were before anyone was told. */
async function anIncident() {
  const here = world();
  here.own('10.0.3.17', pod(workload('cart')));
  await here.post(batch({ observations: [flow({ names: [{ value: 'pool.example.org', from: 'dns' }] })] }));
  const [incident] = await here.stores.incidents.ofCluster(cluster);
  if (incident === undefined) throw new Error('no incident was raised');
  return { ...incident, announcedVersion: 0 };
}

function deps(answer?: () => PostResult) {
  const stores = { ...memoryStores(), chat: memoryChat(answer) };
  return { ...stores, ...recording(), now: () => t0 + 20_000, dashboardUrl: 'https://plumbline.example' };
}

async function message(): Promise<NoticeMessage> {
  const incident = await anIncident();
  const notice = noticeOf(incident, { dashboardUrl: 'https://plumbline.example', resent: false });
  return { v: 1, cluster, incident: incident.id, version: incident.version, notice };
}

test('a notice that the queue hands over five times is posted once', async () => {
  const all = deps();
  const one = await message();
  for (let time = 0; time < 5; time++) await notify(one, all);
  expect(all.chat.posted).toHaveLength(1);
  expect(all.chat.posted[0]?.resent).toBe(false);
});

test('where it is not known whether Slack took it, it is posted again and says so', async () => {
  const all = deps();
  const one = await message();
  await all.notices.begin(one.incident, one.version, 'slack', at(19));
  await notify(one, all);
  expect(all.chat.posted).toMatchObject([{ resent: true }]);
});

test('a channel that is busy sends the message back, and the next try is a first', async () => {
  const answers: PostResult[] = [{ busyMs: 1000 }, 'posted'];
  const all = deps(() => answers.shift() ?? 'posted');
  const one = await message();
  await expect(notify(one, all)).rejects.toThrow('wait 1000 ms');
  await notify(one, all);
  expect(all.chat.posted).toMatchObject([{ resent: false }]);
});

test('a channel that will never take it is an error in the log, counted, and not retried', async () => {
  const all = deps(() => ({ refused: 'webhook-revoked' }));
  await notify(await message(), all);
  expect(all.counts).toContainEqual({ metric: 'notify.refused', value: 1, reason: 'webhook-revoked' });
});

test('an incident is published once for each version, and marked', async () => {
  const all = deps();
  const incident = await anIncident();
  await all.incidents.put(incident, undefined);
  await announce(incident, all);
  await announce(incident, all);
  expect(all.topic.published).toHaveLength(1);
  expect(await all.incidents.find(cluster, incident.id)).toMatchObject({ announcedVersion: 1 });
  await announce({ ...incident, version: 2 }, all);
  expect(all.topic.published).toHaveLength(2);
});

test('where an earlier publish may or may not have got through, it goes out again and says so', async () => {
  const all = deps();
  const incident = await anIncident();
  await all.incidents.put(incident, undefined);
  await all.notices.begin(incident.id, 1, 'topic', at(19));
  await announce(incident, all);
  expect(all.topic.published[0]?.message.notice.resent).toBe(true);
});

test('where an earlier publish got through and could not be noted, it is not published again', async () => {
  const all = deps();
  const incident = await anIncident();
  await all.incidents.put(incident, undefined);
  await all.notices.begin(incident.id, 1, 'topic', at(19));
  const waits: number[] = [];
  // Slack's queue hears of it a moment after.
  const wait = async (ms: number) => {
    waits.push(ms);
    if (waits.length === 3) await all.notices.begin(incident.id, 1, 'slack', at(20));
  };
  await announce(incident, { ...all, wait });
  expect([all.topic.published.length, waits.length]).toEqual([0, 3]);
  expect(await all.incidents.find(cluster, incident.id)).toMatchObject({ announcedVersion: 1 });
  await announce({ ...incident, version: 2 }, { ...all, wait });
  expect(all.topic.published.map(({ message: { notice } }) => notice.resent)).toEqual([false]);
});

test('who heard of an earlier version has not heard of this one', async () => {
  const all = deps();
  const incident = { ...(await anIncident()), version: 2 };
  await all.incidents.put(incident, undefined);
  await all.notices.begin(incident.id, 1, 'slack', at(19));
  await all.notices.begin(incident.id, 2, 'topic', at(19));
  let waited = 0;
  await announce(incident, { ...all, wait: async (ms) => void (waited += ms) });
  expect(all.topic.published.map(({ message: { notice } }) => notice.resent)).toEqual([true]);
  expect(waited).toBe(4_000);
});

test('an incident that was announced already is told to nobody', async () => {
  const all = deps();
  await announce({ ...(await anIncident()), announcedVersion: 1 }, all);
  expect(all.topic.published).toEqual([]);
});
