import type { Edge } from './edge.ts';
import { peerLabel } from './peer.ts';

/**
 * Resolvers that anyone may ask, by address and by the name under which they answer DNS over HTTPS. From the providers'
 * own pages (Cloudflare, Google, Quad9, OpenDNS, AdGuard, NextDNS, Mullvad, ControlD, CleanBrowsing, DNS.SB, AliDNS, DNSPod, Yandex).
 */
const addresses: ReadonlySet<string> = new Set(
  `1.1.1.1 1.0.0.1 1.1.1.2 1.0.0.2 1.1.1.3 1.0.0.3 2606:4700:4700::1111 2606:4700:4700::1001
  8.8.8.8 8.8.4.4 2001:4860:4860::8888 2001:4860:4860::8844 9.9.9.9 149.112.112.112 9.9.9.10 9.9.9.11 149.112.112.10 149.112.112.11
  2620:fe::fe 2620:fe::9 208.67.222.222 208.67.220.220 208.67.222.123 208.67.220.123 2620:119:35::35 2620:119:53::53
  94.140.14.14 94.140.15.15 94.140.14.140 94.140.14.141 76.76.2.0 76.76.10.0 185.228.168.9 185.228.169.9 185.228.168.168
  45.90.28.0 45.90.30.0 194.242.2.2 194.242.2.3 185.222.222.222 45.11.45.11 223.5.5.5 223.6.6.6 119.29.29.29 1.12.12.12 120.53.53.53
  77.88.8.8 77.88.8.1 84.200.69.80 84.200.70.40 64.6.64.6 64.6.65.6 4.2.2.1 4.2.2.2 74.82.42.42 80.80.80.80`.split(
    /\s+/,
  ),
);

const names: ReadonlySet<string> = new Set(
  `cloudflare-dns.com one.one.one.one dns.google dns.google.com dns64.dns.google 8888.google dns.quad9.net dns9.quad9.net dns10.quad9.net dns11.quad9.net
  doh.opendns.com dns.opendns.com doh.familyshield.opendns.com dns.adguard.com dns.adguard-dns.com unfiltered.adguard-dns.com family.adguard-dns.com
  dns.nextdns.io doh.mullvad.net dns.mullvad.net freedns.controld.com dns.controld.com doh.cleanbrowsing.org doh.dns.sb dns.sb dns.alidns.com doh.pub dns.pub
  common.dot.dns.yandex.net doh.libredns.gr dns.digitale-gesellschaft.ch doh.applied-privacy.net dns.switch.ch dns0.eu doh.ffmuc.net odoh.cloudflare-dns.com
  security.cloudflare-dns.com family.cloudflare-dns.com mozilla.cloudflare-dns.com chrome.cloudflare-dns.com dnsforge.de doh.tiar.app dns.hinet.net`.split(/\s+/),
); // prettier-ignore

export type Bypass = 'own-resolver' | 'dns-over-tls' | 'dns-over-https';

/**
 * How an edge goes round the cluster's resolver, if it does: a question to a resolver outside (port 53), DNS over TLS
 * (853), or HTTPS to a resolver that is known for it. A resolver in the private network is the cluster's own business.
 */
export function bypassOf(edge: Pick<Edge, 'destination' | 'names' | 'addresses' | 'port' | 'outcomes'>): Bypass | undefined {
  const { destination, port } = edge;
  if (edge.outcomes.every((outcome) => outcome.startsWith('lookup-'))) return edge.addresses.length > 0 ? 'own-resolver' : undefined;
  const outside = destination.kind === 'address' || destination.kind === 'name';
  if (!outside) return undefined;
  if (port === 853) return 'dns-over-tls';
  if (port === 53) return 'own-resolver';
  if (port !== 443) return undefined;
  return isResolver(edge) ? 'dns-over-https' : undefined;
} // prettier-ignore

/**
 * Asks somebody outside for names, by whatever sign: what learning never takes. Wider than `bypassOf`, which says what a
 * person is told: here any port and a resolver in a cloud count as well.
 */
export function isResolverBypass(edge: Pick<Edge, 'destination' | 'port' | 'names' | 'addresses'>): boolean {
  const { destination, port } = edge;
  if (destination.kind !== 'name' && destination.kind !== 'address' && destination.kind !== 'cloud') return false;
  if (port === 53 || port === 853) return true;
  if (isResolver(edge) || (destination.kind === 'address' && addresses.has(destination.address))) return true;
  return destination.kind === 'name' && edge.names.length === 0 && edge.addresses.some((address) => addresses.has(address));
} // prettier-ignore

const known = (name: string) => names.has(name) || name.endsWith('.dns.nextdns.io') || name.endsWith('.cloudflare-dns.com'); // prettier-ignore

function isResolver({ destination, names: seen, addresses: reached }: Pick<Edge, 'destination' | 'names' | 'addresses'>): boolean {
  if (destination.kind === 'name' && known(destination.name)) return true;
  if (seen.some(({ value }) => known(value))) return true;
  // The address of a resolver serves nothing else; without a name it is what was meant.
  return destination.kind === 'address' && reached.some((address) => addresses.has(address));
} // prettier-ignore

/** Who was asked, as people read it. */
export function resolverLabel(edge: Pick<Edge, 'destination' | 'addresses' | 'outcomes'>): string {
  const lookup = edge.outcomes.every((outcome) => outcome.startsWith('lookup-'));
  return lookup ? (edge.addresses[0] ?? 'a resolver outside') : peerLabel(edge.destination);
}
