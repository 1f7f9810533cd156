/**
 * Where the network packet begins inside a frame. VLAN tags are skipped, not kept: a mirror port shows one connection
 * under several of them, often each direction under its own.
 */
export interface Framed {
  /** Offset of the first byte of the network header; -1 where there is none. */
  offset: number;
  /** EtherType of what begins there: 0x0800, 0x86dd, or what else it was. */
  etherType: number;
  /** Index of the interface, where the link header tells it (Linux cooked, version 2); -1 elsewhere. */
  interfaceIndex: number;
}

export const IPV4 = 0x0800;
export const IPV6 = 0x86dd;

const NULL = 0;
const ETHERNET = 1;
const OPENBSD_LOOP = 108;
const SLL = 113;
const SLL2 = 276;
/** LINKTYPE_RAW, the two DLT_RAW of older systems that got into files, LINKTYPE_IPV4 and LINKTYPE_IPV6. */
const RAW = new Set([12, 14, 101, 228, 229]);

const VLAN_TAGS = new Set([0x8100, 0x88a8, 0x9100, 0x9200]);
const PPPOE_SESSION = 0x8864;
const MPLS = 0x8847;
/** More tags in a row are no network but a trap. */
const MOST_TAGS = 8;

export function isKnownLinkType(linkType: number): boolean {
  return linkType === NULL || linkType === ETHERNET || linkType === OPENBSD_LOOP || linkType === SLL || linkType === SLL2 || RAW.has(linkType); // prettier-ignore
}

/** Fills `into` (one object for all packets: this runs for each of them). @returns false where no IP packet begins */
export function unframe(linkType: number, bytes: Buffer, into: Framed): boolean {
  into.offset = -1;
  into.etherType = 0;
  into.interfaceIndex = -1;
  switch (linkType) {
    case ETHERNET:
      return bytes.length >= 14 && afterType(bytes, 12, into);
    case SLL:
      return bytes.length >= 16 && afterType(bytes, 14, into);
    case SLL2:
      if (bytes.length < 20) return false;
      into.interfaceIndex = bytes.readInt32BE(4);
      into.etherType = bytes.readUInt16BE(0);
      return network(bytes, 20, into);
    case NULL:
    case OPENBSD_LOOP:
      return bytes.length >= 4 && byVersion(bytes, 4, into);
    default:
      return RAW.has(linkType) && byVersion(bytes, 0, into);
  }
}

/** `at` is where an EtherType stands; tags may come before the real one. */
function afterType(bytes: Buffer, at: number, into: Framed): boolean {
  let type = bytes.readUInt16BE(at);
  let next = at + 2;
  for (let tags = 0; VLAN_TAGS.has(type) && tags < MOST_TAGS; tags += 1) {
    if (bytes.length < next + 4) return false;
    type = bytes.readUInt16BE(next + 2);
    next += 4;
  }
  into.etherType = type;
  return network(bytes, next, into);
}

function network(bytes: Buffer, at: number, into: Framed): boolean {
  if (into.etherType === IPV4 || into.etherType === IPV6) {
    into.offset = at;
    return bytes.length > at;
  }
  if (into.etherType === PPPOE_SESSION) {
    const protocol = bytes.length >= at + 8 ? bytes.readUInt16BE(at + 6) : 0;
    return (protocol === 0x0021 || protocol === 0x0057) && byVersion(bytes, at + 8, into);
  }
  if (into.etherType === MPLS) {
    for (let label = 0; label < MOST_TAGS && bytes.length >= at + 4; label += 1, at += 4) {
      if (bytes.readUInt8(at + 2) & 1) return byVersion(bytes, at + 4, into);
    }
  }
  return false;
}

/** The address family of loopback headers differs between systems; the version in the IP header does not. */
function byVersion(bytes: Buffer, at: number, into: Framed): boolean {
  if (bytes.length <= at) return false;
  const version = bytes.readUInt8(at) >> 4;
  into.etherType = version === 4 ? IPV4 : version === 6 ? IPV6 : 0;
  into.offset = at;
  return into.etherType !== 0;
}
