import { assertNever } from '../../core/assert-never.ts';
import type { Side } from '../conversation/conversation.ts';
import { hostOf } from '../names/host-name.ts';
import { headEnd, parseRequestHead, type RequestHead } from './http1-head.ts';
import { httpMethod, isHttpMethod, LONGEST_METHOD } from './http-methods.ts';
import { JndiWatch } from './jndi.ts';
import type { Context, Guess, Opening, Parser, Protocol } from './protocol.ts';
import { requestTarget, targetSaysWho } from './request-target.ts';
import { StreamBuffer } from './stream-buffer.ts';

/** Servers refuse longer heads, most of them at 8 KiB. */
const LONGEST_HEAD = 32_768;
const LONGEST_CHUNK_LINE = 4096;

type State = 'head' | 'body' | 'chunk-line' | 'chunk' | 'trailer' | 'lost';

/** Requests of HTTP/1 with their framing; of answers only whether an upgrade or a tunnel was granted. */
class Http1Parser implements Parser {
  readonly #context: Context;
  readonly #requests = new StreamBuffer(LONGEST_HEAD);
  readonly #answers = new StreamBuffer(LONGEST_HEAD);
  readonly #jndi: JndiWatch;
  #state: State = 'head';
  #left = 0;
  #searched = 0;
  /** The last request asked for another protocol; its answer decides. */
  #asked: { readonly to: string; readonly path: string } | undefined;
  isDone = false;

  constructor(context: Context) {
    this.#context = context;
    this.#jndi = new JndiWatch(context.findings);
  }

