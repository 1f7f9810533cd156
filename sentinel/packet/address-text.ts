import { canonicalAddress } from '../../core/address.ts';

/** Writing an address out costs more than all other parsing of a packet, and the same few come again and again. */
const MOST_REMEMBERED = 16_384;
const v4 = new Map<number, string>();
const v6 = new Map<string, string>();

export function addressAt4(bytes: Buffer, at: number): string {
  // Signed, so that it is never more than a small integer of the engine.
  const number = bytes.readInt32BE(at);
  const known = v4.get(number);
  if (known !== undefined) return known;
  if (v4.size >= MOST_REMEMBERED) v4.clear();
  // Joined, for what is written out piece by piece stays a tree of its pieces.
  const text = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]].join('.');
  v4.set(number, text);
  return text;
}

/** In the canonical spelling of core/address.ts: an IPv4-mapped address is the IPv4 address. */
export function addressAt16(bytes: Buffer, at: number): string {
  const key = bytes.toString('latin1', at, at + 16);
  const known = v6.get(key);
  if (known !== undefined) return known;
  if (v6.size >= MOST_REMEMBERED) v6.clear();
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(at + index * 2).toString(16));
  const text = canonicalAddress(groups.join(':')) ?? groups.join(':');
  v6.set(key, text);
  return text;
}
