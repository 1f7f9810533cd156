import { memoryStores } from '../../../adapters/memory/stores.ts';
import type { Notice } from '../../../core/message.ts';
import type { Chat, MessageRef, PostResult } from '../../../core/ports/channels.ts';
import { notify } from '../../../lambdas/notify/notify.ts';
import { message } from '../../core/notice-message.ts';
import { t0 } from '../batches.ts';
import { recording } from '../record.ts';

/** A channel that can update: what it shows, in order of appearance, and what stands in threads. */
function slackApp() {
  const shown = new Map<string, { notice: Notice; replies: Notice[] }>();
  let answer: () => PostResult | undefined = () => undefined;
  const chat: Chat = {
    async post(notice, over) {
      const given = answer();
      if (given !== undefined) return given;
      const ts = over?.ts ?? `ts-${shown.size + 1}`;
      shown.set(ts, { notice, replies: shown.get(ts)?.replies ?? [] });
      return { ref: { channel: 'C1', ts } };
    },
    async reply(notice, { ts }: MessageRef) {
      shown.get(ts)?.replies.push(notice);
      return 'posted';
    },
  };
  return { chat, shown, answerWith: (next: typeof answer) => void (answer = next) };
}

function desk(stores = memoryStores(), app = slackApp()) {
  const clock = { at: t0 };
  return { ...stores, ...recording(), ...app, stores, clock, now: () => clock.at };
}

test('a thousand repeats of an incident are one message, updated, also after a restart', async () => {
  const stores = memoryStores();
  const app = slackApp();
  for (let version = 1; version <= 1_000; version++) {
    // Every hundred versions another process takes over, with what the table knows.
    const here = desk(stores, app);
    await notify(message({ version }), here);
    if (version % 3 === 0) await notify(message({ version }), here);
  }
  expect(app.shown.size).toBe(1);
  const [only] = app.shown.values();
  expect([only?.notice.version, only?.replies.length]).toEqual([1_000, 1_000]);
});

test('an older version that comes after a newer one is not told', async () => {
  const here = desk();
  await notify(message({ version: 2 }), here);
  await notify(message({ version: 1 }), here);
  expect([...here.shown.values()].map(({ notice }) => notice.version)).toEqual([2]);
  expect(here.counts).toContainEqual({ metric: 'notify.skipped', value: 1, reason: 'superseded' });
});

test('of two versions at once one waits for the other', async () => {
  const here = desk();
  const both = await Promise.allSettled([1, 2].map((version) => notify(message({ version }), here)));
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  for (const version of [1, 2]) await notify(message({ version }), here);
  expect([...here.shown.values()].map(({ notice }) => notice.version)).toEqual([2]);
});

test('whoever was cut short while posting is waited for a minute, then another goes on, marked as re-sent', async () => {
  const here = desk();
  here.answerWith(() => {
    throw new Error('the process was killed');
  });
  await expect(notify(message({ version: 1 }), here)).rejects.toThrow('killed');
  here.answerWith(() => undefined);
  await expect(notify(message({ version: 2 }), here)).rejects.toThrow('another version');
  here.clock.at += 60_000;
  await notify(message({ version: 2 }), here);
  await notify(message({ version: 1 }), here);
  expect([...here.shown.values()].map(({ notice }) => notice.version)).toEqual([2]);
});

test('Slack that asks to wait keeps the message where it was', async () => {
  const here = desk();
  await notify(message({ version: 1 }), here);
  here.answerWith(() => ({ busyMs: 30_000 }));
  await expect(notify(message({ version: 2 }), here)).rejects.toMatchObject({ retryAfterMs: 30_000 });
  here.answerWith(() => undefined);
  await notify(message({ version: 2 }), here);
  expect([...here.shown.values()].map(({ notice }) => [notice.version, notice.resent])).toEqual([[2, false]]);
});

describe('a channel that refuses for good', () => {
  const refusing = () => {
    const here = desk();
    here.answerWith(() => ({ refused: 'no-service' }));
    return here;
  };
  const mails = (here: ReturnType<typeof desk>) => here.topic.published.map(({ subject, message: { audience } }) => [subject.slice(0, 45), audience]); // prettier-ignore

  test('what would have gone to Slack alone is mailed at once, and once a day it is said that Slack refuses', async () => {
    const here = refusing();
    for (const at of ['b', 'c']) await notify(message({ severity: 'low', incident: at.repeat(32) as Notice['incident'] }), here); // prettier-ignore
    expect(mails(here)).toEqual([
      ['[low] Cryptomining: shop/dfsdf talks to pool[', ['email']],
      ['[high] Slack refuses notices (no-service): th', ['email']],
      ['[low] Cryptomining: shop/dfsdf talks to pool[', ['email']],
    ]);
    here.clock.at += 86_400_000;
    await notify(message({ severity: 'low', version: 2 }), here);
    expect(mails(here).filter(([subject]) => subject?.toString().includes('refuses'))).toHaveLength(2);
  });

  test('what was mailed anyway is not mailed twice', async () => {
    const here = refusing();
    await notify(message({ severity: 'critical' }), here);
    await notify(message({ severity: 'critical' }), here);
    expect(mails(here)).toEqual([['[high] Slack refuses notices (no-service): th', ['email']]]);
  });

  test('no Slack at all is a choice, and nobody is mailed about it', async () => {
    const here = desk();
    here.answerWith(() => ({ refused: 'not-configured' }));
    await notify(message({ severity: 'low' }), here);
    expect(mails(here)).toEqual([]);
    expect(await here.notices.ofIncident(message().incident)).toEqual([expect.objectContaining({ channel: 'slack', refused: 'not-configured' })]); // prettier-ignore
  });

  test('a webhook that works again is used again', async () => {
    const here = refusing();
    await notify(message({ version: 1 }), here);
    here.answerWith(() => undefined);
    await notify(message({ version: 2 }), here);
    expect([...here.shown.values()].map(({ notice }) => notice.version)).toEqual([2]);
  });
});

test('evidence that cannot be put into the thread does not tell the whole again', async () => {
  const here = desk();
  Object.assign(here, { chat: { ...here.chat, reply: () => Promise.reject(new Error('no answer')) } });
  await notify(message(), here);
  await notify(message(), here);
  expect(here.shown.size).toBe(1);
  expect(here.counts).toContainEqual({ metric: 'notify.evidence-missing', value: 1 });
});
