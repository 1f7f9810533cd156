import { parse } from 'tldts';
import { withParents } from '../intelligence.ts';

/** Why a name may not become an indicator. */
export type Refusal =
  'address' | 'not-a-name' | 'public-suffix' | 'dynamic-dns' | 'popular' | 'not-a-pool' | 'unproven';

export interface GuardLists {
  /** Suffixes under which anyone may take a name for a day. */
  readonly dynamicDns: ReadonlySet<string>;
  /** Registrable domains that everyone visits. */
  readonly popular: ReadonlySet<string>;
  /** Domains that were looked at by hand and are no pools. */
  readonly notPools: ReadonlySet<string>;
}

/**
 * The guards of DESIGN 7 for one listed name: an indicator matches everything under it, so one wrong name flags half a
 * cluster. Undefined: it may be used.
 */
export function refusalOf(listed: string, lists: GuardLists): Refusal | undefined {
  const name = listed.toLowerCase();
  const { isIp, domain, domainWithoutSuffix, hostname } = parse(name, { allowPrivateDomains: true });
  if (isIp || /^[\d.]+(?::\d+)?$/.test(name)) return 'address';
  if (hostname !== name || name.endsWith('.onion') || !name.includes('.')) return 'not-a-name';
  if (domain === null || !domainWithoutSuffix) return 'public-suffix';
  const parents = everyParent(name);
  if (parents.some((parent) => lists.dynamicDns.has(parent))) return 'dynamic-dns';
  if (lists.popular.has(domain)) return 'popular';
  if (parents.some((parent) => lists.notPools.has(parent))) return 'not-a-pool';
  return undefined;
}

/** The name and all that it lies under, below the root. */
function everyParent(name: string): string[] {
  const labels = name.split('.');
  return labels.map((_, at) => labels.slice(at).join('.'));
}

/** A name that says itself what it is for. */
export function namesMining(name: string): boolean {
  return /pool|xmr|monero|mine|mining|stratum|hash/.test(name);
}

/** Without the names that lie under another one of them, whose sources they leave to it: the shorter one matches both. */
export function folded(names: ReadonlyMap<string, ReadonlySet<string>>): Map<string, Set<string>> {
  const kept = new Map<string, Set<string>>();
  for (const [name, sources] of names) {
    const shortest = withParents(name).findLast((parent) => names.has(parent)) ?? name;
    kept.set(shortest, new Set([...(kept.get(shortest) ?? []), ...sources]));
  }
  return kept;
}
