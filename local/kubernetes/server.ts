import { createServer } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomBytes } from 'node:crypto';
import { answerTo, type May, type Watch } from './answers.ts';
import { privateAuthority } from './authority.ts';
import { ClusterState, type WatchEvent } from './cluster-state.ts';
import type { KubernetesObject } from './object.ts';
import { groupVersionOf, type Resource } from './resources.ts';
import { type Answer, expiredList, expiredWatch, json, notAcceptable, somebodyElsesPage, tooManyRequests, unauthorized } from './status.ts'; // prettier-ignore

/** A way in which the API server fails until told otherwise. `slow`: it answers after `slowMs`; `cut`: in the middle of the body the line is cut. */
export type Fault = '401' | '403' | '410' | '429' | 'html' | 'slow' | 'cut';

export interface FakeKubernetesOptions {
  readonly objects?: readonly KubernetesObject[];
  /** Bearer tokens and whom they stand for. @default one random token, for the user `plumbline` */
  readonly tokens?: Readonly<Record<string, string>>;
  /** Whom an EKS token (`k8s-aws-v1.…`, a presigned request to STS) stands for, or nobody. @default the user `eks` */
  readonly eksUser?: (presigned: URL) => string | undefined;
  /** Who signs tokens of service accounts, and the keys that it publishes. @default nobody says */
  readonly serviceAccounts?: { readonly issuer: string; readonly keys: readonly object[] };
  readonly may?: May;
  readonly resources?: readonly Resource[];
  /** 0: any free one. */
  readonly port?: number;
  /** Milliseconds that a `slow` answer takes. @default 5000 */
  readonly slowMs?: number;
}

/** A small Kubernetes API over HTTPS on loopback, read-only. Its shapes are those of a real kube-apiserver; it is none. */
export interface FakeKubernetes {
  readonly url: string;
  /** PEM of the private authority that signed the server's certificate. */
  readonly authority: string;
  /** The first token. */
  readonly token: string;
  /** Makes these the objects of the cluster; watches are told what changed. */
  set(objects: readonly KubernetesObject[]): void;
  /** Forgets old changes, so that watches and pages that go on from there are told `410`. */
  compact(): void;
  /** From now on it fails like this; undefined: it works. */
  fail(fault: Fault | undefined): void;
  /** Ends every watch in the middle. */
  dropWatches(): void;
  /** Method and path with query of each request, in order. */
  readonly requests: readonly string[];
  stop(): Promise<void>;
}

