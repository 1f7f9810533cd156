import type { Side } from '../conversation/conversation.ts';
import { FramedParser, type Message } from './framed.ts';
import type { Context, Guess, Opening, Parser, Protocol } from './protocol.ts';

/** https://docs.nats.io/reference/reference-protocols/nats-protocol; what a client says, and cluster peers among themselves. */
const VERBS = new Set(['CONNECT', 'PUB', 'HPUB', 'SUB', 'UNSUB', 'PING', 'PONG', 'INFO', 'RPUB', 'RS+', 'RS-', 'MSG', 'HMSG', '+OK', '-ERR']); // prettier-ignore
/** These are followed by as many bytes as the last word of their line says. */
const WITH_PAYLOAD = new Set(['PUB', 'HPUB', 'MSG', 'HMSG']);
const LONGEST_LINE = 4096;

class NatsParser implements Parser {
  readonly #context: Context;
  readonly #frames: FramedParser;

  constructor(context: Context) {
    this.#context = context;
    this.#frames = new FramedParser((bytes) => this.#line(bytes), beginsLine);
  }

  get isDone(): boolean {
    return this.#frames.isDone;
  }

  bytes(side: Side, chunk: Buffer): void {
    this.#frames.bytes(side, chunk);
  }

  gap(side: Side): void {
    this.#frames.gap(side);
  }

  #line(bytes: Buffer): Message | 'lost' | undefined {
    // After the greeting a client may begin TLS.
    if (bytes[0] === 0x16) {
      const rest = this.#frames.rest();
      this.#frames.isDone = true;
      this.#context.restart([{ side: 'client', bytes: rest }]);
      return 'lost';
    }
    const end = bytes.indexOf(10);
    if (end === -1) return bytes.length > LONGEST_LINE ? 'lost' : undefined;
    const words = bytes.toString('latin1', 0, Math.min(end, LONGEST_LINE)).trim().split(/[ \t]+/);
    const verb = (words[0] ?? '').toUpperCase();
    if (verb === '') return { length: end + 1, needs: 0, read: () => {} };
    if (!VERBS.has(verb)) return 'lost';
    const size = WITH_PAYLOAD.has(verb) ? Number(/^\d{1,9}$/.exec(words.at(-1) ?? '')?.[0] ?? 0) + 2 : 0;
    return { length: end + 1 + size, needs: 0, read: () => this.#context.findings.operation({ app: 'nats', method: verb }) };
  } // prettier-ignore
}

function beginsLine(bytes: Buffer): boolean {
  const word = /^([A-Za-z+-]{2,7})[ \r]/.exec(bytes.toString('latin1', 0, 9))?.[1];
  return word !== undefined && VERBS.has(word.toUpperCase());
}

/** The server greets with `INFO {json}`; a client answers with `CONNECT {json}`. */
function guess({ client, server, begun }: Opening): Guess {
  const greeting = server.toString('latin1', 0, 6);
  if (greeting.length > 0) return greeting === 'INFO {' && server.subarray(0, 1024).includes('"server_id"') ? 'yes' : 'INFO {'.startsWith(greeting) || (greeting === 'INFO {' && server.length < 1024) ? 'more' : 'no'; // prettier-ignore
  if (client.length === 0) return 'more';
  const text = client.toString('latin1', 0, 9);
  if (text === 'CONNECT {') return 'yes';
  if (begun) return 'CONNECT {'.startsWith(text) ? 'more' : 'no';
  return /^(?:PUB|HPUB|SUB) [\x21-\x7e]+ /.test(client.toString('latin1', 0, 128)) ? 'yes' : 'no';
}

export const nats: Protocol = { name: 'nats', guess, parser: (context) => new NatsParser(context), mining: 'nothing' };
