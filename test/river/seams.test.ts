import { type ChildProcess, fork } from 'node:child_process';
import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ownerBearer } from '../../cli/bearer.ts';
import type { Batch } from '../../core/telemetry.ts';
import { telemetryMediaType } from '../../core/telemetry-limits.ts';
import { startFakeKubernetes } from '../../local/kubernetes/server.ts';
import { batch, flow, packed } from '../lambdas/batches.ts';
import { mailInbox, slackInbox } from './inbox.ts';
import { ago, deployment } from './installation.ts';
import type { Life } from './seam-child.ts';
import { synthesized, type Synthesized } from './template.ts';

jest.setTimeout(90_000);

let built: Synthesized;
let kubernetes: Awaited<ReturnType<typeof startFakeKubernetes>>;
let slack: Awaited<ReturnType<typeof slackInbox>>;
let mail: Awaited<ReturnType<typeof mailInbox>>;
let enrolled: { stateDir: string; token: string };
const folder = mkdtempSync(path.join(tmpdir(), 'plumbline-seams-'));
const alive = new Set<ChildProcess>();

interface Up {
  readonly up: string;
  readonly credentials: { accessKeyId: string; secretAccessKey: string };
}

async function live(stateDir: string, dieAt?: string) {
  const life: Life = {
    template: path.join(folder, 'template.json'),
    assets: built.assets,
    stateDir,
    smtp: mail.smtp,
    parameters: { '/plumbline/main/slack-webhook': slack.url },
    timerScale: 60,
    ...(dieAt === undefined ? {} : { dieAt }),
  };
  const file = path.join(stateDir, '..', `${path.basename(stateDir)}.life.json`);
  writeFileSync(file, JSON.stringify(life));
  const child = fork(path.join(import.meta.dirname, 'seam-child.ts'), [file], { execArgv: [], stdio: 'inherit' });
  alive.add(child);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve(void alive.delete(child))));
  const told = <Message>() => new Promise<Message>((resolve) => child.once('message', (message) => resolve(message as Message))); // prettier-ignore
  const { up, credentials } = await told<Up>();
  return {
    url: up,
    child,
    ended,
    signed: {
      async fetch(address: string, init: RequestInit = {}) {
        const authorization = `Bearer ${await ownerBearer(up, { ...credentials, from: 'of the test' }).token()}`;
        return fetch(address, { ...init, headers: { ...(init.headers as Record<string, string>), authorization } });
      },
    },
    async whenQuiet() {
      const quiet = told();
      child.send('when-quiet');
      await quiet;
    },
    async stop() {
      child.send('stop');
      await ended;
    },
  };
}

async function post(url: string, token: string, one: Batch): Promise<number | 'no answer'> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': telemetryMediaType };
  const body = new Uint8Array(packed(one));
  const answer = await fetch(`${url}/v1/telemetry`, { method: 'POST', headers, body }).catch(() => undefined);
  return answer?.status ?? 'no answer';
}

beforeAll(async () => {
  [built, kubernetes, slack, mail] = await Promise.all([synthesized(), startFakeKubernetes(), slackInbox(), mailInbox()]); // prettier-ignore
  writeFileSync(path.join(folder, 'template.json'), JSON.stringify(built.template));
  const stateDir = path.join(folder, 'enrolled');
  const first = await live(stateDir);
  const access = { endpoint: kubernetes.url, authority: kubernetes.authority, token: kubernetes.token };
  const json = (value: unknown) => ({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) });
  const answer = await first.signed.fetch(`${first.url}/v1/clusters`, { method: 'POST', ...json({ id: 'prod-1', access }) }); // prettier-ignore
  const { token } = (await answer.json()) as { token: string };
  await first.signed.fetch(`${first.url}/v1/clusters/prod-1/mode`, { method: 'PUT', ...json({ mode: 'enforcing' }) });
  await first.stop();
  enrolled = { stateDir, token };
  kubernetes.set(deployment('dfsdf', '10.0.3.99', ago(0), 'docker.io/ddsfdf/dfsdf:99'));
  await sleep(1100);
});

afterAll(async () => {
  for (const child of alive) child.kill('SIGKILL');
  await Promise.all([kubernetes.stop(), slack.stop(), mail.stop()]);
});

/** Dies at the seam while a miner is told, comes back, and everything is settled. Slack texts and mails of it alone. */
async function through(seam: string, killOnPost = false) {
  const stateDir = path.join(folder, seam.replace(':', '-'));
  cpSync(enrolled.stateDir, stateDir, { recursive: true });
  const before = { slack: slack.posts.length, mail: mail.mails.length };
  const one = batch({
    sentAt: ago(0),
    window: { from: ago(5000), to: ago(0) },
    observations: [flow({ src: '10.0.3.99', dst: '203.0.113.66', port: 3333, names: [{ value: 'xmr-eu9.nanopool.org', from: 'dns' }], firstSeen: ago(200), lastSeen: ago(100) })], // prettier-ignore
  });
  const first = await live(stateDir, killOnPost ? undefined : seam);
  if (killOnPost) {
    slack.answerWith(() => {
      setTimeout(() => first.child.kill('SIGKILL'), 5);
      slack.answerWith(() => ({ status: 200, body: 'ok' }));
      return { status: 200, body: 'ok' };
    });
  }
  const answered = await post(first.url, enrolled.token, one);
  await first.ended;
  const second = await live(stateDir);
  // A sentinel that got no answer sends the batch again.
  if (answered !== 202) expect(await post(second.url, enrolled.token, one)).toBe(202);
  await second.whenQuiet();
  const incidents = await second.signed.fetch(`${second.url}/v1/clusters/prod-1/incidents`);
  const { incidents: list } = (await incidents.json()) as { incidents: unknown[] };
  await second.stop();
  return { incidents: list.length, slack: slack.posts.slice(before.slack), mail: mail.mails.slice(before.mail) };
}

test.each(['ingest-answered', 'before-sqs-delete', 'item-put:edge', 'item-put:incident', 'sns-published'])(
  'a process that is killed at %s has lost nothing when it comes back, and Slack and the mailbox are told once',
  async (seam) => {
    const { incidents, slack: posts, mail: mails } = await through(seam);
    expect(incidents).toBe(1);
    expect(posts).toHaveLength(1);
    // After a publish whose answer was lost, too: what Slack's queue has heard of is not published again.
    expect(mails).toHaveLength(1);
  },
);

test('a process that is killed after Slack answered posts again, and says that it is re-sent', async () => {
  const { incidents, slack: posts } = await through('slack-answered', true);
  expect(incidents).toBe(1);
  expect(posts.length).toBeGreaterThanOrEqual(1);
  expect(posts.length).toBeLessThanOrEqual(2);
  if (posts.length === 2) expect(JSON.stringify(posts[1]).toLowerCase()).toContain('re-sent');
});
