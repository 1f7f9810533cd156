import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AwsClient } from 'aws4fetch';
import { type Started, startFixture, startWebhook, type Webhook, webhookParameter } from './fixtures/started.ts';

describe('the fixture, as it would be deployed', () => {
  let webhook: Webhook;
  let started: Started;

  beforeAll(async () => {
    webhook = await startWebhook();
    started = await startFixture({ parameters: { [webhookParameter]: webhook.url } });
  });
  afterAll(async () => {
    await started.stop();
    await webhook.stop();
  });

  test('what is posted goes through queue, table, stream, topic and queue to the webhook and into the outbox', async () => {
    const { runtime, post, stateDir } = started;
    const accepted = await post({ id: 'a1', type: 'alarm' });
    expect([accepted.status, await accepted.json()]).toEqual([202, { accepted: true }]);
    expect((await post({ id: 'n1', type: 'note' })).status).toBe(202);
    await runtime.whenQuiet();
    expect(webhook.received).toEqual([JSON.stringify({ id: 'a1' })]);
    const mails = readdirSync(join(stateDir, 'outbox'));
    expect(mails).toHaveLength(1);
    const mail = readFileSync(join(stateDir, 'outbox', mails[0] ?? ''), 'utf8');
    expect(mail).toContain('To: team@example.org');
    expect(mail).toContain('Subject: alarm a1');
    expect(mail).toContain('An alarm was raised: a1.');
  });

  test('a person reads it by a signed request, and only by one', async () => {
    const { runtime } = started;
    const url = `${runtime.url}/api/things/alarm`;
    expect((await fetch(url)).status).toBe(403);
    const person = new AwsClient({ ...runtime.credentials, service: 'execute-api', region: 'eu-west-1' });
    const answer = await person.fetch(url);
    expect(await answer.json()).toEqual({ who: 'arn:aws:iam::000000000000:user/local', ids: ['a1'] });
    const stranger = new AwsClient({
      accessKeyId: runtime.credentials.accessKeyId,
      secretAccessKey: 'x'.repeat(40),
      service: 'execute-api',
      region: 'eu-west-1',
    });
    expect((await stranger.fetch(url)).status).toBe(403);
  });

  test('the story needs every statement of the roles but those for failures', () => {
    const unused = started.runtime.iam.unused().filter(({ kind }) => kind === 'role');
    expect(unused.map(({ of, actions }) => [of.replace(/[0-9A-F]{8}$/, ''), actions[0]])).toEqual([
      ['TellServiceRole', 'sqs:sendmessage'],
    ]);
    const door = started.runtime.iam
      .used()
      .find(({ of, actions }) => of.startsWith('DoorServiceRole') && actions[0] === 'sqs:sendmessage');
    expect(door?.exercised).toEqual(['sqs:SendMessage']);
  });

  test('outputs lead to this machine', () => {
    const { url, outputs } = started.runtime;
    expect(outputs).toMatchObject({ Url: url, StageUrl: `${url}/` });
    expect(outputs['ThingsUrl']).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/000000000000\/Things/);
  });

  test('the admin routes tell the status and run a schedule, for the signed person alone', async () => {
    const { runtime } = started;
    expect((await fetch(`${runtime.url}/_local/status`)).status).toBe(403);
    const person = new AwsClient({ ...runtime.credentials, service: 'execute-api', region: 'eu-west-1' });
    const status = (await (await person.fetch(`${runtime.url}/_local/status`)).json()) as {
      schedules: { name: string }[];
    };
    const [schedule] = status.schedules;
    const ran = await person.fetch(`${runtime.url}/_local/trigger/${schedule?.name}`, { method: 'POST' });
    expect([ran.status, await ran.json()]).toEqual([200, { triggered: schedule?.name }]);
    const unknown = await person.fetch(`${runtime.url}/_local/trigger/nobody`, { method: 'POST' });
    expect(await unknown.json()).toEqual({ message: expect.stringContaining('there is no schedule nobody') });
  });

  test('a call to a service that is not emulated stays on this machine and is refused', async () => {
    const { client, runtime } = started;
    const sts = new AwsClient({ ...runtime.credentials, service: 'sts', region: 'eu-west-1', retries: 0 });
    const answer = await sts.fetch(`${client.endpoint}/`, { method: 'POST', body: 'Action=GetCallerIdentity' });
    expect([answer.status, await answer.text()]).toEqual([
      400,
      expect.stringContaining('does not emulate the service sts'),
    ]);
  });
});
