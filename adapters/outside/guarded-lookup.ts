import { lookup as resolve } from 'node:dns';
import type { LookupFunction } from 'node:net';

/** A name leads to an address that must not be asked. */
export class NotAllowed extends Error {
  override readonly name = 'NotAllowed';
}

/**
 * The lookup of a connection that is only made where every address of the name may be asked: there is no second resolution
 * in between that could lead elsewhere.
 */
export function guardedLookup(mayBeAsked: (address: string) => boolean): LookupFunction {
  return (hostname, options, done) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return done(error, '', 0);
      // One private address among several is enough: which of them is used is not ours to say.
      if (!addresses.every(({ address }) => mayBeAsked(address)) || addresses.length === 0) {
        return done(new NotAllowed('the name leads to an address that must not be asked'), '', 0);
      }
      if (options.all === true) return done(null, addresses);
      const [first] = addresses;
      return done(null, first?.address ?? '', first?.family ?? 0);
    });
  };
}
