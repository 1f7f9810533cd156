/** RFC 9000 17.2: long header, fixed bit, a version that exists. RFC 9369: version 2 numbers its packet types anew. */
const V1 = 1;
const V2 = 0x6b3343cf;
/** RFC 9000 14.1: a client pads its Initial to at least this. */
const SHORTEST = 1200;

/** Whether a datagram begins a QUIC connection. What it carries is encrypted with keys that anyone can derive; we do not. */
export function looksLikeQuicInitial(datagram: Buffer): boolean {
  if (datagram.length < 20 || (datagram[0]! & 0xc0) !== 0xc0) return false;
  const version = datagram.readUInt32BE(1);
  const isDraft = version >>> 8 === 0xff0000 && (version & 0xff) >= 23;
  if (version !== V1 && version !== V2 && !isDraft) return false;
  const type = (datagram[0]! >> 4) & 3;
  if (type !== (version === V2 ? 1 : 0)) return false;
  const destination = datagram[5]!;
  // A client's first destination id has 8 to 20 bytes.
  return destination >= 8 && destination <= 20 && datagram.length >= SHORTEST / 2;
}
