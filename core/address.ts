import ipaddr from 'ipaddr.js';

// Four decimal parts without leading zeros: what nearly every address on a node looks like, and already canonical.
const PLAIN_V4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

/** @returns the canonical spelling, or undefined where the text is no address (octal and short forms are none). */
export function canonicalAddress(text: string): string | undefined {
  if (PLAIN_V4.test(text)) return text;
  // RFC 4291 has at most four digits a group; the library takes more.
  if (!text.includes(':') || text.includes('%') || /[0-9a-f]{5}/i.test(text) || !ipaddr.IPv6.isValid(text))
    return undefined;
  const v6 = ipaddr.IPv6.parse(text);
  return v6.isIPv4MappedAddress() ? v6.toIPv4Address().toString() : v6.toString();
}

export type AddressRange = 'public' | 'private' | 'link-local' | 'loopback' | 'multicast' | 'unspecified';

/** Which part of the address space a canonical address lies in. Carrier-grade NAT (RFC 6598) counts as private: EKS uses it for pods. */
export function rangeOf(address: string): AddressRange {
  // Asked for each packet of a node: the library takes a microsecond for what four characters tell.
  if (!address.includes(':')) return rangeOf4(address);
  switch (ipaddr.parse(address).range()) {
    case 'private':
    case 'uniqueLocal':
    case 'carrierGradeNat':
      return 'private';
    case 'linkLocal':
      return 'link-local';
    case 'loopback':
      return 'loopback';
    case 'multicast':
    case 'broadcast':
      return 'multicast';
    case 'unspecified':
      return 'unspecified';
    default:
      // Documentation ranges are treated as public: tests and demos stand for the internet with them.
      return 'public';
  }
}

function rangeOf4(address: string): AddressRange {
  const dot = address.indexOf('.');
  const first = Number(address.slice(0, dot));
  const second = Number(address.slice(dot + 1, address.indexOf('.', dot + 1)));
  if (first === 10 || (first === 192 && second === 168)) return 'private';
  if ((first === 172 && second >> 4 === 1) || (first === 100 && second >> 6 === 1)) return 'private';
  if (first === 127) return 'loopback';
  if (first === 169 && second === 254) return 'link-local';
  if (first >> 4 === 14 || address === '255.255.255.255') return 'multicast';
  return first === 0 ? 'unspecified' : 'public';
}
