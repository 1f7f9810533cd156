import type { PathTemplates } from '../../core/path-template.ts';
import type { ObservedName } from '../../core/observed-name.ts';
import type { Conversation, Side } from '../conversation/conversation.ts';
import { endText } from '../conversation/known-ends.ts';
import { hostOf } from '../names/host-name.ts';
import { headEnd, headerFields, requestLine } from './http1-head.ts';
import { httpMethod, isHttpMethod } from './http-methods.ts';
import { KnownBytes } from './known-bytes.ts';
import { requestTarget, targetSaysWho } from './request-target.ts';

const LONGEST = 4096;
const SHORTEST = 'GET / HTTP/1.1\r\n\r\n'.length;
/** What the recogniser of mining would remember (getwork has headers of its own), what a body or an upgrade needs, and what hides a lookup of Log4j. */
const NOT_PLAIN = /content-length|transfer-encoding|upgrade|mining|[{%]/i;
const BRACE = 0x7b;
const NEW_LINE = 10;

interface Request {
  readonly method: string;
  readonly path: string;
  readonly name: ObservedName | undefined;
  readonly isBare: boolean;
}

interface Fields {
  readonly name: ObservedName | undefined;
  readonly isBare: boolean;
}

/**
 * Whole heads of HTTP requests without a body, with nothing in them that the recogniser of mining would remember: no
 * JSON and none of the headers of getwork. Most of what a node hears is that, and a session costs more than all else.
 */
export function isPlainRequest(side: Side, chunk: Buffer): boolean {
  return side === 'client' && looksPlain(chunk, 0, chunk.length) && isPlainText(chunk.toString('latin1'));
}

function looksPlain(bytes: Buffer, from: number, to: number): boolean {
  const length = to - from;
  return length >= SHORTEST && length <= LONGEST && bytes[from]! >= 65 && bytes[from]! <= 90 && bytes[to - 1] === 10 && bytes[to - 2] === 13 && bytes[to - 3] === 10; // prettier-ignore
}

const isPlainText = (text: string): boolean =>
  text.startsWith('HTTP/1.', text.indexOf('\r') - 8) && !NOT_PLAIN.test(text);

/**
 * The short way for what most connections of a node say behind a filter that leaves out the rest: one plain request in
 * one segment. It is told without following the stream; whatever is not that goes the long way.
 */
export class PlainRequests {
  readonly #templates: PathTemplates;
  readonly #known = new KnownBytes<Request>();
  /** What follows the first line: clients that ask for one thing after the other say the same there. */
  readonly #knownFields = new KnownBytes<Fields>();

  constructor(templates: PathTemplates) {
    this.#templates = templates;
  }

  /** @returns whether all of it was understood */
  tell(conversation: Conversation, side: Side, bytes: Buffer, from: number, to: number): boolean {
    // An answer without JSON says nothing that is told; that it grants something was not asked for.
    if (side === 'server') {
      if (bytes[from] !== 72 || bytes.toString('latin1', from, from + 7) !== 'HTTP/1.') return false;
      return !bytes.subarray(from, to).includes(BRACE);
    }
    if (!looksPlain(bytes, from, to)) return false;
    const request = this.#known.get(bytes, from, to) ?? this.#read(bytes, from, to);
    if (request === undefined) return false;
    const { findings, via, server } = conversation;
    if (request.name !== undefined) findings.name(request.name);
    findings.operation({ app: 'http', method: request.method, path: this.#templates.template(endText(via ?? server), request.path), ...(request.isBare && { unauthenticated: true as const }) }); // prettier-ignore
    return true;
  }

  #read(bytes: Buffer, from: number, to: number): Request | undefined {
    let lineEnd = from;
    while (bytes[lineEnd] !== NEW_LINE) lineEnd += 1;
    const line = bytes.toString('latin1', from, lineEnd);
    const read = isPlainText(line) ? requestLine(line) : undefined;
    if (read === undefined || read.method === 'CONNECT' || !isHttpMethod(read.method)) return undefined;
    const fields = this.#knownFields.get(bytes, lineEnd, to) ?? this.#readFields(bytes, lineEnd, to);
    if (fields === undefined) return undefined;
    const { authority, path } = requestTarget(read.target);
    const request: Request = { method: httpMethod(read.method), path, name: authority === undefined ? fields.name : nameOf(authority), isBare: fields.isBare && !targetSaysWho(read.target) }; // prettier-ignore
    this.#known.keep(bytes, from, to, request);
    return request;
  }

  #readFields(bytes: Buffer, from: number, to: number): Fields | undefined {
    const text = bytes.toString('latin1', from, to);
    if (NOT_PLAIN.test(text) || headEnd(bytes, from) !== to) return undefined;
    const { host, isBare } = headerFields(text, 1);
    const fields: Fields = { name: nameOf(host ?? ''), isBare };
    this.#knownFields.keep(bytes, from, to, fields);
    return fields;
  }
}

function nameOf(authority: string): ObservedName | undefined {
  const value = hostOf(authority);
  return value === undefined ? undefined : { value, from: 'http-host' };
}
