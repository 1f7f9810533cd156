import { canonicalAddress, rangeOf } from './address.ts';

/**
 * What an address of a setting may lead to. `public`: a name on the internet. `reachable`: also a private network, where
 * Kubernetes API servers are. `loopback`: besides, this machine, for an installation that runs on one.
 */
export interface UrlRules {
  readonly to: 'public' | 'reachable';
  readonly loopback?: boolean;
  /** These hosts and no other. */
  readonly hosts?: readonly string[];
  /** @default false: there is no `?` */
  readonly query?: boolean;
}

export type UrlFault =
  | 'too-long'
  | 'not-an-address'
  | 'not-https'
  | 'credentials'
  | 'fragment'
  | 'query'
  | 'odd-spelling'
  | 'local-name'
  | 'private-address'
  | 'other-host';

export type SafeUrl = { readonly url: URL } | { readonly fault: UrlFault };

const longest = 2_000;

/**
 * The address, if it is an https address that leads nowhere inside: no loopback, link-local or metadata address, however
 * it is spelt, no name that only means something inside, no credentials. A host must stand there as every reader will
 * read it (no octal, no percent signs, no letters that only look like others), because the next one may read it otherwise.
 *
 * A public name can still resolve to a private address; who sends to names of strangers looks at that when it connects.
 */
export function safeUrl(text: string, rules: UrlRules): SafeUrl {
  if (text.length > longest) return { fault: 'too-long' };
  // Readers disagree about backslashes, spaces and control characters, and about what is beyond ASCII.
  if (!/^[!-[\]-~]+$/.test(text)) return { fault: 'odd-spelling' };
  if (!URL.canParse(text)) return { fault: 'not-an-address' };
  const url = new URL(text);
  if (url.protocol !== 'https:') return { fault: 'not-https' };
  if (url.username !== '' || url.password !== '' || text.includes('@')) return { fault: 'credentials' };
  if (text.includes('#')) return { fault: 'fragment' };
  if (rules.query !== true && text.includes('?')) return { fault: 'query' };
  if (!isSpeltOut(text, url)) return { fault: 'odd-spelling' };
  const fault = faultOfHost(url.hostname, rules);
  return fault === undefined ? { url } : { fault };
}

/** The host as it is written is the host as it is read, but for upper case and the port that https has anyway. */
function isSpeltOut(text: string, url: URL): boolean {
  const written = /^https:\/\/([^/?#]+)/.exec(text)?.[1]?.toLowerCase();
  return written !== undefined && written.replace(/:443$/, '') === url.host;
}

function faultOfHost(host: string, { to, loopback = false, hosts }: UrlRules): UrlFault | undefined {
  const address = canonicalAddress(host.replaceAll(/^\[|\]$/g, ''));
  const isHere = host === 'localhost' || (address !== undefined && rangeOf(address) === 'loopback');
  if (isHere && loopback) return undefined;
  if (hosts !== undefined && !hosts.includes(host)) return 'other-host';
  // No feed, webhook or issuer is known by a bare address.
  if (address !== undefined) return to === 'reachable' && mayLeadTo(address, to) ? undefined : 'private-address';
  return isLocalName(host) ? 'local-name' : undefined;
}

// Metadata services that lie in a range that is otherwise somebody's private network (AWS over IPv6, Alibaba, Oracle).
const metadata = new Set(['fd00:ec2::254', 'fd00:ec2::23', '100.100.100.200', '192.0.0.192']);

/** Whether a request may go to this canonical address, whatever name led there. */
export function mayLeadTo(address: string, to: UrlRules['to']): boolean {
  if (metadata.has(address) || wraps(address)) return false;
  const range = rangeOf(address);
  return range === 'public' || (to === 'reachable' && range === 'private');
}

/** IPv6 addresses that carry an IPv4 address and lead to it: NAT64, 6to4, Teredo, IPv4-compatible. */
function wraps(address: string): boolean {
  return /^(?:64:ff9b:|2002:|2001:0?:|::[0-9a-f])/.test(address);
}

const localSuffixes = ['localhost', 'local', 'internal', 'localdomain', 'lan', 'home', 'corp', 'intranet', 'private', 'arpa', 'test', 'invalid', 'onion', 'svc']; // prettier-ignore

// Whoever writes the name chooses the address that it stands for: they serve for getting around rules like these.
const rebinding = ['nip.io', 'sslip.io', 'xip.io', 'localtest.me', 'lvh.me', 'vcap.me', 'lacolhost.com', 'rbndr.us', '1u.ms']; // prettier-ignore

function isLocalName(host: string): boolean {
  const labels = host.split('.');
  // A dot at the end, or only one word, leaves it to the search list of a resolver what is meant.
  if (labels.length < 2 || labels.some((label) => label === '' || !/^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/.test(label))) return true; // prettier-ignore
  const top = labels.at(-1) ?? '';
  if (/^\d+$/.test(top) || top.startsWith('0x')) return true;
  return localSuffixes.includes(top) || rebinding.some((name) => host === name || host.endsWith(`.${name}`));
}

const words: Readonly<Record<UrlFault, string>> = {
  'too-long': `must have ${longest} characters at most`,
  'not-an-address': 'must be an https:// address',
  'not-https': 'must be an https:// address',
  credentials: 'must not hold a user or a password',
  fragment: 'must not hold a "#"',
  query: 'must not hold a "?"',
  'odd-spelling': 'must spell out its host in plain letters and digits',
  'local-name': 'must name a host by its full name, not one that only this network knows',
  'private-address': 'must not lead to an address of this machine, its network or a metadata service',
  'other-host': 'must lead to the host that it is for',
};

/** What is wrong, as the end of a sentence about the setting. Never repeats the address, which may hold a secret. */
export function urlFaultText(fault: UrlFault): string {
  return words[fault];
}
