import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expressionOf } from '../../../local/schedule/expression.ts';
import { type Schedule, Schedules } from '../../../local/schedule/schedules.ts';
import { temporaryFolder } from '../fixtures/started.ts';

const hour = 3_600_000;
let folder: string;
let now = Date.parse('2026-01-01T00:00:00Z');
let fired: number[] = [];
const running: Schedules[] = [];

beforeEach(() => {
  folder = temporaryFolder();
  now = Date.parse('2026-01-01T00:00:00Z');
  fired = [];
});
afterEach(() => {
  for (const one of running.splice(0)) one.stop();
  rmSync(folder, { recursive: true });
});

function start(change: Partial<Schedule> = {}, timerScale = 1): Schedules {
  const schedule: Schedule = {
    logicalId: 'Hourly',
    name: 'hourly',
    expression: expressionOf('rate(1 hour)', 'Hourly'),
    enabled: true,
    beginsAtOnce: true,
    fire: async (at) => {
      fired.push(at);
    },
    ...change,
  };
  const schedules = new Schedules(
    [schedule],
    join(folder, 'schedules.json'),
    () => now,
    timerScale,
    () => undefined,
    { restMs: 0, apartMs: 0 },
  );
  schedules.start();
  running.push(schedules);
  return schedules;
}

/** Longer than two looks. */
const look = () => sleep(130);

test('it runs at once, then each hour of the given clock', async () => {
  const first = now;
  start();
  await look();
  now += hour - 1;
  await look();
  expect(fired).toEqual([first]);
  now += 1;
  await look();
  expect(fired).toEqual([first, first + hour]);
});

test('a rule waits for its first period', async () => {
  start({ beginsAtOnce: false });
  await look();
  expect(fired).toEqual([]);
  now += hour;
  await look();
  expect(fired).toHaveLength(1);
});

test('after a jump of days it runs once', async () => {
  start();
  await look();
  now += 72 * hour;
  await look();
  await look();
  expect(fired).toHaveLength(2);
});

test('a restart neither repeats nor forgets a run', async () => {
  start().stop();
  const before = start();
  await look();
  before.stop();
  now += hour / 2;
  start();
  await look();
  expect(fired).toHaveLength(1);
  now += hour / 2;
  await look();
  expect(fired).toHaveLength(2);
});

test('the scale of timers brings runs closer', async () => {
  start({}, 3600);
  await look();
  now += 1000;
  await look();
  expect(fired).toHaveLength(2);
});

test('a disabled one runs only when it is told to', async () => {
  const schedules = start({ enabled: false });
  await look();
  expect(fired).toEqual([]);
  await schedules.trigger('hourly');
  expect(fired).toEqual([now]);
});
