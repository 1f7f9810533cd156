import type { Edge } from './edge.ts';

/** Gates between the web and Tor's onion services: what follows an onion name (github.com/tor2web, and who runs its software). */
const gates = /(?:^|\.)(?:[a-z2-7]{16}|[a-z2-7]{56})\.onion(?:\.|$)|(?:^|\.)tor2web\.[a-z]{2,6}$/;

/** It goes through a network that hides whom it talks to: seen on the wire, or by the name of a gate into it. */
export function isAnonymised({ operations, destination, names }: Pick<Edge, 'operations' | 'destination' | 'names'>): boolean {
  if (operations.some(({ app }) => app === 'tor')) return true;
  return [...(destination.kind === 'name' ? [destination.name] : []), ...names.map(({ value }) => value)].some((name) => gates.test(name));
} // prettier-ignore
