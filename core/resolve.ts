import { rangeOf } from './address.ts';
import { type Edge, type EdgeEnds, edgeId } from './edge.ts';
import type { ClusterId } from './ids.ts';
import type { Interval } from './interval.ts';
import { type Peer, type Unresolved } from './peer.ts';
import { slotOf } from './support.ts';
import type { ObservedName } from './observed-name.ts';
import type { Operation } from './operation.ts';
import type { Flow, Lookup } from './telemetry.ts';

/** What the directory said of an address at a time: an interval, or the reason why there is none. */
export type Whereabouts = { readonly interval: Interval } | { readonly unresolved: Unresolved };

/** The name by which the destination is known: what was asked for in DNS, held against SNI; never a proxy's target or a pool named inside a message. */
export function primaryName(names: readonly ObservedName[]): string | undefined {
  if (names.length === 0) return undefined;
  const sni = names.find((name) => name.from === 'sni');
  const asked = names.filter((name) => name.from === 'dns');
  const confirmed = asked.find((name) => normalName(name.value) === (sni && normalName(sni.value)));
  const host = names.find((name) => name.from === 'http-host');
  const best = confirmed ?? asked[0] ?? sni ?? host;
  return best && normalName(best.value);
}

/** Lower case, without the root's dot. */
export function normalName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

const linkLocal: Readonly<Record<string, Extract<Peer, { kind: 'infrastructure' }>['name']>> = {
  '169.254.169.254': 'instance-metadata',
  'fd00:ec2::254': 'instance-metadata',
  '169.254.170.23': 'pod-identity',
  'fd00:ec2::23': 'pod-identity',
  '169.254.20.10': 'node-local-dns',
  '169.254.169.123': 'time',
  'fd00:ec2::123': 'time',
};

/**
 * Who an address is, by its owner if it has one, by its name or range otherwise. Addresses are canonical. `own`: it must be
 * somebody's here, whatever its range, for the other end is nobody's.
 */
export function peerOf(address: string, whereabouts: Whereabouts, name: string | undefined, end: 'source' | 'destination', own = false): Peer {
  const infrastructure = linkLocal[address];
  if (infrastructure !== undefined) return { kind: 'infrastructure', name: infrastructure };
  if ('interval' in whereabouts) return peerOfOwner(whereabouts.interval);
  switch (rangeOf(address)) {
    case 'public':
      if (own) return { kind: 'unresolved', address, reason: whereabouts.unresolved };
      if (end === 'source') return { kind: 'internet' };
      // What could not be asked for is not known to be outside.
      if (whereabouts.unresolved !== 'nobody-has-it' && (name === undefined || isClusterName(name))) return { kind: 'unresolved', address, reason: whereabouts.unresolved };
      return name === undefined ? { kind: 'address', address } : (cloudService(name) ?? { kind: 'name', name });
    case 'link-local':
    case 'loopback':
    case 'multicast':
    case 'unspecified':
      return { kind: 'infrastructure', name: 'link-local' };
    case 'private':
      if (name !== undefined && !isClusterName(name)) return cloudService(name) ?? { kind: 'private', name };
      return { kind: 'unresolved', address, reason: whereabouts.unresolved };
  }
} // prettier-ignore

function peerOfOwner(interval: Interval): Peer {
  const { owner } = interval;
  switch (owner.kind) {
    case 'pod': {
      const { lineage, namespace, kind, name } = owner.workload;
      return { kind: 'workload', lineage, namespace, workload: kind, name };
    }
    case 'service':
      return { kind: 'service', namespace: owner.namespace, name: owner.name };
    case 'node':
      return { kind: 'node', name: owner.name };
  }
}

/** Names that only mean something inside a cluster or a VPC: they say nothing about an address that nobody has. */
export function isClusterName(name: string): boolean {
  return /\.(?:svc|pod)(?:\.|$)|\.cluster\.local$|\.internal$|\.local$/.test(name);
}

// `s3.eu-west-1.amazonaws.com`, `bucket.s3.eu-west-1.amazonaws.com`, `sts.amazonaws.com`, and the China partition.
const awsHost = /(?:^|\.)([a-z0-9-]{1,40})(?:\.([a-z]{2}(?:-[a-z]{2,12}){1,2}-\d))?\.amazonaws\.com(?:\.cn)?$/;

function cloudService(name: string): Peer | undefined {
  const match = awsHost.exec(name);
  if (match === null) return undefined;
  const [, service = '', region] = match;
  // The whole host stays the name: a bucket of another account is another peer.
  return { kind: 'cloud', service, ...(region === undefined ? {} : { region }), name };
}

