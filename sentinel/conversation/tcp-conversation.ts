import { Assembler } from './assembler.ts';
import { endText, type Conversation, type End, type Outcome, type Side } from './conversation.ts';
import { Findings } from './findings.ts';
import { SequenceCounter } from './sequence.ts';

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

interface Half {
  readonly counter: SequenceCounter;
  stream: Assembler | undefined;
  finished: boolean;
}

export class TcpConversation implements Conversation {
  readonly proto = 'tcp';
  readonly findings = new Findings();
  readonly firstSeen: number;
  readonly interfaceIndex: number;
  readonly begun: boolean;
  client: End;
  server: End;
  via: End | undefined;
  alias: End | undefined;
  lastSeen: number;
  packets = 0;
  /** Tuples under which packets of this conversation travel; more than two where addresses are translated. */
  readonly tuples: string[] = [];
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
  /** Something of it may not have been told yet. */
  isPending = false;
  readonly #patienceMs: number | undefined;
  #halves: Record<Side, Half>;
  #resetBy: Side | undefined;
  #unreachable: 'refused' | 'blocked' | 'timeout' | undefined;
  #answered = false;
  #closed = false;

  constructor(client: End, server: End, at: number, interfaceIndex: number, begun: boolean, patienceMs?: number) {
    this.#patienceMs = patienceMs;
    this.client = client;
    this.server = server;
    this.firstSeen = at;
    this.lastSeen = at;
    this.interfaceIndex = interfaceIndex;
    this.begun = begun;
    this.#halves = { client: this.#half('client'), server: this.#half('server') };
  }

  get bytesOut(): number {
    return this.#halves.client.counter.bytes;
  }

  get bytesIn(): number {
    return this.#halves.server.counter.bytes;
  }

  /** Both directions have ended, or one was reset. */
  get isOver(): boolean {
    return this.#resetBy !== undefined || (this.#halves.client.finished && this.#halves.server.finished);
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
    return this.#halves[side].counter;
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
    this.#halves[side].finished = true;
  }

  stream(side: Side): Assembler | undefined {
    if (this.reader === undefined || this.reader.isDone) {
      this.#halves.client.stream = undefined;
      this.#halves.server.stream = undefined;
      return undefined;
    }
    return this.#halves[side].stream;
  }

  /** For a conversation that began before the capture: the judgement of who is the client was wrong. */
  turn(): void {
    [this.client, this.server] = [this.server, this.client];
    this.#halves = { client: this.#halves.server, server: this.#halves.client };
  }

  tell(): void {
    this.reader?.tell();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#halves.client.stream?.giveUp();
    this.#halves.server.stream?.giveUp();
    this.reader?.end(this.#resetBy !== undefined ? 'reset' : this.#halves.client.finished || this.#halves.server.finished ? 'fin' : 'timeout'); // prettier-ignore
    this.reader = undefined;
  }

  toString(): string {
    return `${endText(this.client)} > ${endText(this.server)}`;
  }

  #half(side: Side): Half {
    // After a turn the halves have changed places, so that the side is looked up when bytes come.
    const half: Half = { counter: new SequenceCounter(), stream: undefined, finished: false };
    const now = () => (this.#halves.client === half ? 'client' : this.#halves.server === half ? 'server' : side);
    half.stream = new Assembler(
      {
        bytes: (chunk) => this.reader?.bytes(now(), chunk),
        gap: () => this.reader?.gap(now()),
      },
      this.#patienceMs,
    );
    return half;
  }
}
