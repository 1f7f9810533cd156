import type { Side } from '../conversation/conversation.ts';
import { FramedParser, type Message } from './framed.ts';
import type { Context, Guess, Opening, Parser, Protocol } from './protocol.ts';
import { sqlKind } from './sql-kind.ts';

/** https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_command_phase.html */
const COMMANDS: readonly string[] = [
  'SLEEP', 'QUIT', 'INIT_DB', 'QUERY', 'FIELD_LIST', 'CREATE_DB', 'DROP_DB', 'REFRESH', 'SHUTDOWN', 'STATISTICS', 'PROCESS_INFO',
  'CONNECT', 'PROCESS_KILL', 'DEBUG', 'PING', 'TIME', 'DELAYED_INSERT', 'CHANGE_USER', 'BINLOG_DUMP', 'TABLE_DUMP', 'CONNECT_OUT',
  'REGISTER_REPLICA', 'STMT_PREPARE', 'STMT_EXECUTE', 'STMT_SEND_LONG_DATA', 'STMT_CLOSE', 'STMT_RESET', 'SET_OPTION',
  'STMT_FETCH', 'DAEMON', 'BINLOG_DUMP_GTID', 'RESET_CONNECTION', 'CLONE',
]; // prettier-ignore
const QUERY = 3;
const STMT_PREPARE = 22;

const CLIENT_SSL = 0x800;
const CLIENT_COMPRESS = 0x20;
const CLIENT_QUERY_ATTRIBUTES = 0x0800_0000;
const HEAD = 256;

class MysqlParser implements Parser {
  readonly #context: Context;
  readonly #frames: FramedParser;
  #greeted: boolean;
  #attributes = false;

  constructor(context: Context) {
    this.#context = context;
    this.#greeted = !context.conversation.begun;
    this.#frames = new FramedParser((bytes) => this.#packet(bytes), (bytes) => bytes.length > 4 && bytes[3] === 0);
  } // prettier-ignore

  get isDone(): boolean {
    return this.#frames.isDone;
  }

  bytes(side: Side, chunk: Buffer): void {
    this.#frames.bytes(side, chunk);
  }

  gap(side: Side): void {
    if (side === 'client') this.#greeted = true;
    this.#frames.gap(side);
  }

  /** Three bytes of length (least first), one of sequence. Each command begins at sequence 0. */
  #packet(bytes: Buffer): Message | 'lost' | undefined {
    if (bytes.length < 5) return undefined;
    const length = 4 + bytes.readUIntLE(0, 3);
    if (!this.#greeted) return this.#login(bytes, length);
    if (bytes[3] !== 0) return { length, needs: 0, read: () => {} };
    return { length, needs: HEAD, read: (packet) => this.#command(packet) };
  }

  #login(bytes: Buffer, length: number): Message | 'lost' | undefined {
    if (length < 8 || bytes[3] !== 1) return 'lost';
    const read = (packet: Buffer) => {
      const capabilities = packet.readUInt32LE(4);
      this.#greeted = true;
      this.#attributes = (capabilities & CLIENT_QUERY_ATTRIBUTES) !== 0;
      const encrypted = (capabilities & CLIENT_SSL) !== 0 && length === 36;
      this.#context.findings.operation({ app: 'mysql', method: encrypted ? 'SSL' : 'LOGIN' });
      if (encrypted) this.#handOver(length);
      // Compressed packets have another frame; what they hold is not looked at.
      else if (capabilities & CLIENT_COMPRESS) this.#frames.isDone = true;
    };
    return { length, needs: Math.min(length, 36), read };
  }

  #handOver(length: number): void {
    const rest = this.#frames.rest().subarray(length);
    this.#frames.isDone = true;
    this.#context.restart([{ side: 'client', bytes: rest }]);
  }

  #command(packet: Buffer): void {
    const code = packet[4]!;
    const name = COMMANDS[code];
    if (name === undefined) return;
    // With attributes a query begins with their number (0) and the number of sets (1).
    const start = this.#attributes && code === QUERY && packet[5] === 0 && packet[6] === 1 ? 7 : 5;
    const isSql = code === QUERY || code === STMT_PREPARE;
    this.#context.findings.operation({ app: 'mysql', method: isSql ? sqlKind(packet.subarray(start)) : name });
  }
}

/** The server speaks first: protocol version 10, a version text that ends in 0, sequence 0, and the length fits. */
function guess({ client, server, begun }: Opening): Guess {
  if (server.length === 0) return begun && client.length === 0 ? 'more' : begun || client.length === 0 ? 'more' : 'no';
  if (server.length < 6) return server.length < 4 || server[3] === 0 ? 'more' : 'no';
  const length = server.readUIntLE(0, 3);
  if (server[3] !== 0 || length > 1024 || length < 8) return 'no';
  // An error instead of a greeting: too many connections, a host that is not allowed.
  if (server[4] === 0xff) return server.length === length + 4 && client.length === 0 ? 'yes' : 'no';
  if (server[4] !== 10) return 'no';
  const end = server.indexOf(0, 5);
  const version = server.toString('latin1', 5, end === -1 ? Math.min(server.length, 64) : end);
  if (!/^\d[\x20-\x7e]*$/.test(version)) return 'no';
  return end === -1 ? 'more' : 'yes';
}

export const mysql: Protocol = {
  name: 'mysql',
  guess,
  parser: (context) => new MysqlParser(context),
  mining: 'nothing',
};
