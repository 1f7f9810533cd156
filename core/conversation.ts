import { digest } from './hash.ts';
import type { Observation } from './telemetry.ts';

/**
 * What a conversation is on the node: interface, both ends, port, protocol, direction, translated address; the name
 * asked for where there was only a question. Counters of one key never mix with another's.
 */
export function conversationKey(observation: Observation): string {
  const { kind, src, dst, port, proto } = observation;
  const where = String(observation.if ?? '');
  if (kind === 'lookup') return digest('lookup', where, src, dst, String(port), proto, observation.name);
  return digest('flow', where, src, dst, String(port), proto, observation.direction, observation.via ?? '');
}

/** Cumulative since a generation of a key began on a node; times in milliseconds since 1970, event time. */
export interface Counters {
  readonly connections: number;
  readonly bytesOut: number;
  readonly bytesIn: number;
  readonly lastSeen: number;
}

export const noCounters: Counters = { connections: 0, bytesOut: 0, bytesIn: 0, lastSeen: 0 };

/** The fold: the larger of each. Doing it twice, or in another order, changes nothing. */
export function foldCounters(one: Counters, other: Counters): Counters {
  return {
    connections: Math.max(one.connections, other.connections),
    bytesOut: Math.max(one.bytesOut, other.bytesOut),
    bytesIn: Math.max(one.bytesIn, other.bytesIn),
    lastSeen: Math.max(one.lastSeen, other.lastSeen),
  };
}

/** A counter rose: the one proof that something was said in this window. */
export function rose(before: Counters, after: Counters): boolean {
  return after.connections > before.connections || after.bytesOut > before.bytesOut || after.bytesIn > before.bytesIn;
}
