import type { ClusterId } from '../../core/ids.ts';
import type { Interval } from '../../core/interval.ts';
import type { AuditEvent, AuditGap } from '../../core/inventory/audit-event.ts';
import type { EksFacts } from '../../core/inventory/cluster-facts.ts';
import type { Act, Feed, KubernetesOutage } from '../../core/scenario.ts';
import type { Batch } from '../../core/telemetry.ts';

/** What happens next, in the order of time. Whoever plays a scenario carries it out: in memory or over HTTP. */
export type Step =
  | { readonly kind: 'inventory'; readonly cluster: ClusterId; readonly changes: readonly Interval[] }
  | {
      readonly kind: 'batch';
      readonly cluster: ClusterId;
      readonly batch: Batch;
      readonly times: number;
      readonly queuedMs: number;
    }
  | { readonly kind: 'act'; readonly cluster: ClusterId; readonly act: Act }
  | { readonly kind: 'feed'; readonly feed: Feed }
  | {
      readonly kind: 'kubernetes';
      readonly cluster: ClusterId;
      readonly answer: KubernetesOutage['answer'] | undefined;
    }
  /** discover and sweep by the clock; a record of the audit log; what AWS says of the cluster. */
  | { readonly kind: 'look' | 'sweep'; readonly cluster: ClusterId }
  | { readonly kind: 'audit'; readonly cluster: ClusterId; readonly event: AuditEvent }
  | { readonly kind: 'gap'; readonly cluster: ClusterId; readonly gap: AuditGap }
  | { readonly kind: 'eks'; readonly cluster: ClusterId; readonly facts: EksFacts };

export interface Timed {
  /** Milliseconds from the scenario's start. */
  readonly at: number;
  readonly step: Step;
}

/**
 * How often sentinels speak at a moment. `newsMs`: how long novelty waits for more of it, at most a second in truth;
 * undefined: until the next heartbeat, for accelerated learning.
 */
export interface Cadence {
  readonly heartbeatMs: number;
  readonly newsMs: number | undefined;
}

// What comes first at one moment: the world changes before anybody speaks, and people act before sentinels report.
export const ranks = {
  inventory: 0,
  outage: 1,
  feed: 2,
  act: 3,
  sentinel: 4,
  traffic: 5,
  flush: 6,
  delivery: 7,
  clock: 8,
} as const;

/** What is done at its moment; it may put more on the agenda. */
export type Happening = (at: number) => readonly Timed[] | void;