  bytes(side: Side, chunk: Buffer): void {
    if (this.isDone) return;
    if (side === 'server') return this.#answer(chunk);
    this.#requests.push(chunk);
    while (!this.isDone && this.#step());
    if (!this.#requests.settle()) this.#lose();
    return undefined;
  }

  gap(side: Side): void {
    if (side === 'server') return this.#answers.clear();
    return this.#lose();
  }

  /** After a loss the next bytes that begin like a request are one. */
  #lose(): void {
    this.#requests.clear();
    this.#state = 'lost';
    this.#searched = 0;
  }

  #step(): boolean {
    const { bytes } = this.#requests;
    if (bytes.length === 0) return false;
    switch (this.#state) {
      case 'lost':
        if (beginsRequest(bytes)) this.#state = 'head';
        else this.#requests.clear();
        return this.#state === 'head';
      case 'head':
        return this.#head(bytes);
      case 'body':
      case 'chunk': {
        const now = Math.min(this.#left, bytes.length);
        this.#jndi.body(bytes.subarray(0, now));
        this.#left -= now;
        this.#requests.skip(now);
        if (this.#left === 0 && this.#state === 'body') this.#jndi.message();
        if (this.#left === 0) this.#state = this.#state === 'body' ? 'head' : 'chunk-line';
        return true;
      }
      case 'chunk-line':
      case 'trailer':
        return this.#line(bytes);
      default:
        return assertNever(this.#state);
    }
  }

  #head(bytes: Buffer): boolean {
    // Empty lines before a request are tolerated (RFC 9112, 2.2).
    if (bytes[0] === 13 || bytes[0] === 10) {
      this.#requests.skip(1);
      return true;
    }
    if (!beginsRequest(bytes)) return this.#otherProtocol();
    const end = headEnd(bytes, Math.max(0, this.#searched - 3));
    this.#searched = end === -1 ? bytes.length : 0;
    if (end === -1) return false;
    const text = bytes.toString('latin1', 0, end);
    this.#requests.skip(end);
    const head = parseRequestHead(text);
    if (head === undefined) return this.#requests.bytes.length > 0;
    this.#jndi.message();
    this.#jndi.text(text);
    this.#request(head);
    this.#left = head.body === 'chunked' ? 0 : head.body;
    this.#state = head.body === 'chunked' ? 'chunk-line' : head.body > 0 ? 'body' : 'head';
    return !this.isDone;
  }

  #line(bytes: Buffer): boolean {
    const end = bytes.indexOf(10);
    if (end === -1) {
      if (bytes.length > LONGEST_CHUNK_LINE) this.#lose();
      return false;
    }
    const line = bytes.toString('latin1', 0, end).trim();
    this.#requests.skip(end + 1);
    if (this.#state === 'trailer') {
      if (line === '') this.#endOfChunks();
      return true;
    }
    // The end of the chunk before.
    if (line === '') return true;
    const size = /^[0-9a-fA-F]{1,8}/.exec(line)?.[0];
    if (size === undefined) {
      this.#lose();
      return false;
    }
    this.#left = Number.parseInt(size, 16);
    this.#state = this.#left === 0 ? 'trailer' : 'chunk';
    return true;
  }

  #endOfChunks(): void {
    this.#jndi.message();
    this.#state = 'head';
  }

  #request(head: RequestHead): void {
    const { findings, templates, service } = this.#context;
    const { authority, path } = requestTarget(head.target);
    const method = httpMethod(head.method);
    const name = head.method === 'CONNECT' ? hostOf(head.target) : hostOf(authority ?? head.host ?? '');
    if (name !== undefined) findings.name({ value: name, from: head.method === 'CONNECT' ? 'connect' : 'http-host' });
    if (head.method === 'CONNECT') {
      findings.operation({ app: 'http', method });
      this.#asked = { to: 'tunnel', path: '' };
      return;
    }
    const template = templates.template(service, path);
    findings.operation({ app: 'http', method, path: template, ...(head.isBare && !targetSaysWho(head.target) && { unauthenticated: true as const }) }); // prettier-ignore
    this.#asked = head.upgrade === undefined ? undefined : { to: head.upgrade, path: template };
  }

  /** The granted protocol begins: a tunnel, HTTP/2, a WebSocket. Without its answer in sight, the client's bytes say so. */
  #otherProtocol(): boolean {
    if (this.#asked === undefined) this.#lose();
    else this.#granted(Buffer.alloc(0));
    return false;
  }

  #answer(chunk: Buffer): void {
    if (this.#asked === undefined) return;
    this.#answers.push(chunk);
    const { bytes } = this.#answers;
    const end = headEnd(bytes, 0);
    if (end === -1) {
      this.#answers.settle();
      return;
    }
    const status = /^HTTP\/1\.[01] (\d{3})/.exec(bytes.toString('latin1', 0, 16))?.[1];
    const rest = Buffer.from(bytes.subarray(end));
    this.#answers.clear();
    const isTunnel = this.#asked.to === 'tunnel';
    if (status === '101' ? !isTunnel : isTunnel && status?.startsWith('2') === true) this.#granted(rest);
    // Of 1xx another answer follows.
    else if (status?.startsWith('1') !== true) this.#asked = undefined;
    return undefined;
  }

  #granted(rest: Buffer): void {
    const { findings } = this.#context;
    const asked = this.#asked!;
    this.isDone = true;
    if (asked.to === 'websocket') {
      findings.operation({ app: 'websocket', ...(asked.path === '' ? {} : { path: asked.path }) });
      findings.because('websocket: the upgrade was granted');
      return;
    }
    findings.because(asked.to === 'tunnel' ? 'http: a tunnel was granted by CONNECT' : 'http: an upgrade was granted');
    this.#context.restart([
      { side: 'server', bytes: rest },
      { side: 'client', bytes: Buffer.from(this.#requests.bytes) },
    ]);
  }
}

function beginsRequest(bytes: Buffer): boolean {
  const word = bytes.toString('latin1', 0, Math.min(bytes.length, LONGEST_METHOD + 1));
  const space = word.indexOf(' ');
  return space === -1
    ? word.length <= LONGEST_METHOD && /^[A-Z-]+$/.test(word)
    : /^[A-Z-]+$/.test(word.slice(0, space));
}

function guess({ client, server, begun }: Opening): Guess {
  if (client.length === 0) return server.length > 0 && !begun ? answers(server) : server.length > 0 ? 'no' : 'more';
  const text = client.toString('latin1', 0, Math.min(client.length, 4096));
  const space = text.indexOf(' ');
  if (space === -1) return text.length <= LONGEST_METHOD && /^[A-Z-]+$/.test(text) ? 'more' : 'no';
  if (!isHttpMethod(text.slice(0, space))) return 'no';
  const line = text.indexOf('\n');
  if (line !== -1) return / HTTP\/1\.[01]\r?$/.test(text.slice(Math.max(0, line - 12), line)) ? 'yes' : 'no';
  // A very long target: by now only HTTP would have a path here.
  return text.length < 2048 ? 'more' : /^[/*h]/.test(text.slice(space + 1)) ? 'yes' : 'no';
}

const answers = (server: Buffer): Guess => {
  const start = server.toString('latin1', 0, 7);
  return start === 'HTTP/1.' ? 'yes' : 'HTTP/1.'.startsWith(start) ? 'more' : 'no';
};

export const http1: Protocol = { name: 'http', guess, parser: (context) => new Http1Parser(context), mining: 'stream' };
