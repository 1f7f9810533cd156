import type { DeviationKind } from './deviation.ts';
import { type Edge, isLookupOnly } from './edge.ts';
import type { Familiarity } from './familiarity.ts';
import type { Finding } from './finding.ts';
import { registrableDomain } from './popular.ts';

/** So many other settled workloads make a name known here. */
export const enoughUsers = 2;

const reaching: ReadonlySet<DeviationKind> = new Set([
  'new-egress',
  'nameless-egress',
  'threat-contact',
  'mining-protocol',
  'imitation',
]);

/**
 * The same findings, those about a way out with the destination that they have in common with others: of what few here talk
 * to. Strangers who meet at the same unpopular place belong together; at a popular one everybody meets.
 */
export function withDestination(findings: readonly Finding[], edge: Edge, { name }: Familiarity): Finding[] {
  const destination = name?.popular === true || (name?.users ?? 0) >= enoughUsers ? undefined : placeOf(edge);
  if (destination === undefined) return [...findings];
  return findings.map((finding) => (joinsBy(finding) ? { ...finding, destination } : finding));
}

function joinsBy({ kind, verdict, reason }: Finding): boolean {
  return verdict === 'alert' && reaching.has(kind) && !reason.startsWith('imitates-');
}

/** The registrable domain, so that a name of its own for each victim is one place; or the address. */
function placeOf(edge: Edge): string | undefined {
  if (isLookupOnly(edge)) return undefined;
  const { destination } = edge;
  switch (destination.kind) {
    case 'name':
    case 'cloud':
      return registrableDomain(destination.name) ?? destination.name;
    case 'address':
      return destination.address;
    default:
      return undefined;
  }
}
