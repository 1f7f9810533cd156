import type { Counters } from '../counters.ts';
import type { IpPacket } from '../packet/ip.ts';
import { type End, otherSide, type Side } from './conversation.ts';
import { senderServes } from './orientation.ts';
import { type StreamReader, TcpConversation } from './tcp-conversation.ts';
import { Translations } from './translation.ts';

const FIN = 1;
const SYN = 2;
const RST = 4;
const ACK = 16;

interface Sighting {
  conversation: TcpConversation;
  side: Side;
}

export interface TcpEvents {
  /** A reader for the streams of a new conversation. */
  reader(conversation: TcpConversation): StreamReader;
  /** Everything has been said: count it. Called once for each conversation. */
  over(conversation: TcpConversation): void;
  /** For a conversation that began before the capture: who speaks like a client here? */
  speaker(bytes: Buffer): Side | undefined;
}

/** TCP conversations by their tuples: opened, answered, translated, reset, finished, forgotten. */
export class TcpTracker {
  readonly #sightings = new Map<string, Sighting>();
  readonly #live = new Set<TcpConversation>();
  readonly #translations = new Translations();
  readonly #events: TcpEvents;
  readonly #counters: Counters;
  readonly #most: number;

  constructor(events: TcpEvents, counters: Counters, mostConversations: number) {
    this.#events = events;
    this.#counters = counters;
    this.#most = mostConversations;
  }

  get live(): Iterable<TcpConversation> {
    return this.#live;
  }

  get size(): number {
    return this.#live.size;
  }

  packet(ip: IpPacket, bytes: Buffer, at: number, interfaceIndex: number): void {
    const head = ip.offset;
    if (ip.end < head + 20) return this.#counters.add('packet: TCP header cut');
    const headerLength = (bytes[head + 12]! >> 4) * 4;
    if (headerLength < 20 || ip.length < headerLength) return this.#counters.add('packet: TCP header broken');
    const from: End = { address: ip.src, port: bytes.readUInt16BE(head) };
    const to: End = { address: ip.dst, port: bytes.readUInt16BE(head + 2) };
    const flags = bytes[head + 13]!;
    const sequence = bytes.readUInt32BE(head + 4);
    const acknowledged = bytes.readUInt32BE(head + 8);
    const key = tupleKey(from, to);
    const sighting = this.#sighting(key, from, to, flags, sequence, acknowledged, at, interfaceIndex);
    if (sighting === undefined) return;
    const { conversation } = sighting;
    conversation.packets += 1;
    conversation.touched = true;
    if (at > conversation.lastSeen) conversation.lastSeen = at;
    const length = ip.length - headerLength;
    const payload = bytes.subarray(Math.min(ip.end, head + headerLength), ip.end);
    this.#segment(sighting, flags, sequence, acknowledged, payload, length, at);
  }

  /** The network said that it will not carry this connection. */
  unreachable(from: End, to: End, how: 'refused' | 'blocked' | 'timeout'): void {
    const sighting = this.#sightings.get(tupleKey(from, to));
    if (sighting?.side === 'client') sighting.conversation.unreachable(how);
  }

  /** Ends conversations that closed before `closed`: until then their stragglers are known. */
  expire(closed: number): void {
    for (const conversation of this.#live) {
      if (conversation.isOver && conversation.lastSeen < closed) this.#forget(conversation);
    }
  }

  /** The capture is at its end. */
  end(): void {
    for (const conversation of this.#live) this.#forget(conversation);
  }

  #sighting(
    key: string,
    from: End,
    to: End,
    flags: number,
    sequence: number,
    acknowledged: number,
    at: number,
    interfaceIndex: number,
  ): Sighting | undefined {
    // prettier-ignore
    const known = this.#sightings.get(key);
    if (known !== undefined) {
      const isn = known.conversation.clientIsn;
      // A new SYN on an old tuple: the port is used again.
      if ((flags & (SYN | ACK)) !== SYN || isn === sequence || (isn === undefined && !known.conversation.begun && !known.conversation.hasData)) return known; // prettier-ignore
      this.#forget(known.conversation);
    }
    if (flags & SYN && flags & ACK) return this.#answer(from, to, sequence, acknowledged, at, interfaceIndex);
    const opens = (flags & SYN) !== 0;
    // A lone reset says nothing about who spoke to whom, and scanners' replies come in thousands.
    if (!opens && flags & RST) return void this.#counters.add('packet: reset of an unknown connection');
    const sender: Side = opens || !senderServes(from, to) ? 'client' : 'server';
    const [client, server] = sender === 'client' ? [from, to] : [to, from];
    const conversation = this.#begin(new TcpConversation(client, server, at, interfaceIndex, opens));
    if (opens) this.#translations.opened(conversation, sequence);
    else conversation.answered();
    return this.#sightings.get(key) ?? { conversation, side: sender };
  }

