import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { AwsClient } from 'aws4fetch';
import { systemClock } from '../../adapters/clock.ts';
import { runtimeClock } from '../../local/clock.ts';
import { startFixture, temporaryFolder } from './fixtures/started.ts';

const noon = Date.parse('2026-05-01T12:00:00Z');
let folder: string;
let file: string;
beforeEach(() => {
  folder = temporaryFolder();
  file = join(folder, 'clock.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('without a file, and before there is one, it is the time of the machine', () => {
  for (const clock of [runtimeClock(undefined), runtimeClock(file)]) {
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(50);
  }
  expect(() => runtimeClock(undefined).set({ at: noon })).toThrow(
    'only when the runtime was started with a clock file',
  );
});

test('it runs from the given time at the given pace, for the runtime and for handlers alike', async () => {
  const clock = runtimeClock(file);
  clock.set({ at: noon, scale: 1000 });
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ at: noon, scale: 1000 });
  await sleep(50);
  const now = clock.now();
  expect(now).toBeGreaterThanOrEqual(noon + 49_000);
  expect(now).toBeLessThan(noon + 3_000_000);
  process.env['PLUMBLINE_CLOCK'] = file;
  expect(Math.abs(systemClock()() - clock.now())).toBeLessThan(100_000);
  delete process.env['PLUMBLINE_CLOCK'];
});

test('it follows a file that somebody else writes, and refuses one that is no clock', async () => {
  const clock = runtimeClock(file);
  writeFileSync(file, JSON.stringify({ wall: Date.now(), at: noon, scale: 0 }));
  expect(clock.now()).toBe(noon);
  await sleep(5);
  writeFileSync(file, '{"at":1}');
  expect(() => clock.now()).toThrow(`${file} must hold {"wall":ms,"at":ms,"scale":n}`);
});

test('an installation whose clock is set forgets what expired meanwhile', async () => {
  const { runtime, client, stop } = await startFixture({ clockFile: file });
  const person = new AwsClient({ ...runtime.credentials, service: 'execute-api', region: 'eu-west-1', retries: 0 });
  const setClock = (body: unknown) =>
    person.fetch(`${runtime.url}/_local/clock`, { method: 'POST', body: JSON.stringify(body) });
  expect((await setClock({ at: noon })).status).toBe(200);
  expect((await setClock({ at: 'noon' })).status).toBe(400);
  expect((await runtime.status()).now).toMatch(/^2026-05-01T12:00/);
  const dynamo = new DynamoDBClient(client);
  const TableName = runtime.outputs['TableName'];
  const Key = { pk: { S: 'x' }, sk: { S: 'y' } };
  await dynamo.send(new PutItemCommand({ TableName, Item: { ...Key, exp: { N: String(noon / 1000 + 3600) } } }));
  expect(await runtime.expire()).toBe(0);
  runtime.setClock({ at: noon + 7_200_000 });
  await runtime.expire();
  expect((await dynamo.send(new GetItemCommand({ TableName, Key }))).Item).toBeUndefined();
  await stop();
});
