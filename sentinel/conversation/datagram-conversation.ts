import { rangeOf } from '../../core/address.ts';
import type { Conversation, End, Outcome, Side } from './conversation.ts';
import { Findings } from './findings.ts';

/** A conversation over UDP or SCTP: packets between two ends without a silence longer than the tracker's patience. */
export class DatagramConversation implements Conversation {
  readonly findings: Findings;
  counted: unknown = undefined;
  namedAt = -1;
  readonly proto: 'udp' | 'sctp';
  readonly firstSeen: number;
  readonly interfaceIndex: number;
  readonly client: End;
  readonly alias = undefined;
  readonly begun: boolean;
  server: End;
  via: End | undefined;
  lastSeen: number;
  packets = 0;
  bytesOut = 0;
  bytesIn = 0;
  touched = true;
  slot = -1;
  /** Its entry in the tracker's table. */
  tuple = -1;
  /** One question, one answer: nothing more is expected. */
  isAnswered = false;
  /** Questions without their answer. */
  waiting = 0;
  /** Its socket has asked before: it is followed until it is silent. */
  isKept = false;
  /** Its place among those of which something may not have been told yet; -1: none. */
  pendingAt = -1;
  #unreachable: 'refused' | 'blocked' | 'timeout' | undefined;
  /** The interface on which each direction was first seen: a capture of all interfaces shows a packet twice. */
  #seenOn: Record<Side, number | undefined> = { client: undefined, server: undefined };

  constructor(
    proto: 'udp' | 'sctp',
    client: End,
    server: End,
    at: number,
    interfaceIndex: number,
    begun: boolean,
    isLive = false,
  ) {
    this.findings = new Findings(!isLive);
    this.proto = proto;
    this.client = client;
    this.server = server;
    this.firstSeen = at;
    this.lastSeen = at;
    this.interfaceIndex = interfaceIndex;
    this.begun = begun;
  }

  /** `established` once something came back; nobody answers a multicast. */
  get outcome(): Outcome {
    if (this.#seenOn.server !== undefined) return 'established';
    if (rangeOf(this.server.address) === 'multicast') return 'established';
    return this.#unreachable ?? 'timeout';
  }

  unreachable(how: 'refused' | 'blocked' | 'timeout'): void {
    this.#unreachable ??= how;
  }

  /** @returns false for the second sight of a packet on another interface */
  datagram(side: Side, length: number, at: number, interfaceIndex: number): boolean {
    if (at > this.lastSeen) this.lastSeen = at;
    this.touched = true;
    this.#seenOn[side] ??= interfaceIndex;
    if (this.#seenOn[side] !== interfaceIndex) return false;
    this.packets += 1;
    if (side === 'client') this.bytesOut += length;
    else this.bytesIn += length;
    return true;
  }

  /** One of its questions has its answer. */
  answeredOnce(): void {
    this.isAnswered = true;
    if (this.waiting > 0) this.waiting -= 1;
  }

  /** The answer came from a backend: the address that was asked is a service's. */
  answeredBy(server: End): void {
    this.via ??= this.server;
    this.server = server;
  }
}
