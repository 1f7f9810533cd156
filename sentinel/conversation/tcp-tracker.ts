import type { Counters } from '../counters.ts';
import { destinationOf, sourceOf, type IpPacket } from '../packet/ip.ts';
import { ClosedTuples } from './closed-tuples.ts';
import type { End, Side } from './conversation.ts';
import { KnownEnds } from './known-ends.ts';
import { senderServes } from './orientation.ts';
import { Pending } from './pending.ts';
import { isReopened } from './reopening.ts';
import { Roster } from './roster.ts';
import { SpareConversations } from './spare-conversations.ts';
import { type Reading, TcpConversation } from './tcp-conversation.ts';
import { ACK, applySegment, RST, SYN, TcpSegment } from './tcp-segment.ts';
import { Translations } from './translation.ts';
import { TupleTable } from './tuple-table.ts';

export interface TcpEvents extends Reading {
  began(conversation: TcpConversation): void;
  /** Everything has been said: count it. Called once for each conversation. */
  over(conversation: TcpConversation): void;
  /** For a conversation that began before the capture: who speaks like a client here? */
  speaker(bytes: Buffer): Side | undefined;
}

/** TCP conversations by their tuples: opened, answered, translated, reset, finished, forgotten. */
export class TcpTracker {
  readonly #tuples = new TupleTable<TcpConversation>();
  readonly #closed: ClosedTuples;
  readonly #segment = new TcpSegment();
  readonly #servers = new KnownEnds();
  /** Which side of its conversation has sent the segment. */
  #side: Side = 'client';
  readonly #live = new Roster<TcpConversation>();
  readonly #translations = new Translations(this.#live);
  readonly #events: TcpEvents;
  readonly #counters: Counters;
  readonly #most: number;
  /** The source leaves out most of what is said, and somebody asks what is pending. */
  readonly #isLive: boolean;
  #begins = 0;
  readonly #spare: SpareConversations;
  readonly pending = new Pending<TcpConversation>();

  constructor(events: TcpEvents, counters: Counters, mostConversations: number, isLive = false) {
    this.#isLive = isLive;
    this.#events = events;
    this.#counters = counters;
    this.#most = mostConversations;
    this.#closed = new ClosedTuples(this.#tuples, mostConversations);
    this.#spare = new SpareConversations(() => new TcpConversation(isLive, events));
  }

  get live(): Iterable<TcpConversation> {
    return this.#live;
  }

  get size(): number {
    return this.#live.size;
  }

