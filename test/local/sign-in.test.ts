import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { decodeJwt } from 'jose';
import { PublicConfig } from '../../core/sign-in.ts';
import { startLocal } from '../../local/runtime.ts';
import { enteringAt } from '../../local/sign-in/entering.ts';
import { synthesized } from '../river/template.ts';
import { plumbline } from '../cli/listening.ts';

let runtime: Awaited<ReturnType<typeof startLocal>>;
let config: PublicConfig;
const folder = mkdtempSync(path.join(tmpdir(), 'plumbline-sign-in-'));

beforeAll(async () => {
  const { template, assets } = await synthesized();
  runtime = await startLocal({ template, assets, stateDir: path.join(folder, 'state') });
  config = PublicConfig.parse(await (await fetch(`${runtime.url}/config.json`)).json());
});
afterAll(() => runtime.stop());

const verifier = 'v'.repeat(43);
const challenge = createHash('sha256').update(verifier).digest('base64url');

const asked = (over: Record<string, string> = {}) =>
  new URLSearchParams({ client_id: config.signIn.clientId, response_type: 'code', redirect_uri: 'http://localhost:8711/', scope: config.signIn.scope, state: 's', nonce: 'n', code_challenge: challenge, code_challenge_method: 'S256', ...over }); // prettier-ignore

/** Opens the link that the start prints; gives the cookie of the sign-in page. */
async function entered(): Promise<string> {
  const answer = await fetch(runtime.signInUrl, { redirect: 'manual' });
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/']);
  const cookie = answer.headers.get('set-cookie') ?? '';
  expect(cookie).toMatch(/; HttpOnly; SameSite=Strict$/);
  return cookie.split(';')[0] ?? '';
}

async function codeFor(query: URLSearchParams, cookie: string): Promise<URL | number> {
  const answer = await fetch(`${config.signIn.authorizationEndpoint}?${query.toString()}`, { redirect: 'manual', headers: { cookie } }); // prettier-ignore
  return answer.status === 302 ? new URL(answer.headers.get('location') ?? '') : answer.status;
}

async function redeem(over: Record<string, string>): Promise<{ status: number; token: string }> {
  const body = new URLSearchParams({ grant_type: 'authorization_code', client_id: config.signIn.clientId, redirect_uri: 'http://localhost:8711/', code_verifier: verifier, ...over }); // prettier-ignore
  const answer = await fetch(config.signIn.tokenEndpoint, { method: 'POST', body });
  return { status: answer.status, token: ((await answer.json()) as { id_token?: string }).id_token ?? '' };
}

test('a browser with the link of the start gets a token with the claims of Cognito, and the API takes it', async () => {
  const back = (await codeFor(asked(), await entered())) as URL;
  expect([back.origin, back.searchParams.get('state')]).toEqual(['http://localhost:8711', 's']);
  const { status, token } = await redeem({ code: back.searchParams.get('code') ?? '' });
  expect(status).toBe(200);
  expect(decodeJwt(token)).toMatchObject({ iss: config.signIn.issuer, aud: config.signIn.clientId, nonce: 'n', email_verified: true, 'cognito:groups': ['admin'], token_use: 'id' }); // prettier-ignore
  const me = await fetch(`${runtime.url}/v1/me`, { headers: { authorization: `Bearer ${token}` } });
  expect(await me.json()).toEqual({ actor: 'local@localhost', role: 'admin' });
});

test('the link of the start opens the page that it names, and never another host', async () => {
  const led = async (to: string) => (await fetch(enteringAt(runtime.signInUrl, to), { redirect: 'manual' })).headers.get('location'); // prettier-ignore
  expect(await led('/incidents/abc?x=1')).toBe('/incidents/abc?x=1');
  for (const elsewhere of ['https://evil.example/', '//evil.example/', '/\\evil.example', '\\\\evil.example', 'javascript:alert(1)', '/.//evil.example']) expect(await led(elsewhere)).toBe('/'); // prettier-ignore
});

test('without the code of the start there is only a form, and a wrong one is not taken', async () => {
  expect(await codeFor(asked(), '')).toBe(200);
  expect(await codeFor(asked(), 'plumbline-sign-in=guessed')).toBe(200);
  const wrong = await fetch(`${config.signIn.authorizationEndpoint}?${asked({ state: '"><script>x</script>' }).toString()}`, { method: 'POST', body: new URLSearchParams({ code: 'wrong' }) }); // prettier-ignore
  expect(wrong.status).toBe(403);
  expect(wrong.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await wrong.text()).not.toContain('<script>');
  const right = await fetch(`${config.signIn.authorizationEndpoint}?${asked().toString()}`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ code: new URL(runtime.signInUrl).searchParams.get('code') ?? '' }) }); // prettier-ignore
  expect(right.status).toBe(303);
});

