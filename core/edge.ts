import * as z from 'zod';
import { cappedUnion } from './capped-set.ts';
import { Integer } from './fields.ts';
import { digest } from './hash.ts';
import { ClusterId, EdgeId } from './ids.ts';
import { Instant } from './instant.ts';
import { Peer, peerKey } from './peer.ts';
import { mergeSupport, Support } from './support.ts';
import { ObservedName } from './observed-name.ts';
import { Operation } from './operation.ts';

export const edgeLimits = { names: 32, operations: 128, outcomes: 8, addresses: 16 } as const;

/** An operation without its count: what can be said on this edge. Counts live with the counters. */
export const EdgeOperation = Operation.omit({ count: true }).extend({
  /** Said in windows with loss alone: it is judged like any other, and teaches nothing (law 4). */
  lossy: z.literal(true).optional(),
});
export type EdgeOperation = z.infer<typeof EdgeOperation>;

/** Who talks to whom, and how: source opened the conversation, destination answered on `port`. */
export const Edge = z.object({
  id: EdgeId,
  cluster: ClusterId,
  source: Peer,
  destination: Peer,
  proto: z.enum(['tcp', 'udp', 'sctp']),
  port: Integer,
  names: z.array(ObservedName).max(edgeLimits.names),
  operations: z.array(EdgeOperation).max(edgeLimits.operations),
  outcomes: z.array(z.string()).max(edgeLimits.outcomes),
  /** Addresses of the destination where it is outside the cluster: evidence, and what ip:port indicators match. */
  addresses: z.array(z.string()).max(edgeLimits.addresses),
  support: Support,
  /** Every pod seen on it lived before its node's sentinel listened, and may have asked for a name then (DESIGN 5). */
  unheard: z.literal(true).optional(),
  /** RFC 3339, event time. */
  firstSeen: Instant,
  /** When the first flow began that mines or is greeted under a name that nobody asked for, which may be long after the edge. RFC 3339, event time. */
  oddSince: Instant.optional(),
  /** The node that saw it first, for the chain of evidence. */
  seenBy: z.string(),
});
export type Edge = z.infer<typeof Edge>;

export type EdgeEnds = Pick<Edge, 'cluster' | 'source' | 'destination' | 'proto' | 'port'>;

export function edgeId(ends: EdgeEnds): EdgeId {
  const source = peerKey(ends.source);
  const destination = peerKey(ends.destination);
  return digest('edge', ends.cluster, String(source.length), ...source, ...destination, ends.proto, String(ends.port)) as EdgeId; // prettier-ignore
}

/** The name was asked for, and nobody was seen talking to it. */
export function isLookupOnly(edge: Pick<Edge, 'outcomes'>): boolean {
  return edge.outcomes.every((outcome) => outcome.startsWith('lookup-'));
}

// Mining first, then by its parts: where the cap cuts, what matters stays.
function operationKey(operation: EdgeOperation): string {
  const rank = operation.app === 'mining' ? '0' : operation.app === 'crypto-node' ? '1' : '2';
  const {
    app,
    dialect = '',
    method = '',
    path = '',
    evidence = '',
    alpn = '',
    ech = false,
    unauthenticated = false,
  } = operation;
  return JSON.stringify([rank, app, dialect, method, path, evidence, alpn, ech, unauthenticated]);
}

const nameKey = (name: ObservedName) => JSON.stringify([name.value, name.from, name.aliases ?? []]);
const itself = (text: string) => text;

/** What two sights of one edge say together. Commutative, associative, idempotent. */
export function mergeEdges(one: Edge, other: Edge): Edge {
  // Which of two spellings of the same end is kept must not depend on the order of arrival.
  const [first, second] = earlier(one, other) ? [one, other] : [other, one];
  const { unheard, oddSince: _own, ...rest } = first;
  const [oddSince] = [one.oddSince, other.oddSince].filter((at) => at !== undefined).toSorted((a, b) => Date.parse(a) - Date.parse(b)); // prettier-ignore
  return {
    ...rest,
    ...(oddSince !== undefined && { oddSince }),
    ...(unheard && second.unheard && { unheard }),
    names: cappedUnion(first.names, second.names, edgeLimits.names, nameKey),
    operations: mergeOperations([...first.operations, ...second.operations]),
    outcomes: cappedUnion(first.outcomes, second.outcomes, edgeLimits.outcomes, itself),
    addresses: cappedUnion(first.addresses, second.addresses, edgeLimits.addresses, itself),
    support: mergeSupport(first.support, second.support),
  };
}

/** Whatever a window without loss said counts as said in one. */
function mergeOperations(all: readonly EdgeOperation[]): EdgeOperation[] {
  const [whole, lossy] = [all.filter((one) => one.lossy !== true), all.filter((one) => one.lossy === true)];
  return cappedUnion(whole, lossy, edgeLimits.operations, operationKey);
}

function earlier(one: Edge, other: Edge): boolean {
  const at = Date.parse(one.firstSeen) - Date.parse(other.firstSeen);
  if (at !== 0) return at < 0;
  const spelling = (edge: Edge) => JSON.stringify([edge.seenBy, edge.source, edge.destination]);
  return spelling(one) <= spelling(other);
}

/** Everything that an edge says but its counters, as one word: equal words mean that there is nothing to write. */
export function edgeContent(edge: Edge): string {
  const { names, operations, outcomes, addresses, unheard } = edge;
  const heard = unheard === true ? ['unheard'] : [];
  return digest(
    'content',
    JSON.stringify([names.map(nameKey), operations.map(operationKey), outcomes, addresses, ...heard]),
  );
}

/** Since when what makes it odd goes on: its own beginning, unless it was harmless for a while. */
export function oddSinceOf({ firstSeen, oddSince }: Pick<Edge, 'firstSeen' | 'oddSince'>): string {
  return oddSince ?? firstSeen;
}
