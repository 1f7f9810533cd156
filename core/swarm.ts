import type { Edge } from './edge.ts';
import { digest } from './hash.ts';
import type { Lineage } from './ids.ts';
import type { Renowned } from './renown.ts';

/** As what addresses without a name are counted: peers on one port, and ports where each peer has its own. */
export function swarmOf({ proto, port }: Edge, lineage: Lineage, address: string): { readonly thing: Renowned; readonly user: string }[] {
  return [
    { thing: { kind: 'nameless', object: JSON.stringify([lineage, proto, port]) }, user: digest(address) },
    { thing: { kind: 'nameless-ports', object: JSON.stringify([lineage, proto]) }, user: digest(String(port)) },
  ];
} // prettier-ignore
