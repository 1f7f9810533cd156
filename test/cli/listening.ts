import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Io, styleFor } from '../../cli/io.ts';
import { run } from '../../cli/program.ts';
import type { Channels } from '../../core/answers/cluster.ts';
import { writeAddress } from '../../cli/state-folder.ts';
import type { PushedInventory } from '../../core/inventory/snapshot.ts';
import { batchIn } from '../../lambdas/ingest/body.ts';
import { pushedIn } from '../../lambdas/inventory/inventory.ts';
import { tokenHash } from '../../core/enrolment-token.ts';
import type { Batch } from '../../core/telemetry.ts';
import { verifySignature } from '../../local/iam/signature.ts';
import { desk } from '../lambdas/api/desk.ts';

export interface Heard {
  readonly code: number;
  /** What went to standard output, and what to standard error, line by line. */
  readonly out: string;
  readonly notes: string;
}

/** Runs one command line as a person would, without a terminal. */
export async function plumbline(args: readonly string[], env: Readonly<Record<string, string>> = {}, interrupted = new AbortController().signal, heard: (note: string) => void = () => {}): Promise<Heard> {
  const [out, notes]: [string[], string[]] = [[], []];
  const io: Io = {
    out: (text) => void out.push(text),
    note: (text) => {
      notes.push(text);
      heard(text);
    },
    env: { HOME: '/nonexistent', ...env },
    terminal: false,
    framed: false,
    columns: 80,
    style: styleFor(false, env),
    redraw: () => {
      throw new Error('nobody looks at a terminal');
    },
    interrupted,
  };
  const code = await run(args, io);
  return { code, out: out.join('\n'), notes: notes.join('\n') };
} // prettier-ignore

/** What the stand-in for the issuer gives to whoever has the credentials. */
const bearer = 'a.b.c';

const usual = { accessKeyId: 'AKIAABCDEFGHIJKLMNOP', secretAccessKey: 'x'.repeat(40) };

/** The real API on stores in memory, behind a door on loopback that checks signatures, with a state folder beside it. */
/** `around`: what stands in for AWS, whose credentials the state folder then holds. */
export async function startInstallation(around?: { readonly aws: string; readonly credentials: typeof usual; readonly channels: Channels }) {
  const credentials = around?.credentials ?? usual;
  const opened = desk({ loopbackClusters: true, ...(around && { channels: around.channels }) });
  const batches: { cluster: string; batch: Batch }[] = [];
  const inventories: PushedInventory[] = [];
  const state = mkdtempSync(path.join(tmpdir(), 'plumbline-test-'));
  writeFileSync(path.join(state, 'credentials.json'), JSON.stringify(credentials), { mode: 0o600 });
  const server = createServer((request, response) => {
    const answer = async () => {
      const body = await bodyOf(request);
      const url = request.url ?? '/';
      const reply = (status: number, value: unknown) => void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
      if (url === '/v1/telemetry') {
        const token = (request.headers.authorization ?? '').replace('Bearer ', '');
        const cluster = opened.published.at(-1)?.index.tokens[tokenHash(token)];
        if (cluster === undefined) return reply(403, { message: 'Forbidden' });
        const parsed = batchIn(body, request.headers['content-type']);
        if (!('batch' in parsed)) return reply(parsed.status, parsed);
        batches.push({ cluster, batch: parsed.batch });
        return reply(202, { accepted: parsed.batch.observations.length, policyVersion: '1' });
      }
      if (url === '/v1/inventory') {
        const pushed = pushedIn(body, request.headers['content-type']);
        if (!('lists' in pushed)) return reply(pushed.status, pushed);
        inventories.push(pushed);
        return reply(202, { accepted: 1, odd: 0 });
      }
      if (url === '/_local/oidc/oauth2/token') {
        const owner = `Basic ${Buffer.from(`${credentials.accessKeyId}:${credentials.secretAccessKey}`).toString('base64')}`;
        return request.headers.authorization === owner ? reply(200, { id_token: bearer, expires_in: 3600 }) : reply(401, { error: 'invalid_client' });
      }
      if (url.startsWith('/v1/') && request.headers.authorization !== `Bearer ${bearer}`) return reply(401, { message: 'Unauthorized' });
      if (url === '/config.json') return reply(200, { installation: 'main', version: '0.1.0', signIn: { issuer: 'https://issuer.example.com', clientId: 'c', authorizationEndpoint: 'https://issuer.example.com/a', tokenEndpoint: 'https://issuer.example.com/t', scope: 'openid' } });
      const signed = verifySignature({ method: request.method ?? 'GET', url, headers: request.headers, body }, (key) => (key === credentials.accessKeyId ? credentials.secretAccessKey : undefined), Date.now());
      if (!url.startsWith('/v1/') && (signed.kind === 'invalid' || signed.credential.service !== 'execute-api')) return reply(403, { message: 'Forbidden' });
      if (url === '/_local/status') return reply(200, { now: new Date().toISOString(), queues: { Notices: { visible: 2 }, NoticesDeadLetters: { visible: 1 } } });
      const type = request.headers['content-type'];
      const init = { method: request.method ?? 'GET', ...(body.length > 0 ? { body: new Uint8Array(body) } : {}), ...(type && { headers: { 'content-type': type } }) };
      const given = await opened.app.request(url, init, { actor: 'local@localhost', role: 'admin' });
      response.writeHead(given.status, Object.fromEntries(given.headers)).end(await given.text());
    };
    answer().catch((error: Error) => response.writeHead(500).end(error.stack));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  writeAddress(state, { url, pid: process.pid, ...(around && { aws: around.aws }) });
  return {
    ...opened,
    state,
    url,
    batches,
    inventories,
    run: (...args: string[]) => plumbline(args, { PLUMBLINE_STATE: state }),
    async stop() {
      server.closeAllConnections();
      await new Promise((stopped) => server.close(stopped));
      rmSync(state, { recursive: true });
    },
  };
} // prettier-ignore
export type TestInstallation = Awaited<ReturnType<typeof startInstallation>>;

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