test.each([
  ['another client', { client_id: 'other' }],
  ['a way back to another host', { redirect_uri: 'https://evil.example/' }],
  ['a way back that only begins like this machine', { redirect_uri: 'http://localhost.evil.example/' }],
  ['a way back with credentials', { redirect_uri: 'http://localhost:1@evil.example/' }],
  ['a way back to another path', { redirect_uri: 'http://localhost:8711/elsewhere' }],
])('%s is told nothing', async (_, over) => {
  expect(await codeFor(asked(over), await entered())).toBe(400);
});

test.each([
  ['no challenge', { code_challenge: '' }],
  ['a plain challenge', { code_challenge_method: 'plain' }],
  ['a token instead of a code', { response_type: 'token' }],
])('%s is an error that goes back', async (_, over) => {
  const back = (await codeFor(asked(over), await entered())) as URL;
  expect([back.searchParams.get('error'), back.searchParams.get('code')]).toEqual(['invalid_request', null]);
});

test('a code is good once, for who asked', async () => {
  const fresh = async () => ((await codeFor(asked(), await entered())) as URL).searchParams.get('code') ?? '';
  const code = await fresh();
  expect((await redeem({ code, code_verifier: 'x'.repeat(43) })).status).toBe(400);
  expect((await redeem({ code })).status).toBe(400);
  expect((await redeem({ code: await fresh(), redirect_uri: 'http://localhost:8712/' })).status).toBe(400);
  expect((await redeem({ code: await fresh(), client_id: 'other' })).status).toBe(400);
  expect((await redeem({ code: 'guessed' })).status).toBe(400);
  expect((await redeem({ code: await fresh(), grant_type: 'password' })).status).toBe(400);
});

test('only the credentials of the state folder give a token without a browser', async () => {
  const ask = (user: string, password: string) =>
    fetch(config.signIn.tokenEndpoint, { method: 'POST', headers: { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` }, body: new URLSearchParams({ grant_type: 'client_credentials' }) }); // prettier-ignore
  const { accessKeyId, secretAccessKey } = runtime.credentials;
  expect((await ask(accessKeyId, secretAccessKey)).status).toBe(200);
  expect((await ask(accessKeyId, 'x')).status).toBe(401);
  expect((await ask('', '')).status).toBe(401);
});

test('the gateway refuses what the issuer did not sign, before any function is asked', async () => {
  const good = await runtime.tokenFor({ email: 'jane@example.org', groups: ['viewer'] });
  const [head, body, signature] = good.split('.') as [string, string, string];
  const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const forged = encoded({ ...decodeJwt(good), 'cognito:groups': ['admin'] });
  const status = async (token: string) => (await fetch(`${runtime.url}/v1/clusters`, { headers: { authorization: `Bearer ${token}` } })).status; // prettier-ignore
  expect(await status(good)).toBe(200);
  for (const token of [`${head}.${forged}.${signature}`, `${encoded({ alg: 'none' })}.${forged}.`, `${encoded({ alg: 'HS256' })}.${body}.${signature}`, 'x', '']) {
    expect(await status(token)).toBe(401);
  }
  const post = await fetch(`${runtime.url}/v1/clusters`, { method: 'POST', headers: { authorization: `Bearer ${good}`, 'content-type': 'application/json' }, body: '{"id":"prod-1"}' });
  expect([post.status, ((await post.json()) as { title: string }).title]).toEqual([403, 'Not allowed']);
}); // prettier-ignore

test('plumbline login waits for the browser, keeps the token for this user alone, and says who you are', async () => {
  const home = mkdtempSync(path.join(tmpdir(), 'plumbline-home-'));
  const env = { HOME: home, PLUMBLINE_URL: runtime.url };
  const ended = new AbortController();
  const notes: string[] = [];
  const done = plumbline(['login'], env, ended.signal, (text) => notes.push(text));
  let link: string | undefined;
  while (link === undefined) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    link = /http:\S+/.exec(notes.join('\n'))?.[0];
  }
  const back = await fetch(link, { redirect: 'manual', headers: { cookie: await entered() } });
  const landed = (back.headers.get('location') ?? '').replace('//localhost:', '//127.0.0.1:');
  expect((await fetch(landed.replace(/state=[^&]+/, 'state=other'))).status).toBe(404);
  expect(await (await fetch(landed)).text()).toContain('You are signed in');
  expect(await done).toMatchObject({ code: 0, out: `Signed in to ${runtime.url} as local@localhost, admin.` });
  expect((await plumbline(['logout'], env)).out).toContain('is forgotten');
  expect((await plumbline(['logout'], env)).code).toBe(1);
});
