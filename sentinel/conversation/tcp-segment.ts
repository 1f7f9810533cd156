import type { Counters } from '../counters.ts';
import type { IpPacket } from '../packet/ip.ts';
import { otherSide, type End, type Side } from './conversation.ts';
import type { TcpConversation } from './tcp-conversation.ts';

export const FIN = 1;
export const SYN = 2;
export const RST = 4;
export const ACK = 16;

const NOTHING = Buffer.alloc(0);

export interface TcpSegment {
  readonly from: End;
  readonly to: End;
  readonly flags: number;
  readonly sequence: number;
  readonly acknowledged: number;
  /** As far as it was captured. */
  readonly payload: Buffer;
  /** As it was on the wire. */
  readonly length: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly interfaceIndex: number;
}

/** @returns undefined, and a count, where no whole header is there */
export function segmentFrom(
  ip: IpPacket,
  bytes: Buffer,
  at: number,
  interfaceIndex: number,
  counters: Counters,
): TcpSegment | undefined {
  // prettier-ignore
  const head = ip.offset;
  if (ip.end < head + 20) {
    counters.add('packet: TCP header cut');
    return undefined;
  }
  const headerLength = (bytes[head + 12]! >> 4) * 4;
  if (headerLength < 20 || ip.length < headerLength) {
    counters.add('packet: TCP header broken');
    return undefined;
  }
  return {
    from: { address: ip.src, port: bytes.readUInt16BE(head) },
    to: { address: ip.dst, port: bytes.readUInt16BE(head + 2) },
    flags: bytes[head + 13]!,
    sequence: bytes.readUInt32BE(head + 4),
    acknowledged: bytes.readUInt32BE(head + 8),
    // Most segments are bare acknowledgements; a view costs more than all else about them.
    payload: ip.end > head + headerLength ? bytes.subarray(head + headerLength, ip.end) : NOTHING,
    length: ip.length - headerLength,
    at,
    interfaceIndex,
  };
}

/** What a segment of `side` does to its conversation; data goes to the streams in order. */
export function applySegment(conversation: TcpConversation, side: Side, segment: TcpSegment, counters: Counters): void {
  const { flags, sequence, acknowledged, length } = segment;
  const counter = conversation.counter(side);
  const peer = conversation.counter(otherSide(side));
  const first = flags & SYN ? (sequence + 1) >>> 0 : sequence;
  if (flags & RST) {
    // The reset that refuses a connection carries no sequence number of its own.
    if (counter.known) counter.end(first, 'reset');
    conversation.resetBy(side);
    return;
  }
  // Data or an acknowledgement without a handshake in sight: here the count begins.
  counter.begin(first);
  if (flags & ACK) {
    peer.begin(acknowledged);
    peer.acknowledged(acknowledged);
    if (side === 'client' && conversation.begun && !(flags & SYN)) conversation.answered();
  }
  if (length > 0) applyData(conversation, side, first, segment, counters);
  if (flags & FIN) {
    counter.end((first + length) >>> 0, 'fin');
    conversation.finishedBy(side);
  }
  const hole = conversation.stream(otherSide(side));
  if (hole?.isHopeless === true && peer.hasAcknowledged(hole.holeEnd ?? Infinity)) hole.giveUp();
}

function applyData(
  conversation: TcpConversation,
  side: Side,
  first: number,
  segment: TcpSegment,
  counters: Counters,
): void {
  const { payload, length, at } = segment;
  const counter = conversation.counter(side);
  let position = counter.position(first);
  // The handshake that we believed was another one's, or a decoy's: the first data decides.
  if (!counter.hasData && (position === undefined || position < 0)) position = counter.restart(first);
  if (position === undefined) return counters.add('tcp: segment outside of the window');
  counter.data(position, length);
  if (side === 'server') conversation.answered();
  const outcome = conversation.stream(side)?.push(position, payload, length - payload.length, at);
  if (outcome === 'repeated') counters.add('tcp: segment repeated');
  else if (outcome === 'waiting') counters.add('tcp: segment out of order');
  else if (outcome === 'overlapping') counters.add('tcp: segment overlaps');
  return undefined;
}
