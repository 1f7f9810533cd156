import ipaddr from 'ipaddr.js';
import { rangeOf } from '../core/address.ts';
import { BoundedMap } from './bounded-map.ts';

const MOST_REMEMBERED = 16_384;

/** @returns whether an address lies in one of the ranges; without ranges, whether it is not public */
export function insideOf(ranges: readonly string[]): (address: string) => boolean {
  if (ranges.length === 0) return remembered((address) => rangeOf(address) !== 'public');
  const parsed = ranges.map((range) => ipaddr.parseCIDR(range));
  return remembered((address) => {
    const candidate = ipaddr.parse(address);
    return parsed.some(([base, bits]) => base.kind() === candidate.kind() && candidate.match([base, bits] as never));
  });
}

// The same few addresses come with every conversation, and parsing one costs more than all else about it.
function remembered(judge: (address: string) => boolean): (address: string) => boolean {
  const known = new BoundedMap<string, boolean>(MOST_REMEMBERED);
  return (address) => {
    const before = known.get(address);
    if (before !== undefined) return before;
    const verdict = judge(address);
    known.set(address, verdict);
    return verdict;
  };
}
