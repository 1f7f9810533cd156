import type { Edge } from './edge.ts';

/** Names under which public resolvers answer DNS over HTTPS or TLS. */
const resolvers = new Set([
  'dns.google', 'dns.google.com', 'one.one.one.one', 'cloudflare-dns.com', 'mozilla.cloudflare-dns.com', 'chrome.cloudflare-dns.com',
  'security.cloudflare-dns.com', 'family.cloudflare-dns.com', 'dns.quad9.net', 'dns9.quad9.net', 'dns10.quad9.net', 'dns11.quad9.net',
  'doh.opendns.com', 'doh.familyshield.opendns.com', 'dns.nextdns.io', 'dns.adguard.com', 'dns.adguard-dns.com', 'unfiltered.adguard-dns.com',
  'doh.cleanbrowsing.org', 'freedns.controld.com', 'dns.controld.com', 'doh.dns.sb', 'dns.mullvad.net', 'doh.applied-privacy.net', 'dns0.eu', 'doh.libredns.gr',
]); // prettier-ignore

/** Addresses of the same, where nobody asked for a name. */
const resolverAddresses = new Set([
  '1.1.1.1', '1.0.0.1', '8.8.8.8', '8.8.4.4', '9.9.9.9', '149.112.112.112', '208.67.222.222', '208.67.220.220', '94.140.14.14', '94.140.15.15',
  '2606:4700:4700::1111', '2606:4700:4700::1001', '2001:4860:4860::8888', '2001:4860:4860::8844', '2620:fe::fe',
]); // prettier-ignore

/** Asks somebody outside for names: plain DNS, DNS over TLS, or a known resolver over HTTPS. */
export function isResolverBypass({ destination, port, names, addresses }: Pick<Edge, 'destination' | 'port' | 'names' | 'addresses'>): boolean {
  if (destination.kind !== 'name' && destination.kind !== 'address' && destination.kind !== 'cloud') return false;
  if (port === 53 || port === 853) return true;
  if (names.some(({ value }) => resolvers.has(value))) return true;
  if (destination.kind === 'address') return resolverAddresses.has(destination.address);
  return destination.kind === 'name' && (resolvers.has(destination.name) || (names.length === 0 && addresses.some((address) => resolverAddresses.has(address))));
} // prettier-ignore
