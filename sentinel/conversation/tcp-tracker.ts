import { Clock } from '../clock.ts';
import type { Counters } from '../counters.ts';
import type { IpPacket } from '../packet/ip.ts';
import { type End, otherSide, type Side } from './conversation.ts';
import { senderServes } from './orientation.ts';
import { type StreamReader, TcpConversation } from './tcp-conversation.ts';
import { ACK, applySegment, RST, segmentFrom, SYN, type TcpSegment } from './tcp-segment.ts';
import { Translations } from './translation.ts';

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
  readonly #clock = new Clock(this.#live);
  readonly #translations = new Translations();
  readonly #events: TcpEvents;
  readonly #counters: Counters;
  readonly #most: number;
  /** The source leaves out most of what is said, and somebody asks what is pending. */
  readonly #isLive: boolean;
  #begins = 0;
  #pending: TcpConversation[] = [];

  constructor(events: TcpEvents, counters: Counters, mostConversations: number, isLive = false) {
    this.#isLive = isLive;
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
    const segment = segmentFrom(ip, bytes, at, interfaceIndex, this.#counters);
    const sighting = segment && this.#sighting(segment);
    if (segment === undefined || sighting === undefined) return;
    const { conversation } = sighting;
    conversation.packets += 1;
    conversation.touched = true;
    if (at > conversation.lastSeen) conversation.lastSeen = at;
    if (this.#isLive && !conversation.isPending && (segment.length > 0 || conversation.packets === 1)) {
      conversation.isPending = true;
      this.#pending.push(conversation);
    }
    if (segment.length > 0 && !conversation.begun && !conversation.hasData) this.#orient(sighting, segment.payload);
    applySegment(conversation, sighting.side, segment, this.#counters);
    if ((segment.flags & (SYN | ACK)) === (SYN | ACK) && sighting.side === 'server') this.#handshake(conversation, segment.sequence); // prettier-ignore
  }

  /** Conversations that began or said something since this was last asked; those for which `settled` is not true yet stay. */
  pending(settled: (conversation: TcpConversation) => boolean): TcpConversation[] {
    const ready: TcpConversation[] = [];
    const later: TcpConversation[] = [];
    for (const conversation of this.#pending) {
      // What was joined with another conversation, or is over, has been told by it.
      if (!this.#live.has(conversation)) continue;
      if (!settled(conversation)) later.push(conversation);
      else {
        conversation.isPending = false;
        ready.push(conversation);
      }
    }
    this.#pending = later;
    return ready;
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

  #sighting(segment: TcpSegment): Sighting | undefined {
    const { from, to, flags, sequence, at, interfaceIndex } = segment;
    const key = tupleKey(from, to);
    const opens = (flags & (SYN | ACK)) === SYN;
    const known = this.#sightings.get(key);
    if (known !== undefined) {
      if (!this.#isReused(known, segment)) return known;
      this.#forget(known.conversation);
      if (!opens) return this.#begun(segment);
    }
    if (flags & SYN && flags & ACK) return this.#answer(segment);
    if (!opens && flags & RST) {
      // A refusal comes back to the translated address; it acknowledges the SYN that it refuses.
      const opened = flags & ACK ? this.#translations.behind(from, to, 0, segment.acknowledged, at) : undefined;
      if (opened !== undefined && !opened.isOpen) {
        this.#bind(opened, to, from);
        return { conversation: opened, side: 'server' };
      }
      // A lone reset says nothing about who spoke to whom, and scanners' replies come in thousands.
      this.#counters.add('packet: reset of an unknown connection');
      return undefined;
    }
    const side: Side = opens || !senderServes(from, to) ? 'client' : 'server';
    const [client, server] = side === 'client' ? [from, to] : [to, from];
    const conversation = this.#begin(
      new TcpConversation(client, server, at, interfaceIndex, opens, this.#isLive ? 0 : undefined),
    );
    if (opens) this.#translations.opened(conversation, sequence);
    else conversation.answered();
    return this.#sightings.get(key) ?? { conversation, side };
  }

  /**
   * Whether the ports are used again. A SYN amid an open conversation may be a decoy, sent to make us look away: only
   * once it is answered, or data follows it, the conversation before it is over.
   */
  #isReused({ conversation, side }: Sighting, { flags, sequence, acknowledged, length }: TcpSegment): boolean {
    if ((flags & (SYN | ACK)) === SYN && side === 'client') {
      if (!isAnother(conversation, sequence)) return false;
      if (!conversation.isOpen) return true;
      conversation.rivalIsn = sequence;
      return false;
    }
    const first = conversation.rivalIsn === undefined ? undefined : (conversation.rivalIsn + 1) >>> 0;
    if (side === 'server') return (flags & (SYN | ACK)) === (SYN | ACK) && acknowledged === first;
    return length > 0 && sequence === first;
  }

  /** A conversation of which the answer, or the first data, is what was seen after a SYN that we had doubted. */
  #begun(segment: TcpSegment): Sighting {
    if (segment.flags & SYN) return this.#answer(segment);
    const { from, to, at, interfaceIndex } = segment;
    const conversation = this.#begin(
      new TcpConversation(from, to, at, interfaceIndex, true, this.#isLive ? 0 : undefined),
    );
    conversation.clientIsn = (segment.sequence - 1) >>> 0;
    return { conversation, side: 'client' };
  }

  /** A SYN-ACK on an unknown tuple: a backend that answers for a service address, or a SYN that we did not see. */
  #answer({ from, to, sequence, acknowledged, at, interfaceIndex }: TcpSegment): Sighting {
    const opened = this.#translations.behind(from, to, sequence, acknowledged, at);
    const conversation =
      opened ?? this.#begin(new TcpConversation(to, from, at, interfaceIndex, true, this.#isLive ? 0 : undefined));
    if (opened === undefined) conversation.clientIsn = (acknowledged - 1) >>> 0;
    else this.#bind(conversation, to, from);
    return { conversation, side: 'server' };
  }

  #begin(conversation: TcpConversation): TcpConversation {
    if (this.#live.size >= this.#most) this.#makeRoom();
    conversation.order = this.#begins += 1;
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

  #handshake(conversation: TcpConversation, sequence: number): void {
    conversation.answered();
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
    for (let conversation = this.#clock.next(); conversation !== undefined; conversation = this.#clock.next()) {
      // What is over only lingers for its stragglers.
      if (conversation.isOver) return this.#forget(conversation);
      if (!conversation.touched) {
        this.#counters.add('folded: conversation ended early to make room');
        return this.#forget(conversation);
      }
      conversation.touched = false;
    }
    return undefined;
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

/** A SYN that does not repeat the one that opened (or, late in a capture, that of a handshake half seen). */
function isAnother({ clientIsn, begun, hasData }: TcpConversation, sequence: number): boolean {
  return clientIsn === undefined ? begun || hasData : clientIsn !== sequence;
}

const tupleKey = (from: End, to: End): string => `${from.address} ${from.port} ${to.address} ${to.port}`;
