import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { slackChat } from '../../adapters/slack/chat.ts';
import type { Notice } from '../../core/message.ts';
import { incident, newCluster } from '../contracts/samples.ts';

const path = '/services/T000/B000/tokenthatmustnotleak';
type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function channel(answer: Answer): Promise<string> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => answer(request, response, body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => void server.close(() => resolve()));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
}

const { id, cluster } = incident(newCluster(), 'root');
const notice: Notice = { incident: id, cluster, version: 1, severity: 'high', classification: 'c', headline: 'h', sections: [], link: 'l', techniques: [], resent: false }; // prettier-ignore
const shown = ({ headline }: Notice) => ({ text: headline, blocks: [] });
const render = { whole: shown, head: shown, evidence: ({ headline }: Notice) => ({ text: `evidence of ${headline}` }) };
const chatAt = (address: string | undefined) => slackChat({ address: async () => address, render, loopback: true }); // prettier-ignore
const postTo = async (answer: Answer) => chatAt(await channel(answer)).post(notice);
const status = (code: number, text = '', headers = {}): Answer => (_request, response) => void response.writeHead(code, headers).end(text); // prettier-ignore

describe('posting to Slack', () => {
  test('sends the rendered message as JSON, once', async () => {
    const seen: unknown[] = [];
    const result = await postTo((request, response, body) => {
      seen.push([request.method, request.url, request.headers['content-type'], JSON.parse(body)]);
      response.end('ok');
    });
    expect(result).toBe('posted');
    expect(seen).toEqual([['POST', path, 'application/json', { text: 'h', blocks: [] }]]);
  });

  test.each([
    [403, 'action_prohibited', 'action-prohibited'],
    [404, 'no_service', 'no-service'],
    [410, 'channel_is_archived', 'channel-is-archived'],
    [400, 'invalid_payload', 'invalid-payload'],
    [404, '<html>not found</html>', 'status-404'],
    [403, 'a'.repeat(5_000_000), 'status-403'],
  ])('%i is refused for good, with the reason word (%#)', async (code, text, reason) => {
    expect(await postTo(status(code, text))).toEqual({ refused: reason });
  });

  test.each([
    ['7', 7_000],
    [undefined, 30_000],
    ['soon', 30_000],
    ['-1', 30_000],
    ['999999999', 3_600_000],
  ])('429 with Retry-After %s took nothing, and may after a while', async (header, busyMs) => {
    expect(await postTo(status(429, '', header === undefined ? {} : { 'retry-after': header }))).toEqual({ busyMs });
  });

  test.each([500, 502, 503, 408, 302])('after %i it is not known whether it was taken, so it is an exception', async (code) => {
    const answer = status(code, '', { location: 'http://127.0.0.1:1/elsewhere', 'retry-after': '2' });
    await expect(postTo(answer)).rejects.toMatchObject({ name: 'Unavailable', retryAfterMs: 2_000 });
  });

  test('a channel that nobody set is refused, so that mail alone tells of it', async () => {
    expect(await chatAt(undefined).post(notice)).toEqual({ refused: 'not-configured' });
  });

  test.each([
    'http://hooks.slack.com/services/T/B/x',
    'https://hooks.slack.com.example.org/services/T/B/x',
    'https://hooks.slack.com:444/services/T/B/x',
    'https://user:pass@hooks.slack.com/services/T/B/x',
    'https://example.org/?hooks.slack.com',
    'http://169.254.169.254/latest/meta-data',
    'http://127.0.0.1.example.org/services/x',
    'https://127.0.0.1/services/x',
    'file:///etc/passwd',
    'not an address',
  ])('nothing is ever sent to %s', async (address) => {
    await expect(chatAt(address).post(notice)).rejects.toThrow('holds no address of https://hooks.slack.com');
  });

  test.each<[string, () => Promise<string>]>([
    ['nobody listens', async () => `http://127.0.0.1:1${path}`],
    ['the line is cut', () => channel((request) => request.socket.destroy())],
    ['the server fails', () => channel(status(500))],
    ['it redirects to its own address', () => channel((request, response) => void response.writeHead(302, { location: `http://${request.headers.host}${path}` }).end())],
    ['the address is none of Slack', async () => `https://example.org${path}`],
  ])('no error shows the address where %s', async (_how, address) => {
    const error: unknown = await chatAt(await address()).post(notice).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain('tokenthatmustnotleak');
  });
}); // prettier-ignore

