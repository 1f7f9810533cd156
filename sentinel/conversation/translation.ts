import { rangeOf } from '../../core/address.ts';
import type { End } from './conversation.ts';
import { ByNumber, type Roster } from './roster.ts';
import type { TcpConversation } from './tcp-conversation.ts';

/** Both sights of one handshake lie this close together; a sequence number met later is chance. */
const TOGETHER_MS = 3000;

const isPublic = (end: End): boolean => rangeOf(end.address) === 'public';
const same = (one: End, other: End): boolean => one.address === other.address && one.port === other.port;

/**
 * Address translation keeps sequence numbers. So a SYN-ACK from a stranger that acknowledges a SYN we saw is the
 * backend's, and two handshakes with the same two initial sequence numbers (64 bits together) are one connection seen
 * on both sides of the translation. A public address is never hidden behind another one: only private service
 * addresses can become `via`.
 */
export class Translations {
  readonly #live: Roster<TcpConversation>;
  // Of what is in them the tracker forgets each at its end, so they are as bounded as it is.
  readonly #bySyn = new ByNumber();
  /** By both numbers in one: which they are is looked at again. */
  readonly #byHandshake = new ByNumber();

  constructor(live: Roster<TcpConversation>) {
    this.#live = live;
  }

  /** A connection was opened. */
  opened(conversation: TcpConversation, isn: number): void {
    conversation.clientIsn = isn;
    // Scanners send many SYNs with one number: the last one stands, and the SYN-ACK's own address is checked first.
    this.#bySyn.set(conversation.slot, isn);
  }

  /** The connection that a SYN-ACK on an unknown tuple belongs to. */
  behind(from: End, to: End, isn: number, acknowledged: number, at: number): TcpConversation | undefined {
    const opened = this.#live.at(this.#bySyn.get((acknowledged - 1) | 0));
    if (opened === undefined || at - opened.firstSeen > TOGETHER_MS) return undefined;
    if (opened.serverIsn !== undefined && opened.serverIsn !== isn) return undefined;
    return translate(opened, to, from) ? opened : undefined;
  }

  /**
   * Called when a connection is answered. The outer sight opens first and is answered last, for its packets pass the
   * translation going and coming; two connections that merely chose the same numbers (as made-up traffic does) do not
   * nest like that.
   * @returns which of two sights of one connection stays (it now knows both addresses) and which goes
   */
  merged(answered: TcpConversation): { readonly kept: TcpConversation; readonly gone: TcpConversation } | undefined {
    const key = handshakeOf(answered);
    const inner = this.#live.at(this.#byHandshake.get(key));
    this.#byHandshake.set(answered.slot, key);
    if (inner === undefined || inner === answered || inner.clientIsn !== answered.clientIsn || inner.serverIsn !== answered.serverIsn) return undefined; // prettier-ignore
    if (answered.lastSeen - inner.lastSeen > TOGETHER_MS) return undefined;
    const nested = answered.order < inner.order;
    if (!nested || inner.hasData || !translate(answered, inner.client, inner.server)) return undefined;
    return { kept: answered, gone: inner };
  }

  /** A conversation will be followed no longer. */
  forget({ slot }: TcpConversation): void {
    this.#bySyn.delete(slot);
    this.#byHandshake.delete(slot);
  }
}

const handshakeOf = ({ clientIsn = 0, serverIsn = 0 }: TcpConversation): number => clientIsn ^ Math.imul(serverIsn, 0x9e37_79b1); // prettier-ignore

/** Takes over what the other side of the translation shows. @returns false where that would hide a public address */
function translate(conversation: TcpConversation, client: End, server: End): boolean {
  const moved = !same(conversation.server, server);
  if (moved && isPublic(conversation.server)) return false;
  if (moved) {
    conversation.via ??= conversation.server;
    conversation.server = server;
  }
  if (!same(conversation.client, client)) conversation.alias = client;
  return true;
}
