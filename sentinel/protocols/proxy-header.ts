import type { Side } from '../conversation/conversation.ts';
import type { Context, Guess, Opening, Parser, Protocol } from './protocol.ts';

/** https://www.haproxy.org/download/2.9/doc/proxy-protocol.txt */
const V2 = Buffer.from([0x0d, 0x0a, 0x0d, 0x0a, 0, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a]);
const V1 = Buffer.from('PROXY ', 'latin1');
const LONGEST_V1 = 107;

/** The header that a load balancer puts before a connection's own bytes. The addresses in it are a claim, so they are not used. */
class ProxyHeaderParser implements Parser {
  readonly #context: Context;
  #client: Buffer = Buffer.alloc(0);
  isDone = false;

  constructor(context: Context) {
    this.#context = context;
  }

  bytes(side: Side, chunk: Buffer): void {
    if (this.isDone || side === 'server') return;
    this.#client = Buffer.concat([this.#client, chunk]);
    const end = headerEnd(this.#client);
    if (end === undefined) return;
    this.isDone = true;
    if (end > 0) this.#context.restart([{ side: 'client', bytes: this.#client.subarray(end) }]);
  }

  gap(): void {
    this.isDone = true;
  }
}

/** @returns undefined while it has not come whole, 0 where it is none */
function headerEnd(bytes: Buffer): number | undefined {
  if (bytes[0] === V1[0]) {
    const end = bytes.indexOf(10) + 1;
    return end > 0 && end <= LONGEST_V1 ? end : bytes.length > LONGEST_V1 ? 0 : undefined;
  }
  if (bytes.length < 16) return undefined;
  const end = 16 + bytes.readUInt16BE(14);
  return end > 4096 ? 0 : bytes.length < end ? undefined : end;
}

function guess({ client }: Opening): Guess {
  for (const mark of [V1, V2]) {
    const shared = Math.min(mark.length, client.length);
    if (client.subarray(0, shared).equals(mark.subarray(0, shared))) return shared === mark.length ? 'yes' : 'more';
  }
  return 'no';
}

export const proxyHeader: Protocol = { name: 'proxy protocol', guess, parser: (context) => new ProxyHeaderParser(context), mining: 'nothing' }; // prettier-ignore
