import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { simpleParser } from 'mailparser';
import { type Started, startFixture } from '../local/fixtures/started.ts';
import { startInstallation, type TestInstallation } from './listening.ts';

let around: Started;
let installation: TestInstallation;
const heard: { url: string; body: string; signature: string | undefined }[] = [];
let answer = 200;
const receiver = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString()));
  request.on('end', () => {
    const { 'plumbline-signature': signature } = request.headers;
    heard.push({ url: request.url ?? '', body, signature: typeof signature === 'string' ? signature : undefined });
    response.writeHead(answer).end(answer === 200 ? 'ok' : 'no_service');
  });
});
const address = () => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;

beforeAll(async () => {
  await new Promise<void>((listening) => void receiver.listen(0, '127.0.0.1', listening));
  around = await startFixture();
  const { endpoint, credentials } = around.client;
  const topic = Object.values(around.runtime.outputs).find((value) => value.startsWith('arn:aws:sns:')) ?? '';
  installation = await startInstallation({ aws: endpoint, credentials, channels: { topic, slackParameter: '/fixture/slack', webhookParameter: '/fixture/signed' } });
}); // prettier-ignore
afterAll(async () => {
  await installation.stop();
  receiver.closeAllConnections();
  await new Promise((closed) => receiver.close(closed));
});

function fileWith(text: string): string {
  const file = path.join(installation.state, 'secret');
  writeFileSync(file, text);
  return file;
}

describe('slack', () => {
  it('says that nothing is stored, stores what will do, and tries it', async () => {
    expect((await installation.run('slack', 'test')).notes).toMatch(/^Nothing is stored as \/fixture\/slack: nobody is told in Slack\.\nStore it/);
    expect((await installation.run('slack', 'set')).code).toBe(2);
    expect((await installation.run('slack', 'set', '--file', '/nope')).notes).toMatch(/^\/nope cannot be read \(ENOENT\)\./);
    for (const wrong of ['https://evil.example/x', 'xoxb-1', '{"token":"xoxb-123456789"}', ' ']) {
      const { code, notes } = await installation.run('slack', 'set', '--file', fileWith(wrong));
      expect([code, notes.includes('evil') || notes.includes('xoxb')]).toEqual([1, false]);
    }
    expect((await installation.run('slack', 'set', '--file', fileWith(`${address()}/services/T/B/x`))).notes).toMatch(/^Stored as \/fixture\/slack: an incoming webhook\./);
    expect(await installation.run('slack', 'test')).toEqual({ code: 0, out: '', notes: 'Slack took the test: look into the channel.' });
    expect(JSON.parse(heard.at(-1)?.body ?? '')).toMatchObject({ text: expect.stringContaining('A test of Plumbline: nothing happened') });
  }); // prettier-ignore

  it('says what Slack answered where it refuses', async () => {
    answer = 404;
    expect(await installation.run('slack', 'test')).toMatchObject({ code: 1, notes: expect.stringMatching(/^Slack refused \(no-service\)\.\nThe webhook or token was revoked/) });
    answer = 200;
  }); // prettier-ignore
});

describe('webhook', () => {
  it('takes url and secret, and posts a signed test', async () => {
    expect((await installation.run('webhook', 'set', '--file', fileWith('{'))).notes).toMatch(/^That is no JSON\./);
    const short = await installation.run('webhook', 'set', '--file', fileWith('{"url":"https://example.org/","secret":"hush"}'));
    expect(short.notes).toMatch(/^secret: /);
    expect(short.notes).not.toContain('hush');
    expect((await installation.run('webhook', 'set', '--file', fileWith(JSON.stringify({ url: `${address()}/hook`, secret: 's'.repeat(32) })))).code).toBe(0);
    expect((await installation.run('webhook', 'test')).notes).toBe('The receiver took the test.');
    expect(heard.at(-1)).toMatchObject({ url: '/hook', signature: expect.stringMatching(/^t=\d+,v1=[0-9a-f]{64}$/) });
  }); // prettier-ignore
});

describe('email', () => {
  async function mails() {
    const outbox = path.join(around.stateDir, 'outbox');
    return Promise.all(readdirSync(outbox).filter((name) => name.endsWith('.eml')).map((name) => simpleParser(readFileSync(path.join(outbox, name))))); // prettier-ignore
  }

  it('tells an address once its link came back', async () => {
    expect((await installation.run('email', 'add', 'nobody')).code).toBe(2);
    expect((await installation.run('email', 'add', 'jane@example.org')).notes).toMatch(/^SNS has written to jane@example\.org\. Nothing goes there before it is confirmed\./);
    expect((await installation.run('email', 'list')).out).toMatch(/jane@example\.org +waits for its confirmation/);
    expect((await installation.run('doctor')).out).toMatch(/look {4}e-mail +.*not confirmed, and so not told: jane@example\.org/);
    const link = /https:\/\/\S+/.exec((await mails()).at(-1)?.text ?? '')?.[0] ?? '';
    expect((await installation.run('email', 'confirm', link.replace(/Token=\w+/, `Token=${'0'.repeat(64)}`))).notes).toMatch(/^SNS does not know that token\./);
    expect((await installation.run('email', 'confirm', 'x')).code).toBe(2);
    expect((await installation.run('email', 'confirm', link)).notes).toMatch(/^Confirmed\./);
    expect((await installation.run('email', 'list')).out).toMatch(/jane@example\.org +confirmed/);
  }); // prettier-ignore

  it('hands a test to the topic for those who confirmed, and says who did not', async () => {
    await installation.run('email', 'add', 'late@example.org');
    const { code, notes } = await installation.run('email', 'test');
    expect([code, notes]).toEqual([0, expect.stringMatching(/^Not confirmed yet, and so not told: late@example\.org\nHanded to SNS for \d address/)]);
    await around.runtime.whenQuiet();
    const told = (await mails()).filter(({ subject }) => subject?.includes('A test of Plumbline'));
    expect(told.map(({ to }) => (Array.isArray(to) ? to[0]?.text : to?.text))).toContain('jane@example.org');
    expect(told.map(({ to }) => (Array.isArray(to) ? to[0]?.text : to?.text))).not.toContain('late@example.org');
  }); // prettier-ignore
});
