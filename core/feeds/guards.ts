import { parse } from 'tldts';
import { assertNever } from '../assert-never.ts';
import { isClusterName } from '../resolve.ts';
import { cidrOf } from './cidr.ts';
import { type Entry, entryOf } from './entry.ts';
import { type GuardLists, parentsOf } from './guard-lists.ts';
import { specialRange } from './special-ranges.ts';

/** Why an entry may not become an indicator: docs/feeds.md has a line for each. */
export const refusals = [
  'not-canonical',
  'single-label',
  'public-suffix',
  'shared-suffix',
  'unknown-suffix',
  'cluster-name',
  'reserved-name',
  'own-name',
  'aws-endpoint',
  'popular',
  'under-popular',
  'too-wide',
  'special-address',
  'documentation',
  'never-listed',
  'cloud-address',
  'cloud-range',
  'cloud-web-port',
] as const;
export type Refusal = (typeof refusals)[number];

/** Kept in spite of a shared neighbourhood, because the entry is narrower than what is shared. */
export type Scope = 'one-tenant' | 'one-port';

export type Guarded =
  { readonly kind: 'kept'; readonly scope?: Scope } | { readonly kind: 'refused'; readonly reason: Refusal };

/** Prefixes below these hold more than one organisation. */
const widest = { 4: 16, 6: 32 } as const;

/** Ports on which a CDN answers for all of its customers (Cloudflare's list is the longest that is published). */
const webPorts = new Set([80, 443, 2052, 2053, 2082, 2083, 2086, 2087, 2095, 2096, 8080, 8443, 8880]);

/** The guards of DESIGN 7 for one entry: an indicator matches everything under it, one wrong one flags half a cluster. */
export function guard(entry: Entry, lists: GuardLists): Guarded {
  const again = entryOf(entry.value);
  if (typeof again === 'string' || again.value !== entry.value || again.kind !== entry.kind) return refused('not-canonical');
  switch (entry.kind) {
    case 'name':
      return guardName(entry.value, lists);
    case 'address':
    case 'range':
      return guardBlock(entry.value, undefined, lists);
    case 'endpoint': {
      const colon = entry.value.lastIndexOf(':');
      const address = entry.value.slice(0, colon).replace(/^\[|\]$/g, '');
      return guardBlock(address, Number(entry.value.slice(colon + 1)), lists);
    }
    default:
      return assertNever(entry.kind);
  }
} // prettier-ignore

const refused = (reason: Refusal): Guarded => ({ kind: 'refused', reason });
const kept = (scope?: Scope): Guarded => (scope === undefined ? { kind: 'kept' } : { kind: 'kept', scope });

/** RFC 2606, 6761, 7686, 8375 and the reverse trees: they lead nowhere on the internet. */
const reserved = /(?:^|\.)(?:localhost|localdomain|test|invalid|onion|alt|arpa|lan|home|corp|intranet)$/;
const forExamples = /(?:^|\.)(?:example|example\.(?:com|net|org))$/;

function guardName(name: string, lists: GuardLists): Guarded {
  if (reserved.test(name)) return refused('reserved-name');
  if (isClusterName(name)) return refused('cluster-name');
  if (!name.includes('.')) return refused('single-label');
  const documented = forExamples.test(name);
  if (documented && !lists.documentation) return refused('documentation');
  const parsed = parse(name, { allowPrivateDomains: true, validateHostname: false });
  const { domain, isIcann, isPrivate } = parsed;
  if (isIcann !== true && isPrivate !== true && !documented) return refused('unknown-suffix');
  if (domain === null) return refused('public-suffix');
  if (lists.aboveShared.has(name)) return refused('shared-suffix');
  const parents = parentsOf(name);
  const under = (names: ReadonlySet<string>) => parents.some((parent) => names.has(parent));
  if (lists.aboveOwn.has(name) || under(lists.ownNames)) return refused('own-name');
  const oneTenant = isPrivate === true || under(lists.sharedSuffixes);
  if (under(awsZones) && !isOfTenant(parsed)) return refused('aws-endpoint');
  if (!under(lists.pools)) {
    if (lists.abovePopular.has(name)) return refused('popular');
    if (!oneTenant && lists.popularDomains.has(domain)) return refused('under-popular');
  }
  return kept(oneTenant ? 'one-tenant' : undefined);
}

/** Zones of AWS itself, the top-level domain included. What customers own under them is on the Public Suffix List (buckets, functions, portals). */
const awsZones = new Set([
  'amazonaws.com', 'amazonaws.com.cn', 'amazonaws.eu', 'aws', 'aws.dev', 'aws.amazon.com', 'awsapps.com', 'awsstatic.com', 'amazontrust.com',
  'amazoncognito.com',
]); // prettier-ignore

const region = /^[a-z]{2,4}(?:-[a-z]+){1,2}-\d(?=\.|$)/;

/** The list has `us-east-1.amazonaws.com` for the oldest buckets, but the region's services are under it too. */
function isOfTenant(parsed: Pick<ReturnType<typeof parse>, 'isPrivate' | 'publicSuffix' | 'domain'>): boolean {
  const { isPrivate, publicSuffix, domain } = parsed;
  return isPrivate === true && !region.test(publicSuffix ?? '') && !region.test(domain ?? '');
}

/** @param port undefined: every port. */
function guardBlock(text: string, port: number | undefined, lists: GuardLists): Guarded {
  const cidr = cidrOf(text);
  if (cidr === undefined) return refused('not-canonical');
  if (cidr.prefix < widest[cidr.family]) return refused('too-wide');
  const range = specialRange(cidr);
  if (range === 'special') return refused('special-address');
  if (range === 'documentation' && !lists.documentation) return refused('documentation');
  if (lists.never.overlaps(cidr)) return refused('never-listed');
  if (!lists.cloud.overlaps(cidr)) return kept();
  if (port === undefined) return refused(text.includes('/') ? 'cloud-range' : 'cloud-address');
  return webPorts.has(port) ? refused('cloud-web-port') : kept('one-port');
}
