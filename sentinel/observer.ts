import { PathTemplates } from '../core/path-template.ts';
import type { Flow, Lookup, Observation } from '../core/telemetry.ts';
import type { Conversation } from './conversation/conversation.ts';
import type { DatagramConversation } from './conversation/datagram-conversation.ts';
import { DatagramTracker } from './conversation/datagram-tracker.ts';
import type { TcpConversation } from './conversation/tcp-conversation.ts';
import { TrackedConversations } from './conversation/tracked-conversations.ts';
import { TcpTracker } from './conversation/tcp-tracker.ts';
import { Counters } from './counters.ts';
import { insideOf } from './inside.ts';
import { FlowTable, type NoveltyAllows } from './flows/flow-table.ts';
import { NoveltyBudget } from './flows/novelty-budget.ts';
import { DatagramReader } from './names/datagram-reader.ts';
import { DnsWatch } from './names/dns-watch.ts';
import { LookupTable } from './names/lookup-table.ts';
import { NameCache } from './names/name-cache.ts';
import { Naming } from './names/naming.ts';
import { unreachableFrom } from './packet/icmp.ts';
import { emptyPacket, ICMP, ICMPV6, parseIp4, parseIp6, SCTP, TCP, UDP } from './packet/ip.ts';
import { IPV4, isKnownLinkType, unframe, type Framed } from './packet/link.ts';
import { Dissector, type DissectorTools } from './protocols/dissector.ts';
import { PlainRequests } from './protocols/plain-requests.ts';
import { speakerOf } from './protocols/speaker.ts';
import type { CapturedPacket, Intake, TrackedConversation } from './sources/source.ts';

export interface ObserverLimits {
  /** Conversations followed at the same time, of TCP and of UDP each. */
  readonly conversations: number;
  /** Keys of flows, and names asked for, that are counted at the same time. */
  readonly keys: number;
}

export const observerLimits: ObserverLimits = { conversations: 32_768, keys: 50_000 };

export interface ObserverOptions {
  readonly limits?: Partial<ObserverLimits>;
  /** Is this address a pod's (or whatever is being watched)? Without an answer: every address that is not public. */
  readonly isInside?: (address: string) => boolean;
  /** What had to leave memory before its time. */
  readonly evicted?: (observation: Observation) => void;
  /** Packets come from a filter that leaves out bulk, without end, and what is new is asked for while they come. */
  readonly live?: boolean;
  /** Each conversation at its end, with what was understood of it. */
  readonly ended?: (conversation: Conversation) => void;
}

/** Stragglers of a closed connection are told from a new one for this long; on the wire, where order is kept, shorter. */
const LINGER_MS = 10_000;
const LINGER_LIVE_MS = 1000;
const SWEEP_MS = 5_000;
const SWEEP_LIVE_MS = 1000;
/** What was not answered by then is told as it is; a name that nobody dialled by then is a lookup. */
const SETTLES_MS = 700;

/** Packets in, observations out. Everything it remembers is bounded; what it could not keep is counted. */
export class Observer implements Intake {
  readonly counters = new Counters();
  readonly #tcp: TcpTracker;
  readonly #datagrams: DatagramTracker;
  readonly #flows: FlowTable;
  readonly #lookups: LookupTable;
  readonly #dns: DnsWatch;
  readonly #names: Naming;
  readonly #templates = new PathTemplates();
  readonly #ended: ((conversation: Conversation) => void) | undefined;
  readonly #frame: Framed = { offset: -1, etherType: 0, interfaceIndex: -1 };
  readonly #ip = emptyPacket();
  readonly #live: boolean;
  readonly #tools: DissectorTools;
  readonly #tracked = new TrackedConversations();
  #at = 0;
  #first = Infinity;
  #last = 0;
  #sweepAt = 0;
  #packets = 0;

