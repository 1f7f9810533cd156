import { entryOf, type Flaw } from '../../../core/feeds/entry.ts';
import { guard, type Refusal } from '../../../core/feeds/guards.ts';
import { shippedGuards } from '../../../lambdas/refresh-intel/guard-texts.ts';

// What somebody who writes into a list would add to it, and whom that would flag. `npm run bench poison` prints what stops each.

/** Those that ship, with a name of one's own. */
export const guards = shippedGuards(['shop.acme-corp.net']);

/** Whom one wrong entry would flag: what honest pods talk to every minute. */
export const honest = {
  names: ['google.com', 'www.google.com', 'sts.eu-west-1.amazonaws.com', 'my-bucket.s3.amazonaws.com', 'api.github.com', 'user.github.io', 'registry.npmjs.org', 'redis', 'checkout.shop.svc.cluster.local', 'ip-10-0-1-7.eu-west-1.compute.internal', 'shop.acme-corp.net', 'example.com', 'localhost', 'foo.co.uk', 'someone.duckdns.org', 'd111111abcdef8.cloudfront.net'],
  endpoints: [['10.0.3.17', 443], ['172.20.0.10', 53], ['169.254.169.254', 80], ['127.0.0.1', 8080], ['8.8.8.8', 53], ['1.1.1.1', 443], ['104.16.1.1', 443], ['52.95.110.1', 443], ['100.64.0.1', 443], ['192.0.2.10', 443], ['2606:4700::1', 443]],
} as const; // prettier-ignore

/** Each a kind of its own: how it would come in, and as what. */
export const poison: readonly [kind: string, entry: string][] = [
  ['a top-level domain', 'com'], ['a root', '.'], ['everything', '*'], ['a wildcard of a top-level domain', '*.com'], ['a public suffix', 'co.uk'],
  ['a private suffix', 'github.io'], ['a bucket suffix', 's3.amazonaws.com'], ['a CDN suffix', 'cloudfront.net'], ['a dynamic-DNS suffix', 'duckdns.org'], ['a popular name', 'google.com'],
  ['a popular name in capitals with a dot', 'GOOGLE.COM.'], ['a host under a popular name', 'www.google.com'], ['a package registry', 'registry.npmjs.org'], ['an AWS endpoint', 'sts.eu-west-1.amazonaws.com'],
  ['a service of the cluster', 'redis'], ['a cluster name', 'checkout.shop.svc.cluster.local'], ['the cluster zone', 'cluster.local'], ['a node of AWS', 'ip-10-0-1-7.eu-west-1.compute.internal'], ['this machine by name', 'localhost'],
  ['a name of one’s own', 'shop.acme-corp.net'], ['a name above one’s own', 'acme-corp.net'], ['a name for examples', 'example.com'], ['the whole internet', '0.0.0.0/0'], ['half of it', '128.0.0.0/1'],
  ['all of IPv6', '::/0'], ['a private range', '10.0.0.0/8'], ['a private address', '10.0.3.17'], ['a private endpoint', '172.20.0.10:53'], ['shared address space', '100.64.0.1'], ['the metadata service', '169.254.169.254'],
  ['its URL', 'http://169.254.169.254/latest/meta-data/'], ['loopback', '127.0.0.1'], ['loopback mapped into IPv6', '::ffff:127.0.0.1'], ['a public resolver', '8.8.8.8'], ['another with its port', '1.1.1.1:443'], ['an address for examples', '192.0.2.10'],
  ['an address of a CDN', '104.16.1.1'], ['its web port', '104.16.1.1:443'], ['a range of a CDN', '104.16.0.0/13'], ['a range within a cloud', '52.95.110.0/24'], ['an IPv6 range of a CDN', '2606:4700::/32'], ['a top-level domain that is none', 'host.corp-zone-x'],
  ['an octal address', '0177.0.0.1'], ['a short address', '127.1'], ['an address as one number', '2130706433'], ['a name with a control character', 'goo\u0000gle.com'], ['a look-alike in Unicode whose wire form is unlisted', 'gооgle.com'], ['a reverse name', '1.0.0.127.in-addr.arpa'],
]; // prettier-ignore

/** Where an entry ends: the flaw that makes it no entry, the guard that refuses it, or `kept` for what lists itself alone. */
export function stoppedBy(text: string): Flaw | Refusal | 'kept' {
  const entry = entryOf(text);
  if (typeof entry === 'string') return entry;
  const guarded = guard(entry, guards);
  return guarded.kind === 'refused' ? guarded.reason : 'kept';
}

/** The table of docs/feeds.md: each kind, as what it was planted, and what stopped it. */
export function poisonTable(): string {
  const shown = (entry: string) => `\`${entry.replaceAll('\u0000', '\\0')}\``;
  const rows = poison.map(([kind, entry]) => `| ${kind} | ${shown(entry)} | ${stoppedBy(entry) === 'kept' ? 'kept as what it is: a name of its own' : `\`${stoppedBy(entry)}\``} |`);
  return ['| kind | planted as | stopped by |', '| --- | --- | --- |', ...rows].join('\n');
} // prettier-ignore
