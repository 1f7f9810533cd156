import type { Counters } from '../counters.ts';
import { destinationOf, SCTP, sourceOf, type IpPacket } from '../packet/ip.ts';
import { ClosedTuples } from './closed-tuples.ts';
import type { Side } from './conversation.ts';
import { DatagramConversation } from './datagram-conversation.ts';
import { senderServes } from './orientation.ts';
import { Pending } from './pending.ts';
import { Roster } from './roster.ts';
import { TupleTable } from './tuple-table.ts';

/** After this silence the same ports are a new conversation (conntrack's nf_conntrack_udp_timeout_stream). */
const SILENCE_MS = 120_000;
/** A question that was answered lingers this long for its twin of another type, or a repetition. */
const ANSWERED_MS = 3000;
/** On the wire one that was asked nothing else goes at once, and its ends are remembered for a late copy. */
const CLOSED_MS = 1000;
/** A question and its answer, or two. */
const MOST_OF_ONE = 4;

export interface DatagramEvents {
  datagram(conversation: DatagramConversation, side: Side, payload: Buffer, wholeLength: number, at: number): void;
  over(conversation: DatagramConversation): void;
}

/** UDP and SCTP conversations by their ends. Whoever is seen first is the client, unless the ports say otherwise. */
export class DatagramTracker {
  readonly #tuples = new TupleTable<DatagramConversation>();
  readonly #closed: ClosedTuples;
  readonly #live = new Roster<DatagramConversation>();
  /** Which side of its conversation has sent the packet. */
  #side: Side = 'client';
  readonly #events: DatagramEvents;
  readonly #counters: Counters;
  readonly #most: number;
  readonly #isLive: boolean;
  readonly pending = new Pending<DatagramConversation>();

  constructor(events: DatagramEvents, counters: Counters, mostConversations: number, isLive = false) {
    this.#isLive = isLive;
    this.#events = events;
    this.#counters = counters;
    this.#most = mostConversations;
    this.#closed = new ClosedTuples(this.#tuples, mostConversations);
  }

  get live(): Iterable<DatagramConversation> {
    return this.#live;
  }

  get size(): number {
    return this.#live.size;
  }

