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
 * The 128 bits of an IPv6 address as four 32-bit words, or undefined where the text is none. By hand, because a library
 * that throws inside takes 20 µs to say no, and a hostile feed has a million of them.
 */
export function v6Words(address: string): readonly [number, number, number, number] | undefined {
  if (address.length > 45 || !address.includes(':')) return undefined;
  const gap = address.indexOf('::');
  const front = hextetsOf(gap < 0 ? address : address.slice(0, gap));
  const back = gap < 0 ? [] : hextetsOf(address.slice(gap + 2));
  if (front === undefined || back === undefined) return undefined;
  const missing = 8 - front.length - back.length;
  if (gap < 0 ? missing !== 0 : missing < 1) return undefined;
  const all = [...front, ...Array.from({ length: missing }, () => 0), ...back];
  const word = (at: number) => (((all[at] ?? 0) << 16) | (all[at + 1] ?? 0)) >>> 0;
  return [word(0), word(2), word(4), word(6)];
}

/** Groups of one to four hexadecimal digits, the last perhaps an IPv4 address, which counts as two. */
function hextetsOf(text: string): number[] | undefined {
  if (text === '') return [];
  const groups = text.split(':');
  const out: number[] = [];
  for (const [place, group] of groups.entries()) {
    const dotted = place === groups.length - 1 && group.includes('.') ? v4Bits(group) : -1;
    if (dotted >= 0) out.push(dotted >>> 16, dotted & 0xffff);
    else if (/^[0-9a-f]{1,4}$/i.test(group)) out.push(Number.parseInt(group, 16));
    else return undefined;
  }
  return out.length <= 8 ? out : undefined;
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
