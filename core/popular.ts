import { getDomain } from 'tldts';
import { domains } from './popular/domains.ts';

let popular: ReadonlySet<string> | undefined;

/** Made when it is first asked for: a bundle that never asks holds none of the names. */
function popularDomains(): ReadonlySet<string> {
  popular ??= new Set(
    Object.entries(domains).flatMap(([top, names]) => names.split(/\s+/).map((name) => `${name}.${top}`)),
  );
  return popular;
}

/** The registrable domain of a name, the Public Suffix List's private section respected; undefined where there is none. */
export function registrableDomain(name: string): string | undefined {
  return getDomain(name, { allowPrivateDomains: true, validateHostname: false }) ?? undefined;
}

/** Whether everyone visits it: by its registrable domain, so that a tenant of a shared suffix is as popular as itself. */
export function isPopular(name: string): boolean {
  const domain = registrableDomain(name);
  return domain !== undefined && popularDomains().has(domain);
}
