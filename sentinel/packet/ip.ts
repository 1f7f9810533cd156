import { addressAt4, addressAt16 } from './address-text.ts';

/** A network packet; one object is filled again and again. Offsets point into the frame. */
export interface IpPacket {
  /** Where its addresses stand; they are written out only where somebody asks for their text. */
  source: number;
  destination: number;
  isIp6: boolean;
  /** IP protocol number of what begins at `offset`. */
  proto: number;
  offset: number;
  /** End of what was captured, padding cut off. */
  end: number;
  /** Bytes from `offset` that the packet had on the wire; more than `end - offset` where the capture cut it. */
  length: number;
}

export const emptyPacket = (): IpPacket => ({ source: 0, destination: 0, isIp6: false, proto: 0, offset: 0, end: 0, length: 0 }); // prettier-ignore

export const sourceOf = ({ source, isIp6 }: IpPacket, bytes: Buffer): string => (isIp6 ? addressAt16 : addressAt4)(bytes, source); // prettier-ignore
export const destinationOf = ({ destination, isIp6 }: IpPacket, bytes: Buffer): string => (isIp6 ? addressAt16 : addressAt4)(bytes, destination); // prettier-ignore

export const TCP = 6;
export const UDP = 17;
export const ICMP = 1;
export const ICMPV6 = 58;
export const SCTP = 132;

/** What a packet turned out to be: `later` is a fragment without ports, `first` a fragment with them. */
export type Parsed = 'whole' | 'first' | 'later' | 'bad';

/** @param frameEnd where what was captured ends */
export function parseIp4(bytes: Buffer, at: number, into: IpPacket, frameEnd = bytes.length): Parsed {
  if (frameEnd < at + 20 || bytes[at]! >> 4 !== 4) return 'bad';
  const header = (bytes[at]! & 15) * 4;
  if (header < 20 || frameEnd < at + header) return 'bad';
  const declared = bytes.readUInt16BE(at + 2);
  // A length of 0 is what a segmentation offload leaves; the frame then tells the length.
  const total = declared === 0 ? frameEnd - at : declared;
  if (total < header) return 'bad';
  into.source = at + 12;
  into.destination = at + 16;
  into.isIp6 = false;
  into.proto = bytes[at + 9]!;
  into.offset = at + header;
  into.end = Math.min(frameEnd, at + total);
  into.length = total - header;
  const fragment = bytes.readUInt16BE(at + 6);
  if ((fragment & 0x1fff) !== 0) return 'later';
  return (fragment & 0x2000) !== 0 ? 'first' : 'whole';
}

const HOP_BY_HOP = 0;
const ROUTING = 43;
const FRAGMENT = 44;
const AUTHENTICATION = 51;
const DESTINATION = 60;
const MOBILITY = 135;
const HIP = 139;
const SHIM6 = 140;
/** RFC 8504 lets a node refuse longer chains; an endless one is an attack. */
const MOST_EXTENSIONS = 16;

/** @param frameEnd where what was captured ends */
export function parseIp6(bytes: Buffer, at: number, into: IpPacket, frameEnd = bytes.length): Parsed {
  if (frameEnd < at + 40 || bytes[at]! >> 4 !== 6) return 'bad';
  const declared = bytes.readUInt16BE(at + 4);
  const end = declared === 0 ? frameEnd : at + 40 + declared;
  into.source = at + 8;
  into.destination = at + 24;
  into.isIp6 = true;
  let next = bytes[at + 6]!;
  let offset = at + 40;
  let parsed: Parsed = 'whole';
  for (let count = 0; count < MOST_EXTENSIONS; count += 1) {
    const size = extensionSize(bytes, offset, next, frameEnd);
    if (size === 0) {
      into.proto = next;
      into.offset = offset;
      into.end = Math.min(frameEnd, end);
      into.length = end - offset;
      return into.length < 0 || into.end < offset ? 'bad' : parsed;
    }
    if (size < 0) return 'bad';
    if (next === FRAGMENT) {
      const field = bytes.readUInt16BE(offset + 2);
      // An atomic fragment (offset 0, no more) is a whole packet, RFC 6946.
      if ((field & 0xfff8) !== 0) return 'later';
      if ((field & 1) !== 0) parsed = 'first';
    }
    next = bytes[offset]!;
    offset += size;
  }
  return 'bad';
}

/** @returns the bytes of the extension header at `offset`; 0: what begins there is no extension; -1: it does not fit */
function extensionSize(bytes: Buffer, offset: number, kind: number, frameEnd: number): number {
  const fits = (minimum: number, size: () => number) => (frameEnd >= offset + minimum ? size() : -1);
  switch (kind) {
    case HOP_BY_HOP:
    case ROUTING:
    case DESTINATION:
    case MOBILITY:
    case HIP:
    case SHIM6:
      return fits(8, () => (bytes[offset + 1]! + 1) * 8);
    case FRAGMENT:
      return fits(8, () => 8);
    case AUTHENTICATION:
      return fits(8, () => (bytes[offset + 1]! + 2) * 4);
    default:
      return 0;
  }
}
