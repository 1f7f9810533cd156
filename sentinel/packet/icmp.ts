import { emptyPacket, ICMP, parseIp4, parseIp6, SCTP, TCP, UDP, type IpPacket } from './ip.ts';

/** What an ICMP error says of the packet that it quotes. */
export interface Unreachable {
  /** As far as its ports. */
  readonly quoted: IpPacket;
  readonly how: 'refused' | 'blocked' | 'timeout';
}

/** RFC 792, RFC 1812 (9, 10, 13: forbidden by a filter) and RFC 4443 (1 and 5 to 7: policy; 4: port). */
const FORBIDDEN_4 = new Set([9, 10, 13]);
const FORBIDDEN_6 = new Set([1, 5, 6, 7]);

export function unreachableFrom(ip: IpPacket, bytes: Buffer): Unreachable | undefined {
  const at = ip.offset;
  if (ip.end < at + 8) return undefined;
  const [type, code] = [bytes[at]!, bytes[at + 1]!];
  const is4 = ip.proto === ICMP;
  if (type !== (is4 ? 3 : 1)) return undefined;
  const quoted = emptyPacket();
  // Routers quote as little as eight bytes of what the IP header carried: the ports.
  const parsed = (is4 ? parseIp4 : parseIp6)(bytes, at + 8, quoted, ip.end);
  if ((parsed !== 'whole' && parsed !== 'first') || quoted.end < quoted.offset + 4) return undefined;
  if (quoted.proto !== TCP && quoted.proto !== UDP && quoted.proto !== SCTP) return undefined;
  const how = (is4 ? FORBIDDEN_4 : FORBIDDEN_6).has(code) ? 'blocked' : code === (is4 ? 3 : 4) ? 'refused' : 'timeout';
  return { quoted, how };
}
