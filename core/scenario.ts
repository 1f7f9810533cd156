import * as z from 'zod';
import { Mode } from './baseline.ts';
import { textUpTo } from './fields.ts';
import { Indicator } from './intelligence.ts';
import { ClusterId } from './ids.ts';
import {
  ScenarioAudit,
  ScenarioEks,
  ScenarioGateway,
  ScenarioIngress,
  ScenarioPolicy,
  ScenarioRoute,
} from './scenario-cluster.ts';
import { Expectation } from './scenario-expect.ts';
import { ScenarioNode, ScenarioService, ScenarioWorkload } from './scenario-inventory.ts';
import { Conversation, ScenarioLookup } from './scenario-traffic.ts';
import { Moment, Span } from './scenario-units.ts';

export const ScenarioCluster = z.strictObject({
  name: ClusterId,
  mode: Mode.default('learning'),
  /** Nodes `node-1`, `node-2` … where the scenario names none for this cluster. */
  nodes: z.int().min(1).max(2_000).default(2),
  /** Whether the control plane has access to its Kubernetes API. */
  kubernetes: z.boolean().default(true),
});
export type ScenarioCluster = z.infer<typeof ScenarioCluster>;

const About = z.strictObject({
  /** Findings are named as in `expect`: by kind, workload, and text of their label or object. */
  kind: z.string().optional(),
  workload: z.string().optional(),
  object: z.string().optional(),
  /** What waits on the review list is meant as well. */
  candidates: z.boolean().default(false),
});
export type About = z.infer<typeof About>;

/** What a person does. Exactly one of `mode`, `accept`, `reject`, `lock`, `mute`. */
export const Act = z
  .strictObject({
    at: Moment,
    cluster: z.string().optional(),
    by: z.string().min(1).max(253).default('operator'),
    mode: z.enum([...Mode.options, 'inherit']).optional(),
    /** Of this namespace, or of this workload (`shop/checkout`), rather than of the cluster. */
    namespace: z.string().min(1).max(253).optional(),
    workload: z.string().min(1).max(600).optional(),
    accept: About.optional(),
    reject: About.optional(),
    lock: z.boolean().optional(),
    /** The incidents that hold findings like that. */
    mute: About.optional(),
    for: Span.optional(),
    reason: z.string().min(1).max(500).optional(),
  })
  .refine((act) => [act.mode, act.accept, act.reject, act.lock, act.mute].filter((one) => one !== undefined).length === 1, {
    message: 'must hold exactly one of mode, accept, reject, lock and mute',
  })
  .refine((act) => (act.mute === undefined) === (act.for === undefined), { message: 'mute and for go together' })
  .refine((act) => act.mode !== undefined || (act.namespace === undefined && act.workload === undefined), {
    message: 'namespace and workload go with mode',
  })
  .refine((act) => act.namespace === undefined || act.workload === undefined, {
    message: 'must hold one of namespace and workload',
  })
  .refine((act) => act.mode !== 'inherit' || act.namespace !== undefined || act.workload !== undefined, {
    message: 'mode inherit needs a namespace or a workload',
  }); // prettier-ignore
export type Act = z.infer<typeof Act>;

const ScenarioIndicator = z.union(
  [
    z.string().min(1).max(253).transform((value) => ({ value })),
    z.strictObject({ value: z.string().min(1).max(253), kind: Indicator.shape.kind.optional(), category: Indicator.shape.category.optional() }),
  ],
  { error: 'must be a name, an address, or {value, kind, category}' },
); // prettier-ignore

export const Feed = z.strictObject({
  name: z.string().min(1).max(100),
  at: Moment.default(0),
  indicators: z.array(ScenarioIndicator).min(1).max(100_000),
});
export type Feed = z.infer<typeof Feed>;

const stretch = {
  cluster: z.string().optional(),
  node: z.string().optional(),
  from: Moment.default(0),
  until: Moment.optional(),
};

