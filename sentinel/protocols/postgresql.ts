import type { Side } from '../conversation/conversation.ts';
import { FramedParser, type Message } from './framed.ts';
import type { Context, Guess, Opening, Parser, Protocol } from './protocol.ts';
import { sqlKind } from './sql-kind.ts';

/** https://www.postgresql.org/docs/current/protocol-message-formats.html */
const PROTOCOL_3 = 3;
const CANCEL = 80_877_102;
const SSL = 80_877_103;
const GSS = 80_877_104;
const LONGEST_STARTUP = 10_000;
const LONGEST_MESSAGE = 2 ** 30;
/** Of a statement so much must have come before its kind is told. */
const HEAD = 256;

/** Message types of the client in which nothing else is looked at: Bind, Close, Describe, Execute, Function, Flush, Sync, Terminate, Copy, password. */
const OTHER_TYPES = new Set(Buffer.from('BCDEFHSXcdfp', 'latin1'));
const QUERY = 'Q'.charCodeAt(0);
const PARSE = 'P'.charCodeAt(0);

class PostgresqlParser implements Parser {
  readonly #context: Context;
  readonly #frames: FramedParser;
  #started: boolean;
  #encryption = false;

  constructor(context: Context) {
    this.#context = context;
    this.#started = !context.conversation.begun;
    this.#frames = new FramedParser(
      (bytes) => (this.#started ? this.#message(bytes) : this.#startup(bytes)),
      isMessage,
    );
  }

  get isDone(): boolean {
    return this.#frames.isDone;
  }

  bytes(side: Side, chunk: Buffer): void {
    if (side === 'client') return this.#frames.bytes(side, chunk);
    if (!this.#encryption || chunk.length === 0) return undefined;
    this.#encryption = false;
    // One byte answers a wish for encryption: S (or G) grants it, and TLS begins.
    if (chunk[0] === 0x53)
      this.#context.restart([{ side: 'server', bytes: Buffer.from(chunk.subarray(1)) }, { side: 'client', bytes: this.#frames.rest() }]); // prettier-ignore
    else if (chunk[0] === 0x47) this.#frames.isDone = true;
    return undefined;
  }

  gap(side: Side): void {
    this.#started = true;
    this.#frames.gap(side);
  }

  #startup(bytes: Buffer): Message | 'lost' | undefined {
    if (bytes.length < 8) return undefined;
    const length = bytes.readUInt32BE(0);
    const code = bytes.readUInt32BE(4);
    if (length < 8 || length > LONGEST_STARTUP) return 'lost';
    if (code === SSL || code === GSS) return this.#says('SSL', length, () => (this.#encryption = true));
    if (code === CANCEL) return this.#says('CANCEL', length);
    if (code >>> 16 !== PROTOCOL_3) return 'lost';
    return this.#says('STARTUP', length, () => (this.#started = true));
  }

  #message(bytes: Buffer): Message | 'lost' | undefined {
    if (bytes.length < 5) return undefined;
    const type = bytes[0]!;
    const length = bytes.readUInt32BE(1);
    if (length < 4 || length > LONGEST_MESSAGE) return 'lost';
    if (type !== QUERY && type !== PARSE) return OTHER_TYPES.has(type) ? { length: length + 1, needs: 0, read: () => {} } : 'lost';
    return { length: length + 1, needs: HEAD, read: (message) => this.#statement(type, message) };
  } // prettier-ignore

  #statement(type: number, message: Buffer): void {
    // Parse gives the statement a name first.
    const name = type === PARSE ? message.indexOf(0, 5) + 1 : 5;
    const end = message.indexOf(0, name);
    this.#context.findings.operation({ app: 'postgresql', method: sqlKind(message.subarray(name, end === -1 ? undefined : end)) });
  } // prettier-ignore

  #says(method: string, length: number, then?: () => void): Message {
    const read = () => {
      this.#context.findings.operation({ app: 'postgresql', method });
      then?.();
    };
    return { length, needs: 8, read };
  }
}

function isMessage(bytes: Buffer): boolean {
  if (bytes.length < 5) return false;
  const length = bytes.readUInt32BE(1);
  return (bytes[0] === QUERY || bytes[0] === PARSE) && length >= 4 && length < 65_536;
}

function guess({ client, begun }: Opening): Guess {
  if (client.length === 0) return 'more';
  if (!begun && client.length >= 6 && isMessage(client)) return client.length === client.readUInt32BE(1) + 1 && client.at(-1) === 0 ? 'yes' : 'no'; // prettier-ignore
  if (client.length < 8) return client[0] === 0 && (client[1] ?? 0) === 0 ? 'more' : 'no';
  const length = client.readUInt32BE(0);
  const code = client.readUInt32BE(4);
  if (code === SSL || code === GSS) return length === 8 ? 'yes' : 'no';
  if (code === CANCEL) return length >= 16 && length <= 272 ? 'yes' : 'no';
  // "user" is the one parameter that every startup has, and it is written first or nearly so.
  if (code >>> 16 !== PROTOCOL_3 || length < 9 || length > LONGEST_STARTUP) return 'no';
  return client.length < Math.min(length, 128) ? 'more' : client.subarray(8, length).includes('user\0', 0, 'latin1') ? 'yes' : 'no';
} // prettier-ignore

export const postgresql: Protocol = { name: 'postgresql', guess, parser: (context) => new PostgresqlParser(context), mining: 'nothing' }; // prettier-ignore
