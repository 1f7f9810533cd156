import type { IncomingMessage } from 'node:http';
import { request as overHttps } from 'node:https';
import { isIP } from 'node:net';
import { canonicalAddress } from '../../core/address.ts';
import { mayLeadTo } from '../../core/safe-url.ts';
import { guardedLookup, NotAllowed } from './guarded-lookup.ts';

export interface OutsideRequest {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** From the first byte sent to the last one read. */
  readonly timeoutMs: number;
  /** Bytes of the answer, as they come over the line. */
  readonly maxBytes: number;
  /** Development and stand-ins: this machine may be asked, also without TLS. Nothing else that is private. */
  readonly loopback: boolean;
}

export interface OutsideAnswer {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  readonly body: Buffer;
}

/** Nothing came of a request; `reason` is a word of ours, so that no address ends in a log. */
export class OutsideFailure extends Error {
  override readonly name = 'OutsideFailure';
  readonly reason: 'not-allowed' | 'not-found' | 'refused' | 'timeout' | 'too-large' | 'tls' | 'cut-short' | 'failed';

  constructor(reason: OutsideFailure['reason']) {
    super(`the request came to nothing: ${reason}`);
    this.reason = reason;
  }
}

/**
 * One request to a host of the internet that an operator has configured. The address that its name leads to is looked at
 * before anything is sent: a name that leads to a private address, to this machine or to a metadata service is refused,
 * and there is no second resolution in between that could lead elsewhere. Redirects are answers, not followed.
 */
export async function askOutside(url: URL, given: OutsideRequest): Promise<OutsideAnswer> {
  const { method, headers, body, timeoutMs, loopback } = given;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const plain = url.protocol === 'http:';
  if (url.username !== '' || url.password !== '') throw new OutsideFailure('not-allowed');
  if (url.protocol !== 'https:' && !(plain && loopback && isLoopback(host))) throw new OutsideFailure('not-allowed');
  // Where the host is an address already, no lookup happens.
  if (isIP(host) !== 0 && !mayBeAsked(host, loopback)) throw new OutsideFailure('not-allowed');
  // Only development asks without TLS, and loading what does it takes a cold function 20 ms.
  const send = plain ? (await import('node:http')).request : overHttps;
  return new Promise((settle, fail) => {
    const lookup = guardedLookup((address) => mayBeAsked(address, loopback));
    const signal = AbortSignal.timeout(timeoutMs);
    const sent = send(url, { method, headers: { ...headers, ...(body && { 'content-length': body.length }) }, lookup, signal, agent: false }); // prettier-ignore
    const refuse = (error: unknown) => fail(failureOf(error, signal));
    sent.on('error', refuse);
    sent.on('response', (response) => {
      answerOf(response, given.maxBytes).then(settle, (error: unknown) => {
        response.destroy();
        refuse(error);
      });
    });
    sent.end(body);
  });
}

async function answerOf(response: IncomingMessage, maxBytes: number): Promise<OutsideAnswer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) throw new OutsideFailure('too-large');
    chunks.push(chunk);
  }
  if (!response.complete) throw new OutsideFailure('cut-short');
  return {
    status: response.statusCode ?? 0,
    header: (name) => [response.headers[name]].flat()[0],
    body: Buffer.concat(chunks),
  };
}

function mayBeAsked(address: string, loopback: boolean): boolean {
  const canonical = canonicalAddress(address);
  if (canonical === undefined) return false;
  return mayLeadTo(canonical, 'public') || (loopback && isLoopback(canonical));
}

const isLoopback = (host: string) => host === 'localhost' || host === '127.0.0.1' || host === '::1';

function failureOf(error: unknown, signal: AbortSignal): OutsideFailure {
  if (error instanceof OutsideFailure) return error;
  if (error instanceof NotAllowed) return new OutsideFailure('not-allowed');
  if (signal.aborted) return new OutsideFailure('timeout');
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return new OutsideFailure('not-found');
  if (code === 'ECONNREFUSED') return new OutsideFailure('refused');
  if (code === 'ECONNRESET' || code === 'HPE_INVALID_CONSTANT') return new OutsideFailure('cut-short');
  return new OutsideFailure(/CERT|TLS|SSL|SIGNATURE/.test(code) ? 'tls' : 'failed');
}