  /** A SYN-ACK on an unknown tuple: a backend that answers for a service address, or a SYN that we did not see. */
  #answer(from: End, to: End, sequence: number, acknowledged: number, at: number, interfaceIndex: number): Sighting {
    // prettier-ignore
    const opened = this.#translations.behind(from, to, sequence, acknowledged, at);
    const conversation = opened ?? this.#begin(new TcpConversation(to, from, at, interfaceIndex, true));
    if (opened === undefined) conversation.clientIsn = (acknowledged - 1) >>> 0;
    else this.#bind(conversation, to, from);
    return { conversation, side: 'server' };
  }

  #begin(conversation: TcpConversation): TcpConversation {
    if (this.#live.size >= this.#most) this.#makeRoom();
    this.#live.add(conversation);
    this.#bind(conversation, conversation.client, conversation.server);
    conversation.reader = this.#events.reader(conversation);
    return conversation;
  }

  #bind(conversation: TcpConversation, client: End, server: End): void {
    for (const side of ['client', 'server'] as const) {
      const key = side === 'client' ? tupleKey(client, server) : tupleKey(server, client);
      conversation.tuples.push(key);
      this.#sightings.set(key, { conversation, side });
    }
  }

  #segment(
    sighting: Sighting,
    flags: number,
    sequence: number,
    acknowledged: number,
    payload: Buffer,
    length: number,
    at: number,
  ): void {
    // prettier-ignore
    const { conversation } = sighting;
    if (length > 0 && !conversation.begun && !conversation.hasData) this.#orient(sighting, payload);
    const { side } = sighting;
    const counter = conversation.counter(side);
    const first = flags & SYN ? (sequence + 1) >>> 0 : sequence;
    if (flags & SYN) this.#handshake(conversation, side, flags, sequence, acknowledged);
    // Data or an acknowledgement without a handshake in sight: here the count begins.
    if (!(flags & RST)) counter.begin(first);
    const peer = conversation.counter(otherSide(side));
    if (flags & ACK && !(flags & RST)) {
      if (!(flags & SYN)) peer.begin(acknowledged);
      peer.acknowledged(acknowledged);
      if (side === 'client' && conversation.begun && !(flags & SYN)) conversation.answered();
    }
    if (length > 0 && !(flags & RST)) this.#data(conversation, side, first, payload, length, at);
    if (flags & FIN) {
      counter.end((first + length) >>> 0, 'fin');
      conversation.finishedBy(side);
    }
    if (flags & RST) {
      // The reset that refuses a connection carries no sequence number of its own.
      if (counter.known) counter.end(first, 'reset');
      conversation.resetBy(side);
    }
    const hole = conversation.stream(otherSide(side));
    if (hole?.isHopeless === true && peer.hasAcknowledged(hole.holeEnd ?? Infinity)) hole.giveUp();
  }

  #data(conversation: TcpConversation, side: Side, first: number, payload: Buffer, length: number, at: number): void {
    const counter = conversation.counter(side);
    let position = counter.position(first);
    // The handshake that we believed was another one's, or a decoy's: the first data decides.
    if (!counter.hasData && (position === undefined || position < 0)) position = counter.restart(first);
    if (position === undefined) return this.#counters.add('tcp: segment outside of the window');
    counter.data(position, length);
    if (side === 'server') conversation.answered();
    const outcome = conversation.stream(side)?.push(position, payload, length - payload.length, at);
    if (outcome === 'repeated') this.#counters.add('tcp: segment repeated');
    else if (outcome === 'waiting') this.#counters.add('tcp: segment out of order');
    else if (outcome === 'overlapping') this.#counters.add('tcp: segment overlaps');
  }

  #handshake(conversation: TcpConversation, side: Side, flags: number, sequence: number, acknowledged: number): void {
    if (!(flags & ACK) || side !== 'server') return;
    conversation.answered();
    conversation.counter('client').begin(acknowledged);
    if (conversation.serverIsn === sequence) return;
    conversation.serverIsn ??= sequence;
    const merged = this.#translations.merged(conversation);
    if (merged === undefined) return;
    this.#counters.add('tcp: translated connection joined');
    for (const tuple of merged.gone.tuples) {
      const sighting = this.#sightings.get(tuple);
      if (sighting?.conversation === merged.gone) sighting.conversation = merged.kept;
      merged.kept.tuples.push(tuple);
    }
    merged.kept.answered();
    this.#live.delete(merged.gone);
  }

  #orient(sighting: Sighting, payload: Buffer): void {
    const { conversation } = sighting;
    const speaker = this.#events.speaker(payload);
    if (speaker === undefined || speaker === sighting.side) return;
    conversation.turn();
    for (const tuple of conversation.tuples) {
      const other = this.#sightings.get(tuple);
      if (other !== undefined) other.side = otherSide(other.side);
    }
  }

  /** Second chance: the first conversation from the oldest on that was silent since it was last looked at. */
  #makeRoom(): void {
    for (const conversation of this.#live) {
      if (conversation.touched && this.#live.size > 1) {
        conversation.touched = false;
        this.#live.delete(conversation);
        this.#live.add(conversation);
        continue;
      }
      this.#counters.add('folded: conversation ended early to make room');
      return this.#forget(conversation);
    }
  }

  #forget(conversation: TcpConversation): void {
    this.#live.delete(conversation);
    for (const tuple of conversation.tuples) {
      if (this.#sightings.get(tuple)?.conversation === conversation) this.#sightings.delete(tuple);
    }
    conversation.close();
    this.#events.over(conversation);
  }
}

const tupleKey = (from: End, to: End): string => `${from.address} ${from.port} ${to.address} ${to.port}`;
