import { memoryStores } from '../../adapters/memory/stores.ts';
import { Unavailable } from '../../adapters/unavailable.ts';
import type { Incident } from '../../core/incident.ts';
import { incidentId } from '../../core/incident.ts';
import { audienceOf, type Notice, type NoticeMessage } from '../../core/message.ts';
import type { PostResult } from '../../core/ports/channels.ts';
import { announce } from '../../lambdas/announce/announce.ts';
import { pauseSeconds } from '../../lambdas/each-record.ts';
import { notify } from '../../lambdas/notify/notify.ts';
import { relay } from '../../lambdas/relay/relay.ts';
import { incident as sample, newCluster } from '../contracts/samples.ts';
import { t0 } from './batches.ts';
import { recording } from './record.ts';

const minuteMs = 60_000;
const outageMs = 23 * 60 * minuteMs;
/** lib/notify.ts and lib/relay.ts: tries before a message is a dead letter, and days that the queue keeps one. */
const tries = 200;
const retentionMs = 4 * 24 * 60 * minuteMs;

/** An installation has one of the two kinds of Slack. A queue of somebody's own is subscribed to the topic, as e-mail is. */
const kindsOfSlack = ['slack webhook', 'slack app'] as const;
const others = ['webhook', 'events', 'email', 'queue'] as const;
type ChannelName = (typeof kindsOfSlack | typeof others)[number];

/** How a dead channel answers. */
const deaths: Readonly<Record<string, () => PostResult>> = {
  'no answer': () => { throw new Unavailable('no answer'); },
  '503 without a word': () => { throw new Unavailable('answered 503', { retryAfterMs: 30_000 }); },
  '429 with Retry-After': () => ({ busyMs: 120_000 }),
}; // prettier-ignore

/** The stages behind the topic with their queues, on a clock that a test sets; what each channel got, and when. */
function delivery(slack: (typeof kindsOfSlack)[number], dead: ChannelName, death: () => PostResult) {
  const stores = memoryStores();
  const clock = { at: t0 };
  const channels = [slack, ...others];
  const shared = { ...stores, ...recording(), now: () => clock.at, dashboardUrl: 'https://plumbline.example' };
  const got = new Map(channels.map((name): [ChannelName, { incident: string; at: number }[]] => [name, []]));
  const isDead = (name: ChannelName) => name === dead && clock.at < t0 + outageMs;
  const take = (name: ChannelName, { incident }: Pick<Notice, 'incident'>): PostResult => {
    if (isDead(name)) return death();
    got.get(name)?.push({ incident, at: clock.at });
    return 'posted';
  };
  const evidence: string[] = [];
  const chat = {
    async post(notice: Notice): Promise<PostResult> {
      const result = take(slack, notice);
      return result === 'posted' && slack === 'slack app' ? { ref: { channel: 'C1', ts: notice.incident } } : result;
    },
    async reply({ incident }: Notice) {
      evidence.push(incident);
      return 'posted' as const;
    },
  };
  const outlets = {
    webhook: { send: async (message: NoticeMessage) => take('webhook', message) },
    events: { send: async (message: NoticeMessage) => take('events', message) },
  };
  const queues: { message: NoticeMessage; step: (message: NoticeMessage) => Promise<void>; at: number; since: number; received: number }[] = []; // prettier-ignore
  const deadLetters: NoticeMessage[] = [];
  let published = 0;

  function fanOut(): void {
    for (; published < stores.topic.published.length; published++) {
      const { message } = stores.topic.published[published]!;
      const audience = message.audience ?? audienceOf(message.notice.severity);
      const queue = (step: (given: NoticeMessage) => Promise<void>) => queues.push({ message, step, at: clock.at, since: clock.at, received: 0 }); // prettier-ignore
      // What SNS does by itself: it tries a queue for 23 days, and a mail server for as long as it takes here.
      const handOver = (name: ChannelName) => queue(async (given) => { if (take(name, given) !== 'posted') throw new Error('later'); }); // prettier-ignore
      if (audience.includes('email')) handOver('email');
      handOver('queue');
      if (audience.includes('chat')) queue((given) => notify(given, { ...shared, chat }));
      if (audience.includes('machines')) queue((given) => relay(given, { ...shared, outlets }));
    }
  }

  return {
    channels,
    evidence,
    got,
    deadLetters,
    async open(incident: Incident) {
      await stores.incidents.put(incident, undefined);
      await announce(incident, shared);
      fanOut();
    },
    async until(end: number) {
      for (;;) {
        const next = queues.toSorted((a, b) => a.at - b.at)[0];
        if (next === undefined || next.at > end) break;
        clock.at = Math.max(clock.at, next.at);
        queues.splice(queues.indexOf(next), 1);
        next.received += 1;
        try {
          await next.step(next.message);
          fanOut();
        } catch (error) {
          if (next.received >= tries || clock.at - next.since > retentionMs) deadLetters.push(next.message);
          else queues.push({ ...next, at: clock.at + pauseSeconds(error as Error, next.received) * 1_000 });
        }
      }
      clock.at = end;
    },
  };
}

const cases = [...kindsOfSlack, ...others].flatMap((channel) =>
  Object.keys(deaths).map((how) => [channel, how] as const),
);
// Beside another channel that is dead both kinds of Slack are the same.
const slackBeside = (dead: ChannelName) => (dead === 'slack webhook' ? dead : 'slack app');

test.each(cases)('%s dead for 23 hours (%s): every incident arrives by another at once, and there later by itself, once', async (dead, how) => {
  const here = delivery(slackBeside(dead), dead, deaths[how]!);
  const cluster = newCluster();
  const opened: { incident: string; at: number }[] = [];
  for (let at = 0; at < outageMs; at += 90 * minuteMs) {
    await here.until(t0 + at);
    const incident = { ...sample(cluster, `root-${at}`), id: incidentId(cluster, `root-${at}`, 0), severity: 'high' as const, announcedVersion: 0 };
    opened.push({ incident: incident.id, at: t0 + at });
    await here.open(incident);
  }
  await here.until(t0 + outageMs + 30 * minuteMs);
  expect(here.deadLetters).toEqual([]);
  for (const channel of here.channels) {
    const got = here.got.get(channel) ?? [];
    expect([channel, got.map(({ incident }) => incident).toSorted()]).toEqual([channel, opened.map(({ incident }) => incident).toSorted()]);
    if (channel === dead) continue;
    const late = got.filter(({ incident, at }) => at > (opened.find((one) => one.incident === incident)?.at ?? 0) + 5 * minuteMs);
    expect([channel, late]).toEqual([channel, []]);
  }
  // The evidence stands under each message of an app, once, and a webhook has no threads.
  expect(here.evidence.toSorted()).toEqual(here.channels.includes('slack app') ? opened.map(({ incident }) => incident).toSorted() : []);
}); // prettier-ignore
