import { getDomain } from 'tldts';
import { domains } from './popular/domains.ts';

const popular = new Set<string>();
for (const [top, names] of Object.entries(domains))
  for (const name of names.split(/\s+/)) popular.add(`${name}.${top}`);

/** The registrable domain of a name, the Public Suffix List's private section respected; undefined where there is none. */
export function registrableDomain(name: string): string | undefined {
  return getDomain(name, { allowPrivateDomains: true, validateHostname: false }) ?? undefined;
}

/** Whether everyone visits it: by its registrable domain, so that a tenant of a shared suffix is as popular as itself. */
export function isPopular(name: string): boolean {
  const domain = registrableDomain(name);
  return domain !== undefined && popular.has(domain);
}
