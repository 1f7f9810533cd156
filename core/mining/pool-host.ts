import { parse } from 'tldts';

/** Wallets are longer than any label of a pool's name: the shortest in use have 26 characters. */
const maximumLabel = 25;
const maximumName = 128;

/**
 * The host name in an address such as `stratum+tcp://eu1.pool.example:3333`, lower case; undefined unless it is a name
 * below a public suffix. `wallet.worker` has the same letters as a name, so the last label must be a real one.
 */
export function poolHostIn(address: string): string | undefined {
  if (address.length > maximumName) return undefined;
  const bare = /^(?:[a-z0-9+]{1,24}:\/\/)?([a-z0-9.-]+?)\.?(?::[0-9]{1,5})?\/?$/.exec(address.toLowerCase())?.[1];
  if (bare === undefined) return undefined;
  const labels = bare.split('.');
  if (labels.length < 2 || !labels.every(isLabel)) return undefined;
  const parsed = parse(bare, { allowPrivateDomains: true });
  return (parsed.isIcann === true || parsed.isPrivate === true) && parsed.domain !== null ? bare : undefined;
}

function isLabel(label: string): boolean {
  return label.length <= maximumLabel && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(label);
}
