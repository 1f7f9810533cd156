import * as z from 'zod';
import { Address } from './address-schema.ts';
import { telemetryLimits } from './telemetry-limits.ts';

const wellFormed = (maximum: number) =>
  z
    .string()
    .min(1)
    .max(maximum)
    .refine((text) => text.isWellFormed(), { message: 'holds a lone surrogate' });

/** A count or a number of bytes since the sentinel's boot: a whole number that a double holds exactly. */
const Count = z.int().min(0);

/** RFC 3339 in UTC with at most milliseconds, within the years that a JavaScript date and a sort key both hold. */
const Timestamp = z.iso.datetime({ precision: null }).max(30);

const DnsName = wellFormed(telemetryLimits.nameLength);

/** A name under which the destination was known, and how it was learned; `aliases` is the CNAME chain of the answer. */
export const ObservedName = z.object({
  value: DnsName,
  from: z.enum(['dns', 'sni', 'http-host', 'connect', 'mining']),
  aliases: z.array(DnsName).max(telemetryLimits.aliasesPerName).optional(),
});
export type ObservedName = z.infer<typeof ObservedName>;

/** How sure the recogniser is that a conversation mines: a look, a client's wish, its refusal, a pool's error, or work done. */
export const MiningEvidence = z.enum(['hint', 'intent', 'refused', 'error', 'session']);
export type MiningEvidence = z.infer<typeof MiningEvidence>;

/** One kind of thing said in a conversation. Paths are templates; no value, header, query or credential ever stands here. */
export const Operation = z.object({
  app: z.enum([
    'http', 'grpc', 'tls', 'dns', 'quic', 'websocket', 'redis', 'postgresql', 'mysql', 'kafka', 'mongodb', 'amqp', 'nats',
    'mining', 'crypto-node', 'tor', 'jndi',
  ]), // prettier-ignore
  dialect: wellFormed(64).optional(),
  method: wellFormed(telemetryLimits.methodLength).optional(),
  path: wellFormed(telemetryLimits.pathLength).optional(),
  evidence: MiningEvidence.optional(),
  alpn: wellFormed(64).optional(),
  ech: z.boolean().optional(),
  count: Count,
});
export type Operation = z.infer<typeof Operation>;

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