  packet(ip: IpPacket, bytes: Buffer, at: number, interfaceIndex: number): void {
    const segment = this.#segment;
    if (!segment.read(ip, bytes, at, interfaceIndex, this.#counters)) return;
    this.#tuples.look(ip, bytes);
    const conversation = this.#conversationOf(ip, segment);
    if (conversation === undefined) return;
    conversation.packets += 1;
    conversation.touched = true;
    if (at > conversation.lastSeen) conversation.lastSeen = at;
    if (this.#isLive && (segment.length > 0 || conversation.packets === 1)) this.pending.add(conversation);
    if (segment.length > 0 && !conversation.begun && !conversation.hasData) this.#orient(conversation, segment.payload);
    applySegment(conversation, this.#side, segment, this.#counters);
    if ((segment.flags & (SYN | ACK)) === (SYN | ACK) && this.#side === 'server') this.#handshake(conversation, segment.sequence); // prettier-ignore
    if (this.#isLive && conversation.isFinished) this.#bury(conversation);
  }

  /** The network said that it will not carry this connection. */
  unreachable(quoted: IpPacket, bytes: Buffer, how: 'refused' | 'blocked' | 'timeout'): void {
    this.#tuples.look(quoted, bytes);
    const entry = this.#tuples.find();
    if (entry !== -1 && this.#tuples.side(entry) === 'client') this.#tuples.conversation(entry)?.unreachable(how);
  }

  /** Ends conversations that closed before `closed`: until then their stragglers are known. */
  expire(closed: number): void {
    this.#closed.expire(closed);
    for (const conversation of this.#live) {
      if (conversation.isOver && conversation.lastSeen < closed) this.#forget(conversation);
    }
  }

  /** The capture is at its end. */
  end(): void {
    for (const conversation of [...this.#live].toSorted((one, other) => one.order - other.order))
      this.#forget(conversation);
  }

  /** The conversation of a segment; `#side` says who has sent it. */
  #conversationOf(ip: IpPacket, segment: TcpSegment): TcpConversation | undefined {
    const { flags, sequence } = segment;
    const opens = (flags & (SYN | ACK)) === SYN;
    const entry = this.#tuples.find();
    if (entry !== -1) {
      const known = this.#tuples.conversation(entry);
      this.#side = this.#tuples.side(entry);
      if (known === undefined) {
        if (this.#isStraggler(entry, segment)) return undefined;
      } else {
        if (!isReopened(known, this.#side, segment)) return known;
        this.#forget(known);
        if (!opens) return this.#begun(ip, segment);
      }
    }
    if (flags & SYN && flags & ACK) return this.#answer(ip, segment);
    if (!opens && flags & RST) return this.#refused(ip, segment);
    this.#side = opens || !senderServes(segment.fromPort, segment.toPort) ? 'client' : 'server';
    const conversation = this.#begin(ip, segment, opens);
    if (opens) this.#translations.opened(conversation, sequence);
    else conversation.answered();
    return conversation;
  }

  /** A refusal comes back to the translated address; it acknowledges the SYN that it refuses. */
  #refused(
    ip: IpPacket,
    { flags, acknowledged, at, fromPort, toPort, bytes }: TcpSegment,
  ): TcpConversation | undefined {
    const from = this.#servers.of(sourceOf(ip, bytes), fromPort);
    const to = { address: destinationOf(ip, bytes), port: toPort };
    const opened = flags & ACK ? this.#translations.behind(from, to, 0, acknowledged, at) : undefined;
    if (opened !== undefined && !opened.isOpen) {
      this.#side = 'server';
      this.#bind(opened);
      return opened;
    }
    // A lone reset says nothing about who spoke to whom, and scanners' replies come in thousands.
    this.#counters.add('packet: reset of an unknown connection');
    return undefined;
  }

  /** Of a conversation that is over: anything but a handshake of another one. */
  #isStraggler(entry: number, { flags, sequence, acknowledged }: TcpSegment): boolean {
    if ((flags & SYN) === 0) return true;
    return this.#tuples.wasOpenedWith(entry, flags & ACK ? acknowledged - 1 : sequence);
  }

  /** A conversation of which the answer, or the first data, is what was seen after a SYN that we had doubted. */
  #begun(ip: IpPacket, segment: TcpSegment): TcpConversation {
    if (segment.flags & SYN) return this.#answer(ip, segment);
    this.#side = 'client';
    const conversation = this.#begin(ip, segment, true);
    conversation.clientIsn = (segment.sequence - 1) >>> 0;
    return conversation;
  }

  /** A SYN-ACK on an unknown tuple: a backend that answers for a service address, or a SYN that we did not see. */
  #answer(ip: IpPacket, segment: TcpSegment): TcpConversation {
    const { sequence, acknowledged, at, fromPort, toPort, bytes } = segment;
    const from = this.#servers.of(sourceOf(ip, bytes), fromPort);
    const to = { address: destinationOf(ip, bytes), port: toPort };
    const opened = this.#translations.behind(from, to, sequence, acknowledged, at);
    this.#side = 'server';
    if (opened !== undefined) {
      this.#bind(opened);
      return opened;
    }
    const conversation = this.#begin(ip, segment, true);
    conversation.clientIsn = (acknowledged - 1) >>> 0;
    return conversation;
  }

  #begin(ip: IpPacket, { at, interfaceIndex, fromPort, toPort, bytes }: TcpSegment, begun: boolean): TcpConversation {
    if (this.#live.size >= this.#most) this.#makeRoom();
    const isClients = this.#side === 'client';
    const [from, to] = [sourceOf(ip, bytes), destinationOf(ip, bytes)];
    const client: End = { address: isClients ? from : to, port: isClients ? fromPort : toPort };
    const server = this.#servers.of(isClients ? to : from, isClients ? toPort : fromPort);
    const conversation = this.#spare.take();
    conversation.begin(client, server, at, interfaceIndex, begun);
    conversation.order = this.#begins += 1;
    this.#live.add(conversation);
    this.#bind(conversation);
    this.#events.began(conversation);
    return conversation;
  }

  /** The ends of the segment are, from now on, those of this conversation too. */
  #bind(conversation: TcpConversation): void {
    conversation.tuple = this.#tuples.put(conversation, this.#side, conversation.tuple);
  }

  #handshake(conversation: TcpConversation, sequence: number): void {
    conversation.answered();
    if (conversation.serverIsn === sequence) return;
    conversation.serverIsn ??= sequence;
    const merged = this.#translations.merged(conversation);
    if (merged === undefined) return;
    this.#counters.add('tcp: translated connection joined');
    merged.kept.tuple = this.#tuples.give(merged.gone.tuple, merged.kept, merged.kept.tuple);
    merged.gone.tuple = -1;
    this.#translations.forget(merged.gone);
    merged.kept.answered();
    this.#live.remove(merged.gone);
  }

  #orient(conversation: TcpConversation, payload: Buffer): void {
    const speaker = this.#events.speaker(payload);
    if (speaker === undefined || speaker === this.#side) return;
    conversation.turn();
    this.#side = speaker;
    for (let tuple = conversation.tuple; tuple !== -1; tuple = this.#tuples.other(tuple)) this.#tuples.turn(tuple);
  }

  /** Second chance: the first conversation from the oldest on that was silent since it was last looked at. */
  #makeRoom(): void {
    for (let conversation = this.#live.next(); conversation !== undefined; conversation = this.#live.next()) {
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

  /** Both sides have finished: it is told, and only its ends are remembered for a while. */
  #bury(conversation: TcpConversation): void {
    const { clientIsn = 0, lastSeen } = conversation;
    for (let tuple = conversation.tuple, other = -1; tuple !== -1; tuple = other) {
      // To make room for it another one may go.
      other = this.#tuples.other(tuple);
      this.#closed.add(tuple, clientIsn, lastSeen);
    }
    conversation.tuple = -1;
    this.#forget(conversation);
  }

  #forget(conversation: TcpConversation): void {
    this.#translations.forget(conversation);
    this.#live.remove(conversation);
    this.pending.drop(conversation);
    for (let tuple = conversation.tuple, other = -1; tuple !== -1; tuple = other) {
      other = this.#tuples.other(tuple);
      this.#tuples.remove(tuple);
    }
    conversation.tuple = -1;
    conversation.close();
    this.#events.over(conversation);
    if (this.#isLive) this.#spare.give(conversation);
  }
}