export async function startFakeKubernetes(options: FakeKubernetesOptions = {}): Promise<FakeKubernetes> {
  const { tokens = { [randomBytes(24).toString('base64url')]: 'plumbline' }, may = () => true, slowMs = 5_000 } = options;
  const { authority, key, cert } = await privateAuthority();
  const state = new ClusterState(options.resources);
  state.set(options.objects ?? []);
  const requests: string[] = [];
  const watches = new Set<ServerResponse>();
  let fault: Fault | undefined;

  const userOf = (request: IncomingMessage): string | undefined => {
    const [scheme, token = ''] = (request.headers.authorization ?? '').split(' ');
    if (scheme !== 'Bearer') return undefined;
    const prefix = 'k8s-aws-v1.';
    return token.startsWith(prefix) ? eksUser(token.slice(prefix.length), options.eksUser ?? (() => 'eks')) : Object.hasOwn(tokens, token) ? tokens[token] : undefined;
  };
  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'https://kubernetes');
    requests.push(`${request.method} ${request.url}`);
    const failing = fault;
    if (failing === 'slow') await new Promise((done) => setTimeout(done, slowMs));
    if (failing === 'html') return send(response, somebodyElsesPage());
    if (failing === '429') return send(response, tooManyRequests());
    const user = userOf(request);
    if (failing === '401' || user === undefined) return send(response, unauthorized());
    const page = pageOfIssuer(url.pathname, request.headers.accept ?? '*/*', options.serviceAccounts);
    if (page !== undefined) return send(response, page);
    const answer = answerTo(request.method ?? 'GET', url, user, state, failing === '403' ? () => false : may);
    if (failing === '410' && url.searchParams.has('continue')) return send(response, expiredList());
    if (!('watch' in answer)) return failing === 'cut' ? cutOff(response, answer) : send(response, answer);
    watches.add(response);
    response.on('close', () => watches.delete(response));
    hold(response, answer.watch, state, failing === '410');
  };
  const server = createServer({ key, cert }, (request, response) => {
    request.resume();
    respond(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((listening, failed) => server.once('error', failed).listen(options.port ?? 0, '127.0.0.1', listening));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    authority,
    token: Object.keys(tokens)[0] ?? '',
    set: (objects) => state.set(objects),
    compact: () => state.compact(),
    fail: (next) => void (fault = next),
    dropWatches: () => {
      for (const watch of watches) watch.destroy();
    },
    requests,
    stop: () => {
      server.closeAllConnections();
      return new Promise((stopped) => void server.close(() => stopped()));
    },
  };
} // prettier-ignore

/** Where a real one tells the same: to whoever may see it (system:service-account-issuer-discovery). */
function pageOfIssuer(path: string, accept: string, accounts: FakeKubernetesOptions['serviceAccounts']): Answer | undefined {
  if (accounts === undefined) return undefined;
  const { issuer, keys } = accounts;
  if (path === '/openid/v1/jwks') {
    const type = 'application/jwk-set+json';
    return accept.includes(type) || accept.includes('*/*') ? { ...json(200, { keys }), type } : notAcceptable();
  }
  if (path !== '/.well-known/openid-configuration') return undefined;
  return json(200, { issuer, jwks_uri: `${issuer}/openid/v1/jwks`, response_types_supported: ['id_token'], subject_types_supported: ['public'], id_token_signing_alg_values_supported: ['RS256'] });
} // prettier-ignore

/** The user behind a presigned request to STS, if it has the form of one. Only STS itself could verify the signature. */
function eksUser(encoded: string, whose: (presigned: URL) => string | undefined): string | undefined {
  const text = Buffer.from(encoded, 'base64url').toString('utf8');
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const signed = (url.searchParams.get('X-Amz-SignedHeaders') ?? '').split(';');
  const isPresigned = url.searchParams.get('Action') === 'GetCallerIdentity' && url.searchParams.has('X-Amz-Signature');
  return /^sts\.[a-z0-9.-]{1,60}\.amazonaws\.com(?:\.cn)?$/.test(url.host) && isPresigned && signed.includes('x-k8s-aws-id') ? whose(url) : undefined;
} // prettier-ignore

function send(response: ServerResponse, { status, type, body, headers = {} }: Answer): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body), ...headers }).end(body);
}

function cutOff(response: ServerResponse, { status, type, body }: Answer): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.write(body.slice(0, Math.floor(body.length / 2)), () => response.destroy());
}

function hold(response: ServerResponse, watch: Watch, state: ClusterState, expired: boolean): void {
  const { resource, matches, from, bookmarks, seconds } = watch;
  response.writeHead(200, { 'content-type': 'application/json', 'transfer-encoding': 'chunked' });
  // Without this a client waits for the first event before it believes that the watch began.
  response.flushHeaders();
  const tell = (type: string, object: object) => response.write(`${JSON.stringify({ type, object })}\n`);
  if (expired || (from !== undefined && from < state.compacted)) {
    tell('ERROR', expiredWatch(from ?? 0, state.compacted));
    response.end();
    return;
  }
  if (from === undefined) for (const object of state.list(resource).filter(matches)) tell('ADDED', object);
  else for (const event of state.eventsAfter(from, resource)) if (matches(event.object)) tell(event.type, event.object);
  const listener = (event: WatchEvent) => {
    if (event.resource === resource && matches(event.object)) tell(event.type, event.object);
  };
  const stopListening = state.onEvent(listener);
  const bookmark = () => tell('BOOKMARK', { kind: resource.kind, apiVersion: groupVersionOf(resource), metadata: { resourceVersion: String(state.version), creationTimestamp: null } });
  const beat = bookmarks ? setInterval(bookmark, 1_000) : undefined;
  const over = setTimeout(() => {
    if (bookmarks) bookmark();
    response.end();
  }, seconds * 1_000);
  response.on('close', () => {
    stopListening();
    clearInterval(beat);
    clearTimeout(over);
  });
} // prettier-ignore