/** A question as a flow to the name itself, so that a listed name that was only asked for is judged like any other. */
export function flowOfLookup(lookup: Lookup): Flow {
  const { src, dst, port, proto, generation, firstSeen, lastSeen, count } = lookup;
  const names: ObservedName[] = [{ value: lookup.name, from: 'dns', aliases: lookup.aliases }];
  const seen = { generation, firstSeen, lastSeen, connections: count, bytesOut: 0, bytesIn: 0 };
  return { kind: 'flow', src, dst, port, proto, direction: 'out', names, ops: [], outcome: 'established', ...seen };
}

export interface Sight {
  readonly cluster: ClusterId;
  readonly node: string;
  readonly flow: Flow;
  /** Set where nobody talked to the name, it was only asked for. */
  readonly lookup?: Lookup['outcome'];
  readonly source: Whereabouts;
  readonly destination: Whereabouts;
  /** Event time of the sight, milliseconds since 1970; of the flow's first packet for `firstSeen`. */
  readonly firstSeen: number;
  readonly at: number;
  /** Since when the node's sentinel listens, event time; undefined where it does not say. */
  readonly listeningSince?: number | undefined;
  /** Whether this window may count towards learning: no loss, and a counter rose. */
  readonly supports: boolean;
}

/** The edge that one sight of one flow speaks for. */
export function edgeOfSight(sight: Sight): Edge {
  const { flow, lookup } = sight;
  const name = primaryName(flow.names);
  const destination: Peer =
    lookup !== undefined && name !== undefined
      ? (cloudService(name) ?? { kind: 'name', name })
      : peerOf(flow.dst, sight.destination, name, 'destination');
  const ends: EdgeEnds = {
    cluster: sight.cluster,
    source: peerOf(flow.src, sight.source, undefined, 'source', flow.direction === 'out' && !('interval' in sight.destination)),
    destination,
    proto: flow.proto,
    port: flow.port,
  };
  const origin = 'interval' in sight.source ? sight.source.interval : undefined;
  const pod = origin?.owner.kind === 'pod' ? { uid: origin.owner.pod.uid, since: origin.from, slots: [slotOf(sight.at)] } : undefined;
  const names = flow.names.map(({ value, from, aliases = [] }) => ({ value: normalName(value), from, ...(aliases.length === 0 ? {} : { aliases: aliases.map(normalName) }) }));
  const odd = flow.ops.some(({ app }) => app === 'mining') || isGreetedOtherwise(names);
  const firstSeen = new Date(sight.firstSeen).toISOString();
  return {
    ...ends,
    id: edgeId(ends),
    names,
    operations: flow.ops.map(withoutCount),
    outcomes: [lookup === undefined ? flow.outcome : `lookup-${lookup}`],
    addresses: addressesOf(sight),
    support: {
      hours: sight.supports ? [hourOf(sight.at)] : [],
      pods: sight.supports && pod !== undefined ? [pod] : [],
    },
    ...(destination.kind === 'address' && wasUnheard(sight) && { unheard: true as const }),
    firstSeen,
    ...(odd && { oddSince: firstSeen }),
    seenBy: sight.node,
  };
} // prettier-ignore

/** A name in the handshake that DNS was not asked for; whether it is another's is for judging to say. */
function isGreetedOtherwise(names: readonly ObservedName[]): boolean {
  const asked = new Set(names.filter(({ from }) => from === 'dns').map(({ value }) => value));
  return asked.size > 0 && names.some(({ value, from }) => from === 'sni' && !asked.has(value));
}

/** How long after a sentinel's start an older pod may still use what it asked for before. Longer would hide whoever waits for an upgrade. Milliseconds. */
const rememberedMs = 2 * 3_600_000;

function wasUnheard({ source, listeningSince, firstSeen }: Sight): boolean {
  if (listeningSince === undefined || !('interval' in source) || source.interval.owner.kind !== 'pod') return false;
  return source.interval.from < listeningSince && firstSeen - listeningSince < rememberedMs;
}

/** Where the destination is outside. Of a question it is the resolver's, which says something only where it is not of the cluster or its VPC. */
function addressesOf({ flow, lookup, destination }: Sight): string[] {
  if ('interval' in destination || (lookup !== undefined && rangeOf(flow.dst) !== 'public')) return [];
  return [flow.dst];
}

let lastHour = { number: Number.NaN, text: '' };

/** `2026-11-23T14`: the hour that an event time (milliseconds since 1970) lies in, UTC. Asked for each observation, mostly of one hour. */
export function hourOf(at: number): string {
  const number = Math.floor(at / 3_600_000);
  if (number !== lastHour.number) lastHour = { number, text: new Date(at).toISOString().slice(0, 13) };
  return lastHour.text;
}

function withoutCount(operation: Operation) {
  const { count: _count, ...rest } = operation;
  return rest;
}
