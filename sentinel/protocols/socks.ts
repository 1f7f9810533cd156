import type { Side } from '../conversation/conversation.ts';
import { hostName } from '../names/host-name.ts';
import type { Context, Guess, Opening, Parser, Protocol } from './protocol.ts';

const MOST = 1024;

/**
 * SOCKS 4, 4a and 5 (RFC 1928): who is dialled through the proxy, then whatever is spoken inside. User names and
 * passwords pass by unread.
 */
class SocksParser implements Parser {
  readonly #context: Context;
  #client: Buffer = Buffer.alloc(0);
  #server: Buffer = Buffer.alloc(0);
  #named = false;
  isDone = false;

  constructor(context: Context) {
    this.#context = context;
  }

  bytes(side: Side, chunk: Buffer): void {
    if (this.isDone) return;
    if (side === 'client') this.#client = Buffer.concat([this.#client, chunk]);
    else this.#server = Buffer.concat([this.#server, chunk]);
    this.isDone = this.#client.length > MOST || this.#server.length > MOST;
    const lengths = this.#client[0] === 4 ? this.#version4() : this.#version5();
    if (lengths === undefined) return;
    this.isDone = true;
    this.#context.restart([
      { side: 'client', bytes: this.#client.subarray(lengths.client) },
      { side: 'server', bytes: this.#server.subarray(lengths.server) },
    ]);
  }

  gap(): void {
    this.isDone = true;
  }

  /** @returns how long the talk with the proxy was, once it granted the connection */
  #version4(): { readonly client: number; readonly server: number } | undefined {
    const user = this.#client.indexOf(0, 8);
    if (user === -1) return undefined;
    // Version 4a: an impossible address stands for a name after the user.
    const named = this.#client.readUInt32BE(4) >>> 8 === 0 && this.#client[7] !== 0;
    const end = named ? this.#client.indexOf(0, user + 1) : user;
    if (end === -1) return undefined;
    if (named) this.#name(this.#client.toString('latin1', user + 1, end));
    if (this.#server.length < 8) return undefined;
    if (this.#server[1] !== 0x5a) return void (this.isDone = true);
    return { client: end + 1, server: 8 };
  }

  #version5(): { readonly client: number; readonly server: number } | undefined {
    let at = 2 + (this.#client[1] ?? 0);
    if (this.#server.length < 2) return undefined;
    let answered = 2;
    if (this.#server[1] === 2) {
      // User name and password (RFC 1929): their lengths are all that is needed.
      if (this.#client.length < at + 2) return undefined;
      const user = this.#client[at + 1]!;
      if (this.#client.length < at + 3 + user) return undefined;
      at += 3 + user + this.#client[at + 2 + user]!;
      answered += 2;
    } else if (this.#server[1] !== 0) return void (this.isDone = true);
    const request = this.#client.subarray(at);
    if (request.length < 5) return undefined;
    const length = 6 + addressLength(request, 3);
    if (request.length < length) return undefined;
    if (request[3] === 3) this.#name(request.toString('latin1', 5, 5 + request[4]!));
    const reply = this.#server.subarray(answered);
    if (reply.length < 5 || reply.length < 6 + addressLength(reply, 3)) return undefined;
    if (reply[1] !== 0) return void (this.isDone = true);
    return { client: at + length, server: answered + 6 + addressLength(reply, 3) };
  }

  #name(text: string): void {
    if (this.#named) return;
    this.#named = true;
    const value = hostName(text);
    if (value !== undefined) this.#context.findings.name({ value, from: 'connect' });
    this.#context.findings.because('socks: asked for a connection to a name');
  }
}

/** Bytes of the address after its type: 4, 16, or a length and so many. */
function addressLength(bytes: Buffer, at: number): number {
  return bytes[at] === 1 ? 4 : bytes[at] === 4 ? 16 : 1 + (bytes[at + 1] ?? 0);
}

function guess({ client, server }: Opening): Guess {
  if (client.length === 0) return server.length === 0 ? 'more' : 'no';
  if (client[0] === 4) return client.length < 9 ? 'more' : client[1] === 1 && client.at(-1) === 0 && client.length < 512 ? 'yes' : 'no'; // prettier-ignore
  if (client[0] !== 5) return 'no';
  if (client.length < 2 || client.length < 2 + client[1]!) return 'more';
  if (client[1] === 0 || client[1]! > 16) return 'no';
  if (server.length < 2) return client.length === 2 + client[1]! ? 'more' : 'no';
  return server[0] === 5 && (client.subarray(2, 2 + client[1]!).includes(server[1]!) || server[1] === 0xff)
    ? 'yes'
    : 'no';
}

export const socks: Protocol = {
  name: 'socks',
  guess,
  parser: (context) => new SocksParser(context),
  mining: 'nothing',
};
