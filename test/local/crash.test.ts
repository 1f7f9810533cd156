import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildFixture } from './fixtures/build.ts';
import { startFixture, startWebhook, temporaryFolder, type Webhook, webhookParameter } from './fixtures/started.ts';
import { type SeamOptions, type SeamRuntime, startAtSeam } from './seam.ts';

let webhook: Webhook;
let stateDir: string;
let options: SeamOptions;
let onWebhook: () => void = () => undefined;
const running: SeamRuntime[] = [];

beforeEach(async () => {
  onWebhook = () => undefined;
  webhook = await startWebhook(() => {
    onWebhook();
    return 200;
  });
  stateDir = temporaryFolder();
  options = { ...(await buildFixture()), stateDir, timerScale: 20, parameters: { [webhookParameter]: webhook.url } };
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.kill()));
  await webhook.stop();
  rmSync(stateDir, { recursive: true });
});

async function start(seam?: string): Promise<SeamRuntime> {
  const runtime = await startAtSeam(options, seam);
  running.push(runtime);
  return runtime;
}

const post = ({ url }: SeamRuntime, thing: unknown) =>
  fetch(`${url}/v1/things`, {
    method: 'POST',
    headers: { authorization: 'good', 'content-type': 'application/json' },
    body: JSON.stringify(thing),
  });

test.each(['ingest-answered', 'before-sqs-delete', 'item-put:alarm'])(
  'kill -9 at %s loses nothing and repeats nothing that a person would see',
  async (seam) => {
    const first = await start(seam);
    const accepted = await post(first, { id: 'a1', type: 'alarm' });
    expect(accepted.status).toBe(202);
    expect(await first.ended).toBe('SIGKILL');
    const second = await start();
    await second.whenQuiet();
    expect(webhook.received).toEqual([JSON.stringify({ id: 'a1' })]);
    expect(readdirSync(join(stateDir, 'outbox'))).toHaveLength(1);
    await second.stop();
  },
);

test('kill -9 after publishing delivers that message once, and the next try of the function that had not returned once', async () => {
  const first = await start('sns-published');
  await post(first, { id: 'a1', type: 'alarm' });
  expect(await first.ended).toBe('SIGKILL');
  expect(webhook.received).toEqual([]);
  const second = await start();
  await second.whenQuiet();
  expect(webhook.received).toHaveLength(2);
  expect(readdirSync(join(stateDir, 'outbox'))).toHaveLength(2);
});

test('kill -9 after the webhook answered repeats the post to it, and nothing else', async () => {
  const first = await start();
  onWebhook = () => {
    onWebhook = () => undefined;
    process.kill(first.pid, 'SIGKILL');
  };
  await post(first, { id: 'a1', type: 'alarm' });
  expect(await first.ended).toBe('SIGKILL');
  const second = await start();
  await second.whenQuiet();
  expect(webhook.received).toEqual([JSON.stringify({ id: 'a1' }), JSON.stringify({ id: 'a1' })]);
  expect(readdirSync(join(stateDir, 'outbox'))).toHaveLength(1);
});

test('the state folder of a running process is refused, and taken over when that one was killed', async () => {
  const first = await start();
  await expect(startFixture({ stateDir })).rejects.toThrow(
    `${stateDir} is in use by process ${first.pid}: stop that one, or choose another state folder.`,
  );
  await first.kill();
  const second = await startFixture({ stateDir });
  expect(second.runtime.url).toMatch(/^http/);
  await second.stop();
});
