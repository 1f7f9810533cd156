import type { ObservedName } from './observed-name.ts';
import type { Operation } from './operation.ts';
import type { Flow, Lookup, Observation } from './telemetry.ts';

/** Whether an observation says what another one said: all but counters and times. Asked for each observation, so field by field. */
export function saysTheSame(one: Observation, other: Observation): boolean {
  if (!(one.src === other.src && one.dst === other.dst && one.port === other.port && one.proto === other.proto)) return false;
  if (!(one.if === other.if && one.outcome === other.outcome && one.generation === other.generation)) return false;
  return one.kind === 'flow' ? other.kind === 'flow' && sameFlow(one, other) : other.kind === 'lookup' && sameLookup(one, other);
} // prettier-ignore

function sameFlow(one: Flow, other: Flow): boolean {
  return one.direction === other.direction && one.via === other.via && each(one.names, other.names, sameName) && each(one.ops, other.ops, sameOperation); // prettier-ignore
}

function sameLookup(one: Lookup, other: Lookup): boolean {
  return one.name === other.name && each(one.aliases, other.aliases, Object.is);
}

function sameName(one: ObservedName, other: ObservedName): boolean {
  return (
    one.value === other.value && one.from === other.from && each(one.aliases ?? [], other.aliases ?? [], Object.is)
  );
}

function sameOperation(one: Operation, other: Operation): boolean {
  const said = one.app === other.app && one.dialect === other.dialect && one.method === other.method && one.path === other.path;
  return said && one.evidence === other.evidence && one.alpn === other.alpn && one.ech === other.ech && one.unauthenticated === other.unauthenticated;
} // prettier-ignore

function each<Item>(
  some: readonly Item[],
  others: readonly Item[],
  same: (one: Item, other: Item) => boolean,
): boolean {
  return some.length === others.length && some.every((one, at) => same(one, others[at]!));
}
