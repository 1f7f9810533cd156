import { Clock } from '../clock.ts';
import type { Counters } from '../counters.ts';
import { destinationOf, SCTP, sourceOf, type IpPacket } from '../packet/ip.ts';
import type { Side } from './conversation.ts';
import { DatagramConversation } from './datagram-conversation.ts';
import { senderServes } from './orientation.ts';
import { TupleTable } from './tuple-table.ts';

/** After this silence the same ports are a new conversation (conntrack's nf_conntrack_udp_timeout_stream). */
const SILENCE_MS = 120_000;
/** A question that was answered lingers this long for its twin of another type, or a repetition. */
const ANSWERED_MS = 3000;

export interface DatagramEvents {
  datagram(conversation: DatagramConversation, side: Side, payload: Buffer, wholeLength: number, at: number): void;
  over(conversation: DatagramConversation): void;
}

/** UDP and SCTP conversations by their ends. Whoever is seen first is the client, unless the ports say otherwise. */
export class DatagramTracker {
  readonly #tuples = new TupleTable<DatagramConversation>();
  /** With their entries in the table. */
  readonly #live = new Map<DatagramConversation, number>();
  /** Which side of its conversation has sent the packet. */
  #side: Side = 'client';
  readonly #clock = new Clock(this.#live);
  readonly #events: DatagramEvents;
  readonly #counters: Counters;
  readonly #most: number;
  readonly #isLive: boolean;
  #pending: DatagramConversation[] = [];

  constructor(events: DatagramEvents, counters: Counters, mostConversations: number, isLive = false) {
    this.#isLive = isLive;
    this.#events = events;
    this.#counters = counters;
    this.#most = mostConversations;
  }

  get live(): Iterable<DatagramConversation> {
    return this.#live.keys();
  }

  /** Conversations that began since this was last asked. */
  pending(): DatagramConversation[] {
    const pending = this.#pending.filter((conversation) => this.#live.has(conversation));
    this.#pending = [];
    return pending;
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
    const conversation = this.#known(at) ?? this.#begin(proto, ip, bytes, at, interfaceIndex);
    const side = this.#side;
    const declared = proto === 'udp' ? bytes.readUInt16BE(head + 4) : 0;
    // A jumbogram or an offload declares 0; otherwise padding after the datagram is not part of it.
    const length = Math.max(0, (declared >= 8 ? Math.min(declared, ip.length) : ip.length) - headerLength);
    if (!conversation.datagram(side, length, at, interfaceIndex)) return;
    const payload = bytes.subarray(head + headerLength, Math.min(ip.end, head + headerLength + length));
    if (proto === 'udp') this.#events.datagram(conversation, side, payload, length, at);
  }

  unreachable(quoted: IpPacket, bytes: Buffer, how: 'refused' | 'blocked' | 'timeout'): void {
    this.#tuples.look(quoted, bytes);
    const entry = this.#tuples.find();
    if (entry !== -1 && this.#tuples.side(entry) === 'client') this.#tuples.conversation(entry).unreachable(how);
  }

  expire(now: number): void {
    for (const conversation of this.#live.keys()) {
      const patience = conversation.isAnswered ? ANSWERED_MS : SILENCE_MS;
      if (now - conversation.lastSeen > patience) this.#forget(conversation);
    }
  }

  end(): void {
    for (const conversation of this.#live.keys()) this.#forget(conversation);
  }

  /** Takes back a conversation that turned out to be the other half of another one. */
  absorb(conversation: DatagramConversation): void {
    this.#drop(conversation);
  }

  #known(at: number): DatagramConversation | undefined {
    const entry = this.#tuples.find();
    if (entry === -1) return undefined;
    const conversation = this.#tuples.conversation(entry);
    if (at - conversation.lastSeen <= SILENCE_MS) {
      this.#side = this.#tuples.side(entry);
      return conversation;
    }
    this.#forget(conversation);
    return undefined;
  }

  #begin(proto: 'udp' | 'sctp', ip: IpPacket, bytes: Buffer, at: number, interfaceIndex: number): DatagramConversation {
    if (this.#live.size >= this.#most) this.#makeRoom();
    else this.#clock.roomFor();
    const from = { address: sourceOf(ip, bytes), port: bytes.readUInt16BE(ip.offset) };
    const to = { address: destinationOf(ip, bytes), port: bytes.readUInt16BE(ip.offset + 2) };
    const answers = proto === 'udp' && isDnsAnswer(bytes, ip.offset + 8, ip.end);
    this.#side = answers || repliesFirst(from.port, to.port) ? 'server' : 'client';
    const [client, server] = this.#side === 'client' ? [from, to] : [to, from];
    const conversation = new DatagramConversation(proto, client, server, at, interfaceIndex, this.#side === 'client', this.#isLive); // prettier-ignore
    this.#live.set(conversation, this.#tuples.put(conversation, this.#side));
    if (this.#isLive) this.#pending.push(conversation);
    return conversation;
  }

  #makeRoom(): void {
    for (let entry = this.#clock.next(); entry !== undefined; entry = this.#clock.next()) {
      const [conversation] = entry;
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

  #drop(conversation: DatagramConversation): void {
    const entry = this.#live.get(conversation);
    if (entry !== undefined) this.#tuples.remove(entry);
    this.#live.delete(conversation);
  }
}

/** An answer seen before its question: only where the sender's port is a server's beyond doubt. */
const repliesFirst = (fromPort: number, toPort: number): boolean => fromPort < 1024 && toPort >= 1024 && senderServes(fromPort, toPort); // prettier-ignore

/** A resolver behind a service may listen on any port: an answer of DNS comes from the server. One question, the bit of an answer. */
const isDnsAnswer = (bytes: Buffer, at: number, end: number): boolean =>
  end >= at + 12 && (bytes[at + 2]! & 0xf8) === 0x80 && (bytes[at + 3]! & 0x40) === 0 && bytes.readUInt16BE(at + 4) === 1 && bytes[at + 6] === 0 && bytes[at + 8] === 0 && bytes[at + 10] === 0; // prettier-ignore
