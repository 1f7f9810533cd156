import type { Side } from './conversation.ts';
import type { TcpConversation } from './tcp-conversation.ts';
import { ACK, SYN, type TcpSegment } from './tcp-segment.ts';

/**
 * Whether the ports of a conversation are used again. A SYN amid an open conversation may be a decoy, sent to make us look
 * away: only once it is answered, or data follows it, the conversation before it is over.
 */
export function isReopened(conversation: TcpConversation, side: Side, segment: TcpSegment): boolean {
  const { flags, sequence, acknowledged, length } = segment;
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

/** A SYN that does not repeat the one that opened (or, late in a capture, that of a handshake half seen). */
function isAnother({ clientIsn, begun, hasData }: TcpConversation, sequence: number): boolean {
  return clientIsn === undefined ? begun || hasData : clientIsn !== sequence;
}