  packet(ip: IpPacket, bytes: Buffer, at: number, interfaceIndex: number): void {
    const head = ip.offset;
    const proto = ip.proto === SCTP ? 'sctp' : 'udp';
    const headerLength = proto === 'sctp' ? 12 : 8;
    if (ip.end < head + headerLength) return this.#counters.add('packet: UDP or SCTP header cut');
    this.#tuples.look(ip, bytes);
    const known = this.#known(at);
    if (known === undefined && this.#isLateCopy(proto, ip, bytes)) return this.#counters.add('packet: late copy of an answer'); // prettier-ignore
    const conversation = known ?? this.#begin(proto, ip, bytes, at, interfaceIndex);
    const side = this.#side;
    const declared = proto === 'udp' ? bytes.readUInt16BE(head + 4) : 0;
    // A jumbogram or an offload declares 0; otherwise padding after the datagram is not part of it.
    const length = Math.max(0, (declared >= 8 ? Math.min(declared, ip.length) : ip.length) - headerLength);
    if (!conversation.datagram(side, length, at, interfaceIndex)) return;
    const payload = bytes.subarray(head + headerLength, Math.min(ip.end, head + headerLength + length));
    if (proto === 'udp') this.#events.datagram(conversation, side, payload, length, at);
    if (this.#isLive && conversation.isAnswered) this.#bury(conversation);
  }

  unreachable(quoted: IpPacket, bytes: Buffer, how: 'refused' | 'blocked' | 'timeout'): void {
    this.#tuples.look(quoted, bytes);
    const entry = this.#tuples.find();
    if (entry !== -1 && this.#tuples.side(entry) === 'client') this.#tuples.conversation(entry)?.unreachable(how);
  }

  expire(now: number): void {
    this.#closed.expire(now - CLOSED_MS);
    for (const conversation of this.#live) {
      const patience = conversation.isAnswered ? ANSWERED_MS : SILENCE_MS;
      if (now - conversation.lastSeen > patience) this.#forget(conversation);
    }
  }

  end(): void {
    for (const conversation of [...this.#live].toSorted((one, other) => one.firstSeen - other.firstSeen)) this.#forget(conversation); // prettier-ignore
  }

  /** Takes back a conversation that turned out to be the other half of another one. */
  absorb(conversation: DatagramConversation, into: DatagramConversation): void {
    this.#drop(conversation);
    if (this.#isLive) this.#bury(into);
  }

  #known(at: number): DatagramConversation | undefined {
    const entry = this.#tuples.find();
    if (entry === -1) return undefined;
    const conversation = this.#tuples.conversation(entry);
    if (conversation === undefined) return undefined;
    if (at - conversation.lastSeen <= SILENCE_MS) {
      this.#side = this.#tuples.side(entry);
      return conversation;
    }
    this.#forget(conversation);
    return undefined;
  }

  #begin(proto: 'udp' | 'sctp', ip: IpPacket, bytes: Buffer, at: number, interfaceIndex: number): DatagramConversation {
    if (this.#live.size >= this.#most) this.#makeRoom();
    const from = { address: sourceOf(ip, bytes), port: bytes.readUInt16BE(ip.offset) };
    const to = { address: destinationOf(ip, bytes), port: bytes.readUInt16BE(ip.offset + 2) };
    const answers = proto === 'udp' && isDnsAnswer(bytes, ip.offset + 8, ip.end);
    this.#side = answers || repliesFirst(from.port, to.port) ? 'server' : 'client';
    const [client, server] = this.#side === 'client' ? [from, to] : [to, from];
    const isReopened = this.#tuples.find() !== -1;
    const conversation = new DatagramConversation(proto, client, server, at, interfaceIndex, this.#side === 'client', this.#isLive); // prettier-ignore
    conversation.isKept = isReopened;
    conversation.tuple = this.#tuples.put(conversation, this.#side);
    this.#live.add(conversation);
    if (this.#isLive) this.pending.add(conversation);
    return conversation;
  }

  #makeRoom(): void {
    for (let conversation = this.#live.next(); conversation !== undefined; conversation = this.#live.next()) {
      if (conversation.isAnswered) return this.#forget(conversation);
      if (!conversation.touched) {
        this.#counters.add('folded: conversation ended early to make room');
        return this.#forget(conversation);
      }
      conversation.touched = false;
    }
    return undefined;
  }

  #forget(conversation: DatagramConversation): void {
    this.#drop(conversation);
    this.#events.over(conversation);
  }

  /** The question that came again, or its answer, after all was said. */
  #isLateCopy(proto: 'udp' | 'sctp', ip: IpPacket, bytes: Buffer): boolean {
    return proto === 'udp' && this.#tuples.find() !== -1 && isDnsAnswer(bytes, ip.offset + 8, ip.end);
  }

  /** What was asked is answered; a socket that asks on is kept. */
  #bury(conversation: DatagramConversation): void {
    if (conversation.isKept || conversation.waiting > 0 || conversation.packets > MOST_OF_ONE) return;
    if (conversation.slot === -1) return;
    this.#closed.add(conversation.tuple, 0, conversation.lastSeen);
    this.#live.remove(conversation);
    this.pending.drop(conversation);
    this.#events.over(conversation);
  }

  #drop(conversation: DatagramConversation): void {
    this.pending.drop(conversation);
    if (conversation.slot === -1) return;
    this.#tuples.remove(conversation.tuple);
    this.#live.remove(conversation);
  }
}

/** An answer seen before its question: only where the sender's port is a server's beyond doubt. */
const repliesFirst = (fromPort: number, toPort: number): boolean => fromPort < 1024 && toPort >= 1024 && senderServes(fromPort, toPort); // prettier-ignore

/** A resolver behind a service may listen on any port: an answer of DNS comes from the server. One question, the bit of an answer. */
const isDnsAnswer = (bytes: Buffer, at: number, end: number): boolean =>
  end >= at + 12 && (bytes[at + 2]! & 0xf8) === 0x80 && (bytes[at + 3]! & 0x40) === 0 && bytes.readUInt16BE(at + 4) === 1 && bytes[at + 6] === 0 && bytes[at + 8] === 0 && bytes[at + 10] === 0; // prettier-ignore
