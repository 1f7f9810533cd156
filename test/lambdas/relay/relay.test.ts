import type { Outlet, PostResult } from '../../../core/ports/channels.ts';
import { memoryStores } from '../../../adapters/memory/stores.ts';
import { relay } from '../../../lambdas/relay/relay.ts';
import { message } from '../../core/notice-message.ts';
import { t0 } from '../batches.ts';
import { recording } from '../record.ts';

function outlet(answer: () => PostResult) {
  const sent: boolean[] = [];
  const it: Outlet = {
    async send({ notice }) {
      const result = answer();
      if (result === 'posted') sent.push(notice.resent);
      return result;
    },
  };
  return { ...it, sent };
}

function deps(webhook: () => PostResult = () => 'posted', events: () => PostResult = () => 'posted') {
  const outlets = { webhook: outlet(webhook), events: outlet(events) };
  return { ...memoryStores(), ...recording(), outlets, now: () => t0 };
}

test('a message that the queue hands over five times reaches each machine once', async () => {
  const all = deps();
  for (let time = 0; time < 5; time++) await relay(message(), all);
  expect([all.outlets.webhook.sent, all.outlets.events.sent]).toEqual([[false], [false]]);
});

test('one that is away holds up no other, and gets its message later, once', async () => {
  let away = true;
  const all = deps(() => {
    if (away) throw new Error('no answer');
    return 'posted';
  });
  for (let time = 0; time < 3; time++) await expect(relay(message(), all)).rejects.toThrow('no answer');
  expect(all.outlets.events.sent).toEqual([false]);
  away = false;
  await relay(message(), all);
  await relay(message(), all);
  // Whether it had been taken before is not known.
  expect([all.outlets.webhook.sent, all.outlets.events.sent]).toEqual([[true], [false]]);
});

test('one that asks to wait is waited for, and what comes then is a first', async () => {
  const answers: PostResult[] = [{ busyMs: 7_000 }, 'posted'];
  const all = deps(() => answers.shift() ?? 'posted');
  await expect(relay(message(), all)).rejects.toMatchObject({ retryAfterMs: 7_000 });
  await relay(message(), all);
  expect(all.outlets.webhook.sent).toEqual([false]);
});

test('one that refuses is told in the log and not asked again; none at all is a choice', async () => {
  const all = deps(() => ({ refused: 'status-410' }));
  await relay(message(), all);
  await relay(message(), all);
  expect(all.counts.filter(({ metric }) => metric === 'relay.webhook-refused')).toEqual([{ metric: 'relay.webhook-refused', value: 1, reason: 'status-410' }]); // prettier-ignore
  expect(all.lines.filter((line) => line.includes('outlet refused'))).toEqual([
    expect.stringContaining('"level":"error"'),
  ]);
  const none = deps(() => ({ refused: 'not-configured' }));
  await relay(message(), none);
  expect(none.lines.filter((line) => line.includes('outlet refused'))).toEqual([expect.stringContaining('"level":"info"')]); // prettier-ignore
});
