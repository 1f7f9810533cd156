import type { Counters } from '../counters.ts';
import type { IpPacket } from '../packet/ip.ts';
import { otherSide, type Side } from './conversation.ts';
import type { TcpConversation } from './tcp-conversation.ts';

export const FIN = 1;
export const SYN = 2;
export const RST = 4;
export const ACK = 16;

/** A segment where it stands in the frame; one object is filled again and again. */
export class TcpSegment {
  bytes: Buffer = Buffer.alloc(0);
  fromPort = 0;
  toPort = 0;
  flags = 0;
  sequence = 0;
  acknowledged = 0;
  /** The payload as far as it was captured. */
  payloadAt = 0;
  payloadEnd = 0;
  /** Of the payload, as it was on the wire. */
  length = 0;
  /** Milliseconds since 1970. */
  at = 0;
  interfaceIndex = -1;

  /** @returns false, and a count, where no whole header is there */
  read(ip: IpPacket, bytes: Buffer, at: number, interfaceIndex: number, counters: Counters): boolean {
    const head = ip.offset;
    if (ip.end < head + 20) {
      counters.add('packet: TCP header cut');
      return false;
    }
    const headerLength = (bytes[head + 12]! >> 4) * 4;
    if (headerLength < 20 || ip.length < headerLength) {
      counters.add('packet: TCP header broken');
      return false;
    }
    this.bytes = bytes;
    this.fromPort = bytes.readUInt16BE(head);
    this.toPort = bytes.readUInt16BE(head + 2);
    this.flags = bytes[head + 13]!;
    this.sequence = bytes.readUInt32BE(head + 4);
    this.acknowledged = bytes.readUInt32BE(head + 8);
    this.payloadAt = head + headerLength;
    this.payloadEnd = Math.max(this.payloadAt, ip.end);
    this.length = ip.length - headerLength;
    this.at = at;
    this.interfaceIndex = interfaceIndex;
    return true;
  }

  /** Most segments are bare acknowledgements; a view costs more than all else about them. */
  get payload(): Buffer {
    return this.bytes.subarray(this.payloadAt, this.payloadEnd);
  }
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
  const hole = conversation.waitingStream(otherSide(side));
  if (hole?.isHopeless === true && peer.hasAcknowledged(hole.holeEnd ?? Infinity)) hole.giveUp();
}

function applyData(
  conversation: TcpConversation,
  side: Side,
  first: number,
  segment: TcpSegment,
  counters: Counters,
): void {
  const { length, at } = segment;
  const counter = conversation.counter(side);
  let position = counter.position(first);
  // The handshake that we believed was another one's, or a decoy's: the first data decides.
  if (!counter.hasData && (position === undefined || position < 0)) position = counter.restart(first);
  if (position === undefined) return counters.add('tcp: segment outside of the window');
  counter.data(position, length);
  if (side === 'server') conversation.answered();
  const { bytes, payloadAt, payloadEnd } = segment;
  if (payloadEnd - payloadAt === length && conversation.plain(side, position, bytes, payloadAt, payloadEnd)) return undefined; // prettier-ignore
  const stream = conversation.stream(side);
  if (stream === undefined) return undefined;
  const { payload } = segment;
  const outcome = stream.push(position, payload, length - payload.length, at);
  if (outcome === 'repeated') counters.add('tcp: segment repeated');
  else if (outcome === 'waiting') counters.add('tcp: segment out of order');
  else if (outcome === 'overlapping') counters.add('tcp: segment overlaps');
  return undefined;
}