  constructor({ limits, isInside = insideOf([]), evicted = () => {}, ended, live = false }: ObserverOptions = {}) {
    this.#live = live;
    const budget = live ? new NoveltyBudget() : undefined;
    const allows: NoveltyAllows = (kind, interfaceIndex, at) => budget?.allows(kind, interfaceIndex, at) ?? true;
    const { conversations, keys } = { ...observerLimits, ...limits };
    this.#ended = ended;
    const fold = (observation: Observation) => {
      this.counters.add('folded: counter reported early to make room');
      evicted(observation);
    };
    this.#flows = new FlowTable(keys, (conversation) => directionOf(conversation, isInside), fold, allows);
    this.#lookups = new LookupTable(keys, fold, allows);
    this.#dns = new DnsWatch(new NameCache(), this.#lookups, this.counters);
    this.#names = new Naming(this.#dns);
    this.#tools = { templates: this.#templates, filtered: live, dns: (conversation, side, message) => void this.#dns.message(conversation, side, message, this.#at) }; // prettier-ignore
    const over = (conversation: Conversation) => this.#over(conversation);
    const plain = new PlainRequests(this.#templates);
    const short = live ? { plain: plain.tell.bind(plain) } : {};
    this.#tcp = new TcpTracker({ ...short, began: (conversation) => this.#names.pin(conversation), reader: (conversation) => this.#reader(conversation), speaker: speakerOf, over }, this.counters, conversations, live); // prettier-ignore
    const absorb = (answer: DatagramConversation, into: DatagramConversation) => this.#datagrams.absorb(answer, into);
    const reader = new DatagramReader(this.#dns, this.#names, absorb);
    this.#datagrams = new DatagramTracker({ datagram: reader.datagram.bind(reader), over }, this.counters, conversations, live); // prettier-ignore
  }

  get packets(): number {
    return this.#packets;
  }

  /** First and last instant seen, in milliseconds since 1970; undefined before the first packet. */
  get span(): { readonly from: number; readonly to: number } | undefined {
    return this.#packets === 0 ? undefined : { from: this.#first, to: this.#last };
  }

  packet({ linkType, bytes, wireLength, at, interfaceIndex }: CapturedPacket): void {
    this.#seen(at, bytes.length < wireLength);
    const frame = this.#frame;
    if (unframe(linkType, bytes, frame))
      this.#ipPacket(bytes, frame.offset, bytes.length, frame.etherType === IPV4, interfaceIndex ?? frame.interfaceIndex); // prettier-ignore
    else this.counters.add(isKnownLinkType(linkType) ? 'packet: not IP' : `packet: link type ${linkType} unknown`);
    this.#sweepInTime(at);
  }

  raw(bytes: Buffer, from: number, to: number, wireLength: number, at: number, interfaceIndex: number): void {
    this.#seen(at, to - from < wireLength);
    const version = from < to ? bytes[from]! >> 4 : 0;
    if (version === 4 || version === 6) this.#ipPacket(bytes, from, to, version === 4, interfaceIndex);
    else this.counters.add('packet: not IP');
    this.#sweepInTime(at);
  }

  /** A conversation that a source tells as a whole; the same object again is the same conversation, further on. */
  conversation(tracked: TrackedConversation): void {
    this.#over(this.#tracked.of(tracked));
  }

  /** Everything is over: what is still open ends here. */
  end(): void {
    this.#tcp.end();
    this.#datagrams.end();
  }

  /**
   * What was never told before, or never with this name or operation, and is settled: answered, or silent for a while.
   * @param now milliseconds since 1970, on the clock of the packets
   */
  fresh(now: number): Observation[] {
    const settled = now - SETTLES_MS;
    for (const conversation of this.#tcp.pending.take(({ outcome, firstSeen }) => outcome !== 'timeout' || firstSeen <= settled)) {
      conversation.tell();
      this.#count(conversation);
    }
    for (const conversation of this.#datagrams.pending.take()) this.#count(conversation);
    return [...this.#flows.fresh(), ...this.#lookups.fresh(settled)];
  } // prettier-ignore

  /** Whether something waits to be told until it is answered, or has been silent for a while. */
  get isUnsettled(): boolean {
    return !this.#tcp.pending.isEmpty || !this.#datagrams.pending.isEmpty || this.#lookups.hasWaiting;
  }

  /** Without packets nothing ends by itself: to be called now and then. */
  idle(now: number): void {
    if (now - this.#sweepAt > SWEEP_LIVE_MS) this.#sweep(now);
  }

  /** Everything known is new once more: once a day, and when novelty was lost on its way. */
  tellAgain(): void {
    this.#flows.tellAgain();
    this.#lookups.tellAgain();
  }

  get keys(): number {
    return this.#flows.size;
  }

  get conversations(): number {
    return this.#tcp.size + this.#datagrams.size;
  }

  /**
   * Observations that are new or changed since they were last taken, earliest first.
   * @param withNovel also those that `fresh` would tell
   */
  take(withNovel = true): Observation[] {
    for (const conversation of this.#tcp.live) {
      conversation.tell();
      this.#count(conversation);
    }
    for (const conversation of this.#datagrams.live) this.#count(conversation);
    const taken: (Flow | Lookup)[] = [...this.#flows.take(withNovel), ...this.#lookups.take(withNovel)];
    return taken.toSorted((one, other) =>
      one.firstSeen < other.firstSeen ? -1 : one.firstSeen > other.firstSeen ? 1 : 0,
    );
  }

  /** Conversations, operations, names and paths for which there was no room; `coverage.folded`. */
  get folded(): number {
    return this.#flows.folded + this.#lookups.folded + this.#templates.folded + this.counters.sum('folded: conversation ended early to make room', 'folded: counter reported early to make room'); // prettier-ignore
  }

  #seen(at: number, isCut: boolean): void {
    this.#packets += 1;
    this.#at = at;
    if (at < this.#first) this.#first = at;
    if (at > this.#last) this.#last = at;
    if (isCut) this.counters.add('packet: cut by the capture');
  }

  #ipPacket(bytes: Buffer, from: number, to: number, isIp4: boolean, interfaceIndex: number): void {
    const ip = this.#ip;
    const parsed = isIp4 ? parseIp4(bytes, from, ip, to) : parseIp6(bytes, from, ip, to);
    if (parsed === 'bad') return this.counters.add('packet: IP header broken');
    if (parsed !== 'whole') this.counters.add('packet: fragment');
    if (parsed === 'later') return undefined;
    if (ip.proto === TCP) this.#tcp.packet(ip, bytes, this.#at, interfaceIndex);
    else if (ip.proto === UDP || ip.proto === SCTP) this.#datagrams.packet(ip, bytes, this.#at, interfaceIndex);
    else if (ip.proto === ICMP || ip.proto === ICMPV6) this.#icmp(bytes);
    else this.counters.add('packet: another IP protocol');
    return undefined;
  }

  #icmp(bytes: Buffer): void {
    this.counters.add('packet: ICMP');
    const told = unreachableFrom(this.#ip, bytes);
    if (told === undefined) return;
    const tracker = told.quoted.proto === TCP ? this.#tcp : this.#datagrams;
    tracker.unreachable(told.quoted, bytes, told.how);
  }

  #reader(conversation: TcpConversation): Dissector {
    return new Dissector(conversation, this.#tools);
  }

  #count(conversation: Conversation): void {
    this.#names.again(conversation);
    this.#flows.count(conversation);
  }

  #over(conversation: Conversation): void {
    this.#count(conversation);
    this.#ended?.(conversation);
  }

  #sweepInTime(at: number): void {
    if (Math.abs(at - this.#sweepAt) > (this.#live ? SWEEP_LIVE_MS : SWEEP_MS)) this.#sweep(at);
  }

  #sweep(now: number): void {
    this.#sweepAt = now;
    this.#tcp.expire(now - (this.#live ? LINGER_LIVE_MS : LINGER_MS));
    this.#datagrams.expire(now);
  }
}

function directionOf({ client, server }: Conversation, isInside: (address: string) => boolean): 'in' | 'out' {
  return !isInside(client.address) && isInside(server.address) ? 'in' : 'out';
}
