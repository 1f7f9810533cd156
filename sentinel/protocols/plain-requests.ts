import type { PathTemplates } from '../../core/path-template.ts';
import type { ObservedName } from '../../core/observed-name.ts';
import { BoundedMap } from '../bounded-map.ts';
import { endText, type Conversation, type Side } from '../conversation/conversation.ts';
import { hostOf } from '../names/host-name.ts';
import { headEnd, parseRequestHead } from './http1-head.ts';
import { httpMethod, isHttpMethod } from './http-methods.ts';
import { requestTarget } from './request-target.ts';

const LONGEST = 4096;
const SHORTEST = 'GET / HTTP/1.1\r\n\r\n'.length;
/** What the recogniser of mining would remember (getwork has headers of its own), what a body or an upgrade needs, and what hides a lookup of Log4j. */
const NOT_PLAIN = /content-length|transfer-encoding|upgrade|mining|[{%]/i;
const BRACE = 0x7b;
/** Probes, scrapes and clients of one service say the same words again and again. */
const MOST_REMEMBERED = 1024;
const LONGEST_REMEMBERED = 512;

interface Request {
  readonly method: string;
  readonly path: string;
  readonly name: ObservedName | undefined;
}

/**
 * Whole heads of HTTP requests without a body, with nothing in them that the recogniser of mining would remember: no
 * JSON and none of the headers of getwork. Most of what a node hears is that, and a session costs more than all else.
 */
export function isPlainRequest(side: Side, chunk: Buffer): boolean {
  return side === 'client' && looksPlain(chunk) && isPlainText(chunk.toString('latin1'));
}

function looksPlain(chunk: Buffer): boolean {
  const { length } = chunk;
  return length >= SHORTEST && length <= LONGEST && chunk[0]! >= 65 && chunk[0]! <= 90 && chunk[length - 1] === 10 && chunk[length - 2] === 13 && chunk[length - 3] === 10; // prettier-ignore
}

const isPlainText = (text: string): boolean =>
  text.startsWith('HTTP/1.', text.indexOf('\r') - 8) && !NOT_PLAIN.test(text);

/**
 * The short way for what most connections of a node say behind a filter that leaves out the rest: one plain request in
 * one segment. It is told without following the stream; whatever is not that goes the long way.
 */
export class PlainRequests {
  readonly #templates: PathTemplates;
  readonly #known = new BoundedMap<string, Request>(MOST_REMEMBERED);

  constructor(templates: PathTemplates) {
    this.#templates = templates;
  }

  /** @returns whether all of it was understood */
  tell(conversation: Conversation, side: Side, chunk: Buffer): boolean {
    // An answer without JSON says nothing that is told; that it grants something was not asked for.
    if (side === 'server')
      return chunk[0] === 72 && chunk.toString('latin1', 0, 7) === 'HTTP/1.' && !chunk.includes(BRACE);
    if (!looksPlain(chunk)) return false;
    const text = chunk.toString('latin1');
    const request = this.#known.get(text) ?? this.#read(text, chunk);
    if (request === undefined) return false;
    const { findings, via, server } = conversation;
    if (request.name !== undefined) findings.name(request.name);
    findings.operation({ app: 'http', method: request.method, path: this.#templates.template(endText(via ?? server), request.path) }); // prettier-ignore
    return true;
  }

  #read(text: string, chunk: Buffer): Request | undefined {
    if (!isPlainText(text) || headEnd(chunk, 0) !== chunk.length) return undefined;
    const head = parseRequestHead(text);
    if (head === undefined || head.method === 'CONNECT' || !isHttpMethod(head.method)) return undefined;
    const { authority, path } = requestTarget(head.target);
    const value = hostOf(authority ?? head.host ?? '');
    const request: Request = { method: httpMethod(head.method), path, name: value === undefined ? undefined : { value, from: 'http-host' } }; // prettier-ignore
    if (text.length <= LONGEST_REMEMBERED) this.#known.set(text, request);
    return request;
  }
}
