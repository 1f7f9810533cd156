import * as z from 'zod';
import { Address } from './address-schema.ts';
import { Bytes, Moment, Span, SpanOrNone } from './scenario-units.ts';
import { End, Ends, type ScenarioEnd } from './scenario-end.ts';
import { ObservedName } from './observed-name.ts';
import { Operation } from './operation.ts';
import { telemetryLimits } from './telemetry-limits.ts';

/** When something happens: once, at each of some moments, or again and again. */
const timing = {
  at: z.union([Moment, z.array(Moment).min(1).max(10_000)], { error: 'must be a time such as 2h30m, or a list of them' }).optional(),
  every: Span.optional(),
  from: Moment.optional(),
  until: Moment.optional(),
  times: z.int().min(1).max(10_000_000).optional(),
  /** Each occurrence comes up to so much later, differently each time, the same way in each play. */
  jitter: SpanOrNone.default(0),
}; // prettier-ignore

const DnsName = z.string().min(1).max(telemetryLimits.nameLength);

export const Conversation = z.strictObject({
  source: Ends,
  destination: Ends,
  cluster: z.string().optional(),
  port: z.int().min(0).max(65_535).optional(),
  proto: z.enum(['tcp', 'udp', 'sctp']).default('tcp'),
  ...timing,
  /** Addresses of an outside end, used in turn. */
  addresses: z.array(Address).min(1).max(1_000).optional(),
  /** CNAMEs between the name asked for and the address. */
  aliases: z.array(DnsName).max(telemetryLimits.aliasesPerName).optional(),
  /** Every name seen, in place of the one that follows from the destination. */
  names: z.array(ObservedName).max(telemetryLimits.namesPerFlow).optional(),
  /** Shown in the TLS handshake as well. */
  sni: DnsName.optional(),
  ops: z.array(Operation.extend({ count: Operation.shape.count.default(1) })).max(telemetryLimits.operationsPerFlow).default([]),
  outcome: z.enum(['established', 'refused', 'reset', 'timeout', 'blocked']).default('established'),
  connections: z.int().min(0).max(1_000_000).default(1),
  bytesOut: Bytes.default(512),
  bytesIn: Bytes.default(2_048),
  /** How long each occurrence goes on; its bytes are spread over that time. */
  lasts: SpanOrNone.default(0),
  /** Which pods of the source speak at each occurrence. */
  pods: z.enum(['each', 'one']).default('each'),
  seenBy: z.enum(['both', 'source', 'destination']).default('both'),
  /** The node whose sentinel sees it, where neither end is a pod or a node. */
  node: z.string().optional(),
  /** The node whose sentinel alone tells of it, wherever its ends are: one that lies. */
  reportedBy: z.string().optional(),
}); // prettier-ignore
export type Conversation = z.infer<typeof Conversation>;

export const ScenarioLookup = z.strictObject({
  source: Ends,
  /** A name or a list of them: each is asked for. */
  name: z.union([DnsName.transform((name) => [name]), z.array(DnsName).min(1).max(2_000)], {
    error: 'must be a DNS name, or a list of them',
  }),
  cluster: z.string().optional(),
  aliases: z.array(DnsName).max(telemetryLimits.aliasesPerName).default([]),
  resolver: End.optional(),
  outcome: z.enum(['answered', 'nxdomain', 'timeout', 'refused', 'blocked']).default('answered'),
  count: z.int().min(1).max(1_000_000).default(1),
  ...timing,
  pods: z.enum(['each', 'one']).default('each'),
});
export type ScenarioLookup = z.infer<typeof ScenarioLookup>;

/** A conversation between two ends: what is left of one that was written with lists. */
export type OneConversation = Omit<Conversation, 'source' | 'destination'> & {
  readonly source: ScenarioEnd;
  readonly destination: ScenarioEnd;
};

/** Each source with each destination; nobody talks to itself because it stands in both lists. */
export function eachConversation(conversation: Conversation): OneConversation[] {
  const { source: sources, destination: destinations } = conversation;
  const same = (one: ScenarioEnd, other: ScenarioEnd) => JSON.stringify(one) === JSON.stringify(other);
  const isList = sources.length > 1 || destinations.length > 1;
  return sources.flatMap((source) =>
    destinations
      .filter((destination) => !isList || !same(source, destination))
      .map((destination) => ({ ...conversation, source, destination })),
  );
}

/** What conversations and questions have in common: when. */
export type Timing = Pick<Conversation, 'at' | 'every' | 'from' | 'until' | 'times' | 'jitter'>;
