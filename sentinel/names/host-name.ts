import { canonicalAddress } from '../../core/address.ts';
import { telemetryLimits } from '../../core/telemetry-limits.ts';

/**
 * A host name as it may leave the node: lower case, letters, digits, hyphens, underscores, dots, no final dot.
 * @returns undefined for addresses and for anything that no host is called
 */
export function hostName(text: string): string | undefined {
  const name = (text.endsWith('.') ? text.slice(0, -1) : text).toLowerCase();
  if (name.length === 0 || name.length > telemetryLimits.nameLength) return undefined;
  if (!/^[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/.test(name)) return undefined;
  // Without a letter it is an address in some spelling, or nonsense.
  return /[a-z]/.test(name) && canonicalAddress(name) === undefined ? name : undefined;
}

/** The host of `host[:port]`, as in a Host header, an :authority or a CONNECT target. */
export function hostOf(authority: string): string | undefined {
  if (authority.length > telemetryLimits.nameLength + 6 || authority.includes('@')) return undefined;
  const colon = authority.lastIndexOf(':');
  return hostName(colon === -1 ? authority : authority.slice(0, colon));
}
