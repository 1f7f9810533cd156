import { Clock } from '../clock.ts';
import type { Counters } from '../counters.ts';
import { SCTP, type IpPacket } from '../packet/ip.ts';
import type { End, Side } from './conversation.ts';
import { DatagramConversation } from './datagram-conversation.ts';
import { senderServes } from './orientation.ts';

/** After this silence the same ports are a new conversation (conntrack's nf_conntrack_udp_timeout_stream). */
const SILENCE_MS = 120_000;
/** A question that was answered lingers this long for its twin of another type, or a repetition. */
const ANSWERED_MS = 3000;

interface Sighting {
  readonly conversation: DatagramConversation;
  readonly side: Side;
}

export interface DatagramEvents {
  datagram(conversation: DatagramConversation, side: Side, payload: Buffer, wholeLength: number, at: number): void;
  over(conversation: DatagramConversation): void;
}

/** UDP and SCTP conversations by their ends. Whoever is seen first is the client, unless the ports say otherwise. */
export class DatagramTracker {
  readonly #sightings = new Map<string, Sighting>();
  readonly #live = new Map<DatagramConversation, readonly [string, string]>();
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
    const from: End = { address: ip.src, port: bytes.readUInt16BE(head) };
    const to: End = { address: ip.dst, port: bytes.readUInt16BE(head + 2) };
    const answers = proto === 'udp' && isDnsAnswer(bytes, head + headerLength, ip.end);
    const { conversation, side } = this.#sighting(proto, from, to, at, interfaceIndex, answers);
    const declared = proto === 'udp' ? bytes.readUInt16BE(head + 4) : 0;
    // A jumbogram or an offload declares 0; otherwise padding after the datagram is not part of it.
    const length = Math.max(0, (declared >= 8 ? Math.min(declared, ip.length) : ip.length) - headerLength);
    if (!conversation.datagram(side, length, at, interfaceIndex)) return;
    const payload = bytes.subarray(head + headerLength, Math.min(ip.end, head + headerLength + length));
    if (proto === 'udp') this.#events.datagram(conversation, side, payload, length, at);
  }

  unreachable(proto: 'udp' | 'sctp', from: End, to: End, how: 'refused' | 'blocked' | 'timeout'): void {
    const sighting = this.#sightings.get(tupleKey(proto, from, to));
    if (sighting?.side === 'client') sighting.conversation.unreachable(how);
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

  #sighting(proto: 'udp' | 'sctp', from: End, to: End, at: number, interfaceIndex: number, answers: boolean): Sighting {
    const key = tupleKey(proto, from, to);
    const known = this.#sightings.get(key);
    if (known !== undefined) {
      if (at - known.conversation.lastSeen <= SILENCE_MS) return known;
      this.#forget(known.conversation);
    }
    if (this.#live.size >= this.#most) this.#makeRoom();
    const side: Side = answers || repliesFirst(from, to) ? 'server' : 'client';
    const [client, server] = side === 'client' ? [from, to] : [to, from];
    const conversation = new DatagramConversation(proto, client, server, at, interfaceIndex, side === 'client');
    const back = tupleKey(proto, to, from);
    this.#live.set(conversation, [key, back]);
    if (this.#isLive) this.#pending.push(conversation);
    this.#sightings.set(back, { conversation, side: side === 'client' ? 'server' : 'client' });
    const sighting: Sighting = { conversation, side };
    this.#sightings.set(key, sighting);
    return sighting;
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
    for (const key of this.#live.get(conversation) ?? []) this.#sightings.delete(key);
    this.#live.delete(conversation);
  }
}

const tupleKey = (proto: string, from: End, to: End): string =>
  `${proto} ${from.address} ${from.port} ${to.address} ${to.port}`;

/** An answer seen before its question: only where the sender's port is a server's beyond doubt. */
const repliesFirst = (from: End, to: End): boolean => from.port < 1024 && to.port >= 1024 && senderServes(from, to);

/** A resolver behind a service may listen on any port: an answer of DNS comes from the server. One question, the bit of an answer. */
const isDnsAnswer = (bytes: Buffer, at: number, end: number): boolean =>
  end >= at + 12 && (bytes[at + 2]! & 0xf8) === 0x80 && (bytes[at + 3]! & 0x40) === 0 && bytes.readUInt16BE(at + 4) === 1 && bytes[at + 6] === 0 && bytes[at + 8] === 0 && bytes[at + 10] === 0; // prettier-ignore