/** What befalls sentinels: on one node, or on all where none is named. */
export const SentinelEvent = z.discriminatedUnion('event', [
  z.strictObject({ event: z.literal('restart'), at: Moment, cluster: z.string().optional(), node: z.string().optional() }),
  /** It sees nothing and sends nothing. */
  z.strictObject({ event: z.literal('silent'), ...stretch }),
  /** It loses events: this share of what it would have seen, counted as dropped. `folded`: it also had to fold keys. */
  z.strictObject({ event: z.literal('loss'), ...stretch, share: z.number().min(0).max(1).default(0), folded: z.int().min(0).default(0) }),
  /** Its clock is so much ahead. */
  z.strictObject({ event: z.literal('skew'), ...stretch, ahead: z.unknown().pipe(Span) }),
]); // prettier-ignore
export type SentinelEvent = z.infer<typeof SentinelEvent>;

export const Sentinels = z.strictObject({
  heartbeat: Span.default(60_000),
  events: z.array(SentinelEvent).default([]),
});

/** Which batches: of a stretch of time, and of those so large a part, picked by chance. */
const batches = { ...stretch, share: z.number().min(0).max(1).default(1) };

/** What befalls batches on their way. */
export const Delivery = z.discriminatedUnion('how', [
  /** Spooled on the node and posted so much later. */
  z.strictObject({ how: z.literal('late'), ...batches, by: Span }),
  /** Taken at once, and so much longer on the queue. */
  z.strictObject({ how: z.literal('queued'), ...batches, by: Span }),
  /** Each comes so many times. */
  z.strictObject({ how: z.literal('duplicated'), ...batches, times: z.int().min(2).max(20).default(2) }),
  /** Batches of this stretch of time come in another order, all within `within`. */
  z.strictObject({ how: z.literal('reordered'), ...batches, within: Span.default(60_000) }),
]);
export type Delivery = z.infer<typeof Delivery>;

/** The cluster's Kubernetes API does not answer for a while. */
export const KubernetesOutage = z.strictObject({
  cluster: z.string().optional(),
  from: Moment.default(0),
  until: Moment.optional(),
  answer: z.enum(['unauthorized', 'forbidden', 'timeout', 'throttled', 'error']).default('timeout'),
});
export type KubernetesOutage = z.infer<typeof KubernetesOutage>;

/** A scenario: what there is and what happens, and what should be found. Times are milliseconds from `start`. */
export const Scenario = z.strictObject({
  scenario: z.literal(1, { error: 'must be 1, the version of this format' }),
  name: z.string().min(1).max(200).regex(/^\P{C}*$/u, 'must be printable text on one line'),
  about: textUpTo(5_000).optional(),
  start: z.iso.datetime({ error: 'must be a moment in UTC such as 2026-01-05T00:00:00Z' }).default('2026-01-05T00:00:00Z'),
  until: Moment.optional(),
  seed: z.int().default(1),
  clusters: z.array(z.union([ClusterId.transform((name) => ScenarioCluster.parse({ name })), ScenarioCluster])).min(1).default([ScenarioCluster.parse({ name: 'demo' })]),
  acts: z.array(Act).default([]),
  nodes: z.array(ScenarioNode).default([]),
  workloads: z.array(ScenarioWorkload).default([]),
  services: z.array(ScenarioService).default([]),
  ingresses: z.array(ScenarioIngress).default([]),
  gateways: z.array(ScenarioGateway).default([]),
  virtualServices: z.array(ScenarioRoute).default([]),
  networkPolicies: z.array(ScenarioPolicy).default([]),
  audit: ScenarioAudit.default({ delay: 15_000, late: [], off: [], events: [] }),
  eks: z.array(ScenarioEks).default([]),
  conversations: z.array(Conversation).default([]),
  lookups: z.array(ScenarioLookup).default([]),
  feeds: z.array(Feed).default([]),
  sentinels: Sentinels.default({ heartbeat: 60_000, events: [] }),
  delivery: z.array(Delivery).default([]),
  kubernetes: z.array(KubernetesOutage).default([]),
  expect: Expectation.optional(),
}); // prettier-ignore
export type Scenario = z.infer<typeof Scenario>;

/** Everything but what should be found: what a player gets to see. */
export type PlayedScenario = Omit<Scenario, 'expect'>;
