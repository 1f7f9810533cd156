import type { Side } from '../conversation/conversation.ts';
import { hostName } from '../names/host-name.ts';
import { alpnText } from './alpn.ts';
import { parseClientHello, type ClientHello } from './client-hello.ts';
import type { Context, Guess, Opening, Parser, Protocol } from './protocol.ts';
import { StreamBuffer } from './stream-buffer.ts';
import { certificateNames, looksLikeTorHello, looksLikeTorCertificate } from './tor.ts';

const HANDSHAKE = 22;
const CLIENT_HELLO = 1;
const SERVER_HELLO = 2;
const CERTIFICATE = 11;
/** A record holds at most 2^14 bytes and what encryption adds (RFC 8446, 5.2). */
const LONGEST_RECORD = 16_384 + 2048;
/** Both a ClientHello with post-quantum keys and a chain of certificates fit. */
const LONGEST_HANDSHAKE = 32_768;

/** Reads handshakes until they are encrypted: the ClientHello, and for Tor's shape the server's certificate. */
class TlsParser implements Parser {
  readonly #context: Context;
  readonly #sides = {
    client: { records: new StreamBuffer(LONGEST_RECORD), handshake: Buffer.alloc(0) as Buffer, done: false },
    server: { records: new StreamBuffer(LONGEST_RECORD), handshake: Buffer.alloc(0) as Buffer, done: false },
  };
  #hello: ClientHello | undefined;
  #isWhole: boolean;

  constructor(context: Context) {
    this.#context = context;
    this.#isWhole = context.conversation.begun;
  }

  get isDone(): boolean {
    return this.#sides.client.done && this.#sides.server.done;
  }

  bytes(side: Side, chunk: Buffer): void {
    const { records, done } = this.#sides[side];
    if (done) return;
    records.push(chunk);
    while (!this.#sides[side].done && this.#record(side));
    if (!records.settle()) this.#finish(side);
  }

  gap(side: Side): void {
    this.#finish(side);
  }

  /** @returns whether there may be another one */
  #record(side: Side): boolean {
    const { records } = this.#sides[side];
    const { bytes } = records;
    if (bytes.length < 5) return false;
    const length = bytes.readUInt16BE(3);
    if (bytes[0] !== HANDSHAKE || bytes[1] !== 3 || length > LONGEST_RECORD) {
      this.#finish(side);
      return false;
    }
    if (bytes.length < 5 + length) return false;
    this.#handshake(side, bytes.subarray(5, 5 + length));
    records.skip(5 + length);
    return true;
  }

  /** Messages may span records, and several may share one. */
  #handshake(side: Side, fragment: Buffer): void {
    const state = this.#sides[side];
    let rest = Buffer.concat([state.handshake, fragment]);
    while (rest.length >= 4 && !state.done) {
      const length = rest.readUIntBE(1, 3);
      if (length > LONGEST_HANDSHAKE) return this.#finish(side);
      if (rest.length < 4 + length) break;
      this.#message(side, rest[0]!, rest.subarray(4, 4 + length));
      rest = rest.subarray(4 + length);
    }
    state.handshake = state.done ? Buffer.alloc(0) : rest;
    return undefined;
  }

  #message(side: Side, type: number, body: Buffer): void {
    if (side === 'client') {
      if (type === CLIENT_HELLO) this.#clientHello(body);
      this.#sides.client.done = true;
    } else if (type === CERTIFICATE) {
      const names = certificateNames(body);
      if (names !== undefined && looksLikeTorCertificate(names)) this.#tor('certificate', 'the certificate names two random hosts, as Tor relays do'); // prettier-ignore
      this.#sides.server.done = true;
    } else if (type !== SERVER_HELLO) {
      this.#sides.server.done = true;
    }
  }

  /** The end of what can be read: a hello that was cut still says what came before the cut. */
  #finish(side: Side): void {
    const state = this.#sides[side];
    if (side === 'client' && this.#hello === undefined) {
      const cut = Buffer.concat([state.handshake, state.records.bytes.subarray(5)]);
      if (cut[0] === CLIENT_HELLO) this.#clientHello(cut.subarray(4));
    }
    state.handshake = Buffer.alloc(0);
    state.records.clear();
    state.done = true;
    if (this.#isWhole || this.#hello !== undefined) return;
    // Joined after the hello: that it is TLS is all there is to know.
    this.#isWhole = true;
    this.#context.findings.operation({ app: 'tls' });
    this.#context.findings.because('tls: the hello came before the capture');
  }

  #clientHello(body: Buffer): void {
    const hello = parseClientHello(body);
    if (hello === undefined) return;
    this.#hello = hello;
    const { findings } = this.#context;
    const alpn = alpnText(hello.alpn);
    findings.operation({ app: 'tls', ...(alpn === undefined ? {} : { alpn }), ...(hello.ech ? { ech: true } : {}) });
    const name = hello.serverName === undefined ? undefined : hostName(hello.serverName);
    if (name !== undefined) findings.name({ value: name, from: 'sni' });
    else findings.because(hello.serverName === undefined ? 'tls: the hello names no server' : 'tls: the server name is no host name');
    if (hello.ech) findings.because('tls: carries an encrypted hello, so the name may be a front');
    // A client that looked the name up is no Tor client: those names exist nowhere.
    if (name !== undefined && !findings.hasName('dns') && looksLikeTorHello(name, hello)) this.#tor('hello', 'the hello names a random host that was never looked up and offers no protocol, as Tor clients do'); // prettier-ignore
  } // prettier-ignore

  #tor(dialect: string, reason: string): void {
    this.#context.findings.replace('tor', [{ app: 'tor', dialect, count: 1 }]);
    this.#context.findings.because(`tor: ${reason}`);
  }
}

function guess({ client, server, begun }: Opening): Guess {
  const first = client.length > 0 ? opensWith(client, CLIENT_HELLO) : opensWith(server, SERVER_HELLO);
  if (first !== 'no' || begun) return first;
  return isRecord(client.length > 0 ? client : server);
}

/** In the middle of a connection: a record of data, an alert or a handshake, followed by nothing or by another one. */
function isRecord(bytes: Buffer): Guess {
  if (bytes.length < 5) return 'no';
  const fits = (at: number) =>
    bytes[at]! >= 20 && bytes[at]! <= 23 && (bytes[at + 1] ?? 3) === 3 && (bytes[at + 2] ?? 3) <= 4;
  const length = bytes.readUInt16BE(3);
  const end = 5 + length;
  if (!fits(0) || length === 0 || length > LONGEST_RECORD) return 'no';
  return end === bytes.length || (end < bytes.length ? fits(end) : bytes[0] === 23 && bytes.length > 512)
    ? 'yes'
    : 'no';
}

function opensWith(bytes: Buffer, type: number): Guess {
  const expected = [HANDSHAKE, 3, undefined, undefined, undefined, type];
  for (const [at, byte] of expected.entries()) {
    if (at >= bytes.length) return 'more';
    if (byte !== undefined && bytes[at] !== byte) return 'no';
  }
  return bytes[2]! <= 4 ? 'yes' : 'no';
}

export const tls: Protocol = { name: 'tls', guess, parser: (context) => new TlsParser(context), mining: 'nothing' };
