import { gzipSync } from 'node:zlib';
import { inventoryLimits } from '../../core/inventory/pushed-limits.ts';
import { ownersKnown } from '../../core/inventory/sighting.ts';
import { type ListName, listNames, type Snapshot } from '../../core/inventory/snapshot.ts';

/** A look as it is sent, and the lists for which the door has no room. */
export interface Packed {
  readonly body: Buffer;
  readonly leftOut: readonly ListName[];
}

/** What goes first where not all of it has room: whose absence blinds to the least. */
const leastNeeded: readonly ListName[] = ['grpcroutes', 'httproutes', 'apigateways', 'virtualservices', 'istiogateways', 'endpointslices', 'networkpolicies', 'ingresses', 'services']; // prettier-ignore

/**
 * A look as the body of `POST /v1/inventory`, gzipped. Of each object it holds what the control plane reads of it, and
 * nothing else: no value of an environment, no command leaves the cluster. A list that has no room is left out and said
 * to be missing, so that nobody takes it for empty; without room for the owners of pods there is no body.
 */
export function packedLook(snapshot: Snapshot, sentAt: string, limits: Pick<typeof inventoryLimits, 'compressedBytes' | 'inflatedBytes'> = inventoryLimits): Packed | 'too-large' {
  const { at, version, owners, odd } = snapshot;
  const lists = { ...snapshot.items };
  const missing = { ...snapshot.missing };
  const leftOut: ListName[] = [];
  for (const next of [undefined, ...leastNeeded]) {
    if (next !== undefined) {
      if (lists[next] === undefined || lists[next].length === 0) continue;
      delete lists[next];
      missing[next] = 'too-large';
      leftOut.push(next);
    }
    const json = Buffer.from(JSON.stringify({ v: 1, at, sentAt, ...(version === undefined ? {} : { version }), lists, missing, owners, odd }));
    const body = json.length > limits.inflatedBytes ? undefined : gzipSync(json);
    if (body !== undefined && body.length <= limits.compressedBytes) return { body, leftOut };
  }
  return 'too-large';
} // prettier-ignore

/** What could be told of this look, in a few words for people. */
export function seenIn(snapshot: Snapshot): string {
  const objects = Object.values(snapshot.items).reduce((sum, items) => sum + items.length, 0);
  const whole = `${objects} objects${snapshot.odd > 0 ? `, ${snapshot.odd} too odd to be read` : ''}`;
  const unseen = unseenIn(snapshot);
  return unseen === '' ? whole : `${whole}; ${unseen}`;
}

/** Which lists a look lacks, and why; empty where it is whole. */
export function unseenIn(snapshot: Snapshot): string {
  const lists = new Map<string, string[]>();
  for (const [list, fault] of Object.entries(snapshot.missing).toSorted(([one], [other]) => (one < other ? -1 : 1))) lists.set(fault, [...(lists.get(fault) ?? []), list]); // prettier-ignore
  if (lists.size === 0) return '';
  const told = [...lists].map(([fault, names]) => `${names.length === listNames.length ? 'any list' : names.join(', ')} (${fault})`); // prettier-ignore
  return `not seen: ${told.join('; ')}${ownersKnown(snapshot) ? '' : '. Whose a pod is cannot be told'}`;
}