describe('posting to Slack as an app', () => {
  const token = 'xoxb-1234567890-tokenthatmustnotleak';
  const channelId = 'C0123456789';

  /** A stand-in for the Web API that answers as told and keeps what it was asked. */
  async function app(...answers: readonly (object | Answer)[]) {
    const asked: { method: string; authorization: string | undefined; body: Record<string, unknown> }[] = [];
    const waiting = [...answers];
    const address = await channel((request, response, body) => {
      asked.push({ method: (request.url ?? '').split('/').at(-1) ?? '', authorization: request.headers.authorization, body: JSON.parse(body) as Record<string, unknown> });
      const next = waiting.shift() ?? { ok: true, ts: '1.0', channel: channelId };
      if (typeof next === 'function') (next as Answer)(request, response, body);
      else response.end(JSON.stringify(next));
    });
    const api = address.replace(path, '/api/');
    return { asked, chat: chatAt(JSON.stringify({ token, channel: channelId, api })) };
  }

  test('posts with the token in the header alone, and gives the message to come back to', async () => {
    const { chat, asked } = await app({ ok: true, ts: '17.5', channel: channelId });
    expect(await chat.post(notice)).toEqual({ ref: { ts: '17.5', channel: channelId } });
    expect(asked).toEqual([{ method: 'chat.postMessage', authorization: `Bearer ${token}`, body: { channel: channelId, text: 'h', blocks: [] } }]);
  });

  test('updates the message of before, and puts evidence into its thread', async () => {
    const { chat, asked } = await app();
    const before = { ts: '17.5', channel: channelId };
    await chat.post(notice, before);
    await chat.reply(notice, before);
    expect(asked.map(({ method, body }) => [method, body['ts'], body['thread_ts']])).toEqual([['chat.update', '17.5', undefined], ['chat.postMessage', undefined, '17.5']]);
  });

  test('posts another message where the one of before is gone, or in another channel', async () => {
    const { chat, asked } = await app({ ok: false, error: 'message_not_found' }, { ok: true, ts: '18.0', channel: channelId });
    expect(await chat.post(notice, { ts: '17.5', channel: channelId })).toEqual({ ref: { ts: '18.0', channel: channelId } });
    await chat.post(notice, { ts: '17.5', channel: 'C999999999' });
    expect(asked.map(({ method }) => method)).toEqual(['chat.update', 'chat.postMessage', 'chat.postMessage']);
  });

  test.each(['invalid_auth', 'token_revoked', 'account_inactive', 'channel_not_found', 'is_archived', 'not_in_channel', 'missing_scope', 'something_new'])('%s is refused for good', async (error) => {
    const { chat } = await app({ ok: false, error });
    expect(await chat.post(notice)).toEqual({ refused: error.replaceAll('_', '-') });
  });

  test.each<[string, object | Answer, object]>([
    ['asked to wait', status(429, '', { 'retry-after': '11' }), { busyMs: 11_000 }],
  ])('%s is a wait', async (_, answer, expected) => {
    const { chat } = await app(answer);
    expect(await chat.post(notice)).toEqual(expected);
  });

  test.each<[string, object | Answer]>([
    ['internal_error', { ok: false, error: 'internal_error' }],
    ['503', status(503)],
    ['no JSON', status(200, '<html>')],
    ['another shape', { yes: true }],
  ])('%s is not known to have been taken', async (_, answer) => {
    const { chat } = await app(answer);
    await expect(chat.post(notice)).rejects.toMatchObject({ name: 'Unavailable' });
  });

  test.each([
    '{"token":"xoxb-1234567890-tokenthatmustnotleak"}', '{"token":"tokenthatmustnotleak","channel":"C0123456789"}', '{broken tokenthatmustnotleak',
    '{"token":"xoxb-1234567890-tokenthatmustnotleak","channel":"C0123456789","api":"https://elsewhere.example.org/tokenthatmustnotleak/"}',
    '{"token":"xoxb-1234567890-tokenthatmustnotleak","channel":"C0123456789","api":"http://10.0.0.1/"}', 'https://hooks.slack.com.example.org/tokenthatmustnotleak',
  ])('a parameter that will not do (%#) is told without what it holds', async (secret) => {
    const failure = await chatAt(secret).post(notice).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'Unavailable', message: expect.stringContaining('set it again') });
    expect(inspect(failure, { depth: 9 })).not.toContain('mustnotleak');
  });

  test('a token is in no failure', async () => {
    for (const answer of [status(500), status(200, 'nonsense'), (_request: IncomingMessage, response: ServerResponse) => void response.destroy()]) {
      const { chat } = await app(answer);
      const failure = await chat.post(notice).catch((error: unknown) => error);
      expect(inspect(failure, { depth: 9 })).not.toContain('mustnotleak');
    }
  });
}); // prettier-ignore
