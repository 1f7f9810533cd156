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

/**
 * A door of AWS itself, which nobody else answers at: `sqs.eu-west-1.amazonaws.com`. What belongs to a customer (a bucket, an API, a
 * machine) has a label before it; S3 alone may be told the bucket in the path.
 */
const awsDoor = /^(?!s3[.-])[a-z0-9-]{2,40}\.(?:[a-z]{2}(?:-[a-z]{2,12}){1,2}-\d\.)?amazonaws\.com(?:\.cn)?$/;

/** Whether everyone visits it: by its registrable domain, so that a tenant of a shared suffix is as popular as itself. */
export function isPopular(name: string): boolean {
  if (awsDoor.test(name)) return true;
  const domain = registrableDomain(name);
  return domain !== undefined && popularDomains().has(domain);
}
