import { Assembler } from './assembler.ts';
import type { Conversation, End, Outcome, Side } from './conversation.ts';
import { Findings } from './findings.ts';
import { Half } from './half.ts';
import { endText } from './known-ends.ts';
import type { SequenceCounter } from './sequence.ts';

/** What reads the streams of one conversation; `end` comes once, after everything else. */
export interface StreamReader {
  bytes(side: Side, chunk: Buffer): void;
  gap(side: Side): void;
  end(kind: 'reset' | 'fin' | 'timeout'): void;
  /** Puts what is known so far into the findings. */
  tell(): void;
  /** Nothing more will be learned: bytes need not be put in order any longer. */
  readonly isDone: boolean;
}

/** Who reads what conversations say. */
export interface Reading {
  /** What is said in one piece, told at once where that is all there is to it. @returns whether it is */
  plain?(conversation: TcpConversation, side: Side, bytes: Buffer, from: number, to: number): boolean;
  /** A reader for the streams of a conversation that says something else. */
  reader(conversation: TcpConversation): StreamReader;
}

export class TcpConversation implements Conversation {
  readonly proto = 'tcp';
  readonly findings: Findings;
  readonly #reading: Reading | undefined;
  readonly #isLive: boolean;
  client!: End;
  server!: End;
  // Numbers from the beginning: what may be undefined is made anew each time it is set.
  firstSeen = 0;
  lastSeen = 0;
  interfaceIndex = -1;
  begun = false;
  via: End | undefined;
  alias: End | undefined;
  counted: unknown = undefined;
  namedAt = -1;
  packets = 0;
  /** The last of the entries of the tracker's table under which packets of this conversation travel: several where addresses are translated. */
  tuple = -1;
  slot = -1;
  /** Which conversation of the tracker it was, in the order of their beginnings. */
  order = 0;
  /** Second-chance mark of the table that holds it. */
  touched = true;
  reader: StreamReader | undefined;
  /** Initial sequence numbers, once seen; what ties translated tuples together. */
  clientIsn: number | undefined;
  serverIsn: number | undefined;
  /** Of a SYN that came while the conversation was open. */
  rivalIsn: number | undefined;
  /** Its place among those of which something may not have been told yet; -1: none. */
  pendingAt = -1;
  #client = new Half(this);
  #server = new Half(this);
  #resetBy: Side | undefined;
  #unreachable: 'refused' | 'blocked' | 'timeout' | undefined;
  #answered = false;
  #closed = false;
  #wasRead = false;

  constructor(isLive = false, reading?: Reading) {
    this.#isLive = isLive;
    this.#reading = reading;
    this.findings = new Findings(!isLive);
  }

  /** To be called once, after it was made or has forgotten. @param begun whether its beginning was seen */
  begin(client: End, server: End, at: number, interfaceIndex: number, begun: boolean): void {
    this.client = client;
    this.server = server;
    this.firstSeen = at;
    this.lastSeen = at;
    this.interfaceIndex = interfaceIndex;
    this.begun = begun;
  }

  /** As it was made, where nobody holds on to it: what it knew dies at once. */
  forget(): void {
    this.findings.reset();
    this.#client.reset();
    this.#server.reset();
    this.via = undefined;
    this.alias = undefined;
    this.counted = undefined;
    this.namedAt = -1;
    this.packets = 0;
    this.tuple = -1;
    this.touched = true;
    this.clientIsn = undefined;
    this.serverIsn = undefined;
    this.rivalIsn = undefined;
    this.pendingAt = -1;
    this.#resetBy = undefined;
    this.#unreachable = undefined;
    this.#answered = false;
    this.#closed = false;
  }

  /** Nobody has read its streams, so nobody knows it but who made it. */
  get isUnread(): boolean {
    return !this.#wasRead;
  }

  get bytesOut(): number {
    return this.#client.sent;
  }

  get bytesIn(): number {
    return this.#server.sent;
  }

  /** Both directions have ended, or one was reset. */
  get isOver(): boolean {
    return this.#resetBy !== undefined || (this.#client.finished && this.#server.finished);
  }

  /** Both directions have ended as they should: nothing that counts can follow. */
  get isFinished(): boolean {
    return this.#client.finished && this.#server.finished;
  }

  /** Answered, and neither finished nor reset. */
  get isOpen(): boolean {
    return this.#answered && !this.isOver;
  }

  get hasData(): boolean {
    return this.bytesOut > 0 || this.bytesIn > 0;
  }

  /**
   * `refused`: the first packet was answered by a reset. `reset`: established, then reset before the server had said
   * a byte. `timeout`: never answered. A reset at the end of a conversation that did talk leaves it `established`.
   */
  get outcome(): Outcome {
    if (this.#answered) return this.#resetBy !== undefined && this.bytesIn === 0 ? 'reset' : 'established';
    if (this.#resetBy === 'server') return 'refused';
    if (this.#resetBy === 'client') return 'reset';
    return this.#unreachable ?? 'timeout';
  }

  counter(side: Side): SequenceCounter {
    return this.#half(side);
  }

  /** The server, or the network behind it, took the conversation up. */
  answered(): void {
    this.#answered = true;
  }

  unreachable(how: 'refused' | 'blocked' | 'timeout'): void {
    this.#unreachable ??= how;
  }

  resetBy(side: Side): void {
    this.#resetBy ??= side;
  }

  finishedBy(side: Side): void {
    this.#half(side).finished = true;
  }

  sideOf(half: Half): Side {
    return half === this.#client ? 'client' : 'server';
  }

  /** Tries the short way, which needs no streams: what was missed before is of no matter, nor is what follows. */
  plain(side: Side, position: number, bytes: Buffer, from: number, to: number): boolean {
    if (this.reader !== undefined || this.#closed || this.#reading?.plain === undefined) return false;
    const half = this.#half(side);
    if (position < half.read || (side === 'server' && this.#client.read === 0)) return false;
    if (!this.#reading.plain(this, side, bytes, from, to)) return false;
    half.read = position + to - from;
    return true;
  }

  /** Where the bytes of a side go; undefined where nobody will learn from them. */
  stream(side: Side): Assembler | undefined {
    if (this.#closed) return undefined;
    this.reader ??= this.#reading?.reader(this);
    this.#wasRead = true;
    if (this.reader === undefined || this.reader.isDone) {
      this.#client.stream = undefined;
      this.#server.stream = undefined;
      return undefined;
    }
    const half = this.#half(side);
    // A filter leaves out most of what is said: what is missing will not come.
    half.stream ??= new Assembler(half, this.#isLive ? 0 : undefined, half.read);
    return half.stream;
  }

  /** The bytes of a side that have come, where some may wait for others. */
  waitingStream(side: Side): Assembler | undefined {
    return this.#half(side).stream;
  }

  /** For a conversation that began before the capture: the judgement of who is the client was wrong. */
  turn(): void {
    [this.client, this.server] = [this.server, this.client];
    [this.#client, this.#server] = [this.#server, this.#client];
  }

  tell(): void {
    this.reader?.tell();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#client.stream?.giveUp();
    this.#server.stream?.giveUp();
    this.reader?.end(this.#resetBy !== undefined ? 'reset' : this.#client.finished || this.#server.finished ? 'fin' : 'timeout'); // prettier-ignore
    this.reader = undefined;
  }

  toString(): string {
    return `${endText(this.client)} > ${endText(this.server)}`;
  }

  #half(side: Side): Half {
    return side === 'client' ? this.#client : this.#server;
  }
}
