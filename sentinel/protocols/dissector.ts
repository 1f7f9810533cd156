import { MiningSession } from '../../core/mining/session.ts';
import type { PathTemplates } from '../../core/path-template.ts';
import type { Conversation, Side } from '../conversation/conversation.ts';
import { endText } from '../conversation/known-ends.ts';
import type { StreamReader } from '../conversation/tcp-conversation.ts';
import type { DnsMessage } from './dns-message.ts';
import { tellMining } from './mining.ts';
import { isPlainRequest } from './plain-requests.ts';
import type { Context, Opening, Parser, Protocol } from './protocol.ts';
import { protocols } from './protocols.ts';

export interface DissectorTools {
  readonly templates: PathTemplates;
  readonly filtered?: boolean;
  dns(conversation: Conversation, side: Side, message: DnsMessage): void;
}

/** Bytes kept until it is known which protocol is spoken. */
const OPENING_BYTES = 4096;
/** A stream that has said so much without one word of mining is read no further for it. */
const MINING_BYTES = 4 * 1024 * 1024;
/** Binary talk that nobody recognised: words of mining are text, and the opening of a crypto node is long past. */
const BINARY_BYTES = 8192;
/** Tunnels in tunnels: more levels are a trap. */
const MOST_RESTARTS = 4;

const NOTHING: Buffer = Buffer.alloc(0);

interface Chunk {
  readonly side: Side;
  readonly bytes: Buffer;
}

/** Finds out which protocol a TCP conversation speaks, hands its bytes to that parser, and watches for mining in any. */
export class Dissector implements StreamReader, Context {
  readonly conversation: Conversation;
  readonly templates: PathTemplates;
  readonly filtered: boolean;
  readonly #tools: DissectorTools;
  #candidates: readonly Protocol[] = protocols;
  #opening: Chunk[] = [];
  #openingBytes = 0;
  #protocol: Protocol | undefined;
  #parser: Parser | undefined;
  /** Made at the first byte: a node has far more refused and unanswered connections than talking ones. */
  #mining: MiningSession | undefined;
  #minesNot = false;
  #miningBytes = 0;
  /** Every piece so far was; one piece of text makes it no longer so. */
  #isBinary: boolean | undefined;
  #restarts = 0;

  constructor(conversation: Conversation, tools: DissectorTools) {
    this.conversation = conversation;
    this.templates = tools.templates;
    this.filtered = tools.filtered ?? false;
    this.#tools = tools;
  }

  get findings() {
    return this.conversation.findings;
  }

  get service(): string {
    return endText(this.conversation.via ?? this.conversation.server);
  }

  get isDone(): boolean {
    return (
      this.#mining === undefined && (this.#parser === undefined ? this.#candidates.length === 0 : this.#parser.isDone)
    );
  }

  bytes(side: Side, chunk: Buffer): void {
    const parser = this.#parser;
    const recognised = parser === undefined && this.#candidates.length > 0 ? this.#recognise(side, chunk) : undefined;
    const { mining = 'stream' } = this.#protocol ?? recognised ?? {};
    if (mining === 'stream') this.#mine(side, chunk);
    if (recognised !== undefined) this.#speaks(recognised, { side, bytes: chunk });
    else parser?.bytes(side, chunk);
  }

  gap(side: Side): void {
    this.#mining?.gap(side);
    if (this.#parser !== undefined) return this.#parser.gap(side);
    // What was kept cannot be continued; the next bytes may still tell.
    this.#opening = [];
    this.#openingBytes = 0;
    return undefined;
  }

  end(kind: 'reset' | 'fin' | 'timeout'): void {
    this.#mining?.close(kind);
    this.tell();
  }

  dns(side: Side, message: DnsMessage): void {
    this.#tools.dns(this.conversation, side, message);
  }

  body(side: Side, bytes: Buffer): void {
    this.#mine(side, bytes);
  }

  restart(rest: readonly Chunk[]): void {
    this.tell();
    this.#restarts += 1;
    this.#parser = undefined;
    this.#protocol = undefined;
    this.#opening = [];
    this.#openingBytes = 0;
    this.#candidates = this.#restarts > MOST_RESTARTS ? [] : protocols;
    this.#mining = undefined;
    this.#minesNot = false;
    this.#miningBytes = 0;
    this.#isBinary = undefined;
    for (const { side, bytes } of rest) if (bytes.length > 0) this.bytes(side, bytes);
  }

  #mine(side: Side, chunk: Buffer): void {
    if (this.#minesNot || (this.#mining === undefined && isPlainRequest(side, chunk))) return;
    this.#mining ??= new MiningSession();
    this.#mining.push(side, chunk);
    this.#miningBytes += chunk.length;
    if (this.#isBinary === undefined || this.#isBinary) this.#isBinary = isBinary(chunk);
    const enough = this.#isBinary && this.#parser === undefined ? BINARY_BYTES : MINING_BYTES;
    if (this.#miningBytes > enough && this.#mining.verdict() === undefined) this.#stopMining();
  }

  #stopMining(): void {
    this.#mining = undefined;
    this.#minesNot = true;
  }

  tell(): void {
    const verdict = this.#mining?.verdict();
    if (verdict !== undefined) tellMining(verdict, this.findings);
  }

  /** @returns the protocol, once it is known */
  #recognise(side: Side, bytes: Buffer): Protocol | undefined {
    const before = this.#opening;
    const said = (of: Side) =>
      before.length === 0
        ? of === side ? bytes : NOTHING
        : Buffer.concat([...before.filter((one) => one.side === of).map((one) => one.bytes), ...(of === side ? [bytes] : [])]);
    const opening: Opening = { client: said('client'), server: said('server'), begun: this.conversation.begun };
    const open: Protocol[] = [];
    for (const protocol of this.#candidates) {
      const guess = protocol.guess(opening);
      if (guess === 'yes') return protocol;
      if (guess === 'more') open.push(protocol);
    }
    this.#openingBytes += bytes.length;
    this.#candidates = this.#openingBytes > OPENING_BYTES ? [] : open;
    if (this.#candidates.length === 0) this.#opening = [];
    // What is kept is copied: the packet's memory is the source's.
    else before.push({ side, bytes: Buffer.from(bytes) });
    return undefined;
  } // prettier-ignore

  #speaks(protocol: Protocol, last: Chunk): void {
    const opening = [...this.#opening, last];
    this.#opening = [];
    this.#protocol = protocol;
    this.#parser = protocol.parser(this);
    this.findings.because(`${protocol.name}: recognised by the structure of its first bytes`);
    // The recogniser has seen the frames of the protocol so far; of bodies it begins anew.
    if (protocol.mining === 'bodies') this.#mining = undefined;
    if (protocol.mining === 'nothing') {
      this.tell();
      this.#stopMining();
    }
    const parser = this.#parser;
    for (const [index, { side, bytes }] of opening.entries()) {
      parser.bytes(side, bytes);
      // The parser handed over to another protocol: what was not yet replayed belongs to that one.
      if (this.#parser !== parser) {
        for (const { side: later, bytes: more } of opening.slice(index + 1)) this.bytes(later, more);
        return;
      }
    }
  }
}

/** Whether the beginning of a piece holds bytes that no text has: control characters other than blanks and line ends. */
function isBinary(chunk: Buffer): boolean {
  const looked = Math.min(chunk.length, 32);
  for (let at = 0; at < looked; at += 1) {
    const byte = chunk[at]!;
    if (byte < 9 || (byte > 13 && byte < 32) || byte === 127) return true;
  }
  return false;
}
