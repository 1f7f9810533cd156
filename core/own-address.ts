import ipaddr from 'ipaddr.js';
import { rangeOf } from './address.ts';

/** The network of a public address, as wide as a VPC may be: the first 16 bits of IPv4, the first 48 of IPv6. Canonical in, comparable out. */
export function networkOf(address: string): string {
  const bytes = ipaddr.parse(address).toByteArray();
  return bytes.slice(0, bytes.length === 4 ? 2 : 6).join('.');
}

/**
 * Whether an address may be a pod's, a node's or a service's, so that it is worth asking whose it is. Pods of an IPv6
 * cluster, and of a VPC with such addresses of its own, have addresses that are public by their range. One end of every
 * conversation stands on the sentinel's node: where both are public, either may.
 */
export function mayBeOurs(address: string, other: string): boolean {
  const range = rangeOf(address);
  return range === 'private' || (range === 'public' && rangeOf(other) === 'public');
}
