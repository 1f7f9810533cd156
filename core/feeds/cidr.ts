import ipaddr from 'ipaddr.js';
import { canonicalAddress } from '../address.ts';

/** A block of addresses with its first and last one as numbers. */
export interface Cidr {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
  readonly prefix: number;
}

/** The 32 bits of a canonical IPv4 address, or -1 where the text is none. */
export function v4Bits(address: string): number {
  let bits = 0;
  let part = -1;
  let dots = 0;
  for (let at = 0; at < address.length; at++) {
    const code = address.charCodeAt(at);
    if (code === 0x2e) {
      if (part < 0 || ++dots > 3) return -1;
      bits = (bits << 8) | part;
      part = -1;
    } else if (code >= 0x30 && code <= 0x39) {
      part = (part < 0 ? 0 : part * 10) + code - 0x30;
      if (part > 255) return -1;
    } else return -1;
  }
  return dots === 3 && part >= 0 ? ((bits << 8) | part) >>> 0 : -1;
}

/**
 * The 128 bits of an IPv6 address as four 32-bit words, or undefined where the text is none. By hand and in one pass: a
 * library that throws inside takes 20 µs to say no, and a hostile feed has a million of them.
 */
export function v6Words(address: string): readonly [number, number, number, number] | undefined {
  const { length } = address;
  if (length > 45 || length < 2) return undefined;
  const groups: number[] = [];
  let gap = address.startsWith('::') ? 0 : -1;
  let start = gap < 0 ? 0 : 2;
  let value = 0;
  for (let at = start; at < length; at++) {
    const digit = hexDigit(address.charCodeAt(at));
    if (digit >= 0) {
      if (at - start >= 4) return undefined;
      value = value * 16 + digit;
      continue;
    }
    if (address.charAt(at) === '.') {
      const bits = v4Bits(address.slice(start));
      if (bits < 0) return undefined;
      groups.push(bits >>> 16);
      value = bits & 0xffff;
      break;
    }
    if (address.charAt(at) !== ':' || at === start || at === length - 1) return undefined;
    groups.push(value);
    value = 0;
    if (address.charAt(at + 1) === ':') {
      if (gap >= 0) return undefined;
      gap = groups.length;
      at++;
    }
    start = at + 1;
  }
  if (start < length) groups.push(value);
  if (gap < 0 ? groups.length !== 8 : groups.length > 7) return undefined;
  while (groups.length < 8) groups.splice(gap, 0, 0);
  const word = (at: number) => (((groups[at] ?? 0) << 16) | (groups[at + 1] ?? 0)) >>> 0;
  return [word(0), word(2), word(4), word(6)];
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** The canonical spelling of an address, or undefined where the text is none; quick to say no. */
export function addressOf(text: string): string | undefined {
  return text.includes(':') && v6Words(text) === undefined ? undefined : canonicalAddress(text);
}

/**
 * `198.18.0.0/15`, `2001:db8::/32` or one address. Bits beyond the prefix are dropped; a block of IPv4-mapped addresses
 * is the block of IPv4. Undefined where the text is neither.
 */
export function cidrOf(text: string): Cidr | undefined {
  const slash = text.indexOf('/');
  const written = slash < 0 ? text : text.slice(0, slash);
  const address = addressOf(written);
  if (address === undefined) return undefined;
  const family = address.includes(':') ? 6 : 4;
  const width = family === 4 ? 32 : 128;
  const bits = slash < 0 ? '' : text.slice(slash + 1);
  if (slash >= 0 && (bits.length > 3 || !/^\d+$/.test(bits))) return undefined;
  const mapped = family === 4 && written.includes(':') ? 96 : 0;
  const prefix = slash < 0 ? width : Number(bits) - mapped;
  if (prefix < 0 || prefix > width) return undefined;
  const below = BigInt(width - prefix);
  const first = (numberOf(address) >> below) << below;
  return { family, first, last: first | ((1n << below) - 1n), prefix };
}

/** A canonical address as a number. */
function numberOf(address: string): bigint {
  if (!address.includes(':')) return BigInt(v4Bits(address));
  return (v6Words(address) ?? []).reduce((sum, word) => (sum << 32n) | BigInt(word), 0n);
}

/** The canonical spelling: of a block that is one address, the address. */
export function cidrText(cidr: Cidr): string {
  const bytes = cidr.family === 4 ? 4 : 16;
  const parts = Array.from({ length: bytes }, (_, at) => Number((cidr.first >> BigInt(8 * (bytes - 1 - at))) & 0xffn));
  const address = ipaddr.fromByteArray(parts).toString();
  return cidr.prefix === bytes * 8 ? address : `${address}/${cidr.prefix}`;
}
