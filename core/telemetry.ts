import * as z from 'zod';
import { Address } from './address-schema.ts';
import { ObservedName } from './observed-name.ts';
import { Operation } from './operation.ts';
import { Count, DnsName, Timestamp, wellFormed } from './telemetry-fields.ts';
import { telemetryLimits } from './telemetry-limits.ts';

const seen = { generation: Count.default(0), firstSeen: Timestamp, lastSeen: Timestamp };

/**
 * One conversation, summed since the sentinel's boot. `src` opened it, `dst` answered on `port`; `direction` tells
 * whether the observed pod is `src` (out) or `dst` (in). `via` is the service address before translation.
 */
export const Flow = z.object({
  kind: z.literal('flow'),
  src: Address,
  dst: Address,
  port: z.int().min(0).max(65_535),
  proto: z.enum(['tcp', 'udp', 'sctp']),
  direction: z.enum(['in', 'out']),
  via: wellFormed(64).optional(),
  if: z.int().min(0).max(0x7fff_ffff).optional(),
  names: z.array(ObservedName).max(telemetryLimits.namesPerFlow).default([]),
  ops: z.array(Operation).max(telemetryLimits.operationsPerFlow).default([]),
  outcome: z.enum(['established', 'refused', 'reset', 'timeout', 'blocked']),
  connections: Count,
  bytesOut: Count,
  bytesIn: Count,
  ...seen,
});
export type Flow = z.infer<typeof Flow>;

/** A DNS question without a conversation after it: `src` asked the resolver `dst` for `name`. */
export const Lookup = z.object({
  kind: z.literal('lookup'),
  src: Address,
  dst: Address,
  port: z.int().min(0).max(65_535).default(53),
  proto: z.enum(['tcp', 'udp']).default('udp'),
  if: z.int().min(0).max(0x7fff_ffff).optional(),
  name: DnsName,
  aliases: z.array(DnsName).max(telemetryLimits.aliasesPerName).default([]),
  outcome: z.enum(['answered', 'nxdomain', 'timeout', 'refused', 'blocked']),
  count: Count,
  ...seen,
});
export type Lookup = z.infer<typeof Lookup>;

export const Observation = z.discriminatedUnion('kind', [Flow, Lookup]);
export type Observation = z.infer<typeof Observation>;

/** What the sentinel saw of the truth in this window: events, and each way in which some were lost. */
export const Coverage = z.object({
  seen: Count,
  dropped: Count,
  folded: Count.default(0),
  spooled: Count.default(0),
  freezes: Count.default(0),
  sources: z.array(z.enum(['wire', 'conntrack', 'pcap', 'hubble', 'envoy', 'dnstap', 'scenario'])).max(8),
  failed: z.array(wellFormed(64)).max(8).default([]),
});
export type Coverage = z.infer<typeof Coverage>;

/** Telemetry, wire format 1: what one sentinel saw in one window. Counters are cumulative since `bootId` began. */
export const Batch = z
  .object({
    v: z.literal(1),
    node: wellFormed(253),
    bootId: wellFormed(64),
    /** When this boot began to listen: what a pod asked before, nobody heard. */
    listeningSince: Timestamp.optional(),
    seq: Count,
    sentAt: Timestamp,
    window: z.object({ from: Timestamp, to: Timestamp }),
    coverage: Coverage,
    observations: z.array(Observation).max(telemetryLimits.observations),
  })
  .refine((batch) => Date.parse(batch.window.from) <= Date.parse(batch.window.to), {
    path: ['window', 'to'],
    message: 'lies before window.from',
  });
export type Batch = z.infer<typeof Batch>;
