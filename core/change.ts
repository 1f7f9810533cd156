import type { Edge } from './edge.ts';
import type { AuditEvent } from './inventory/audit-event.ts';
import type { Exposure } from './inventory/exposure.ts';
import type { WorkloadTraits } from './inventory/traits.ts';

/** What is judged as it is written: conversations, ways in from outside, what workloads are made of, and what was done to the cluster's API. */
export type Change =
  | { readonly kind: 'edge'; readonly value: Edge }
  | { readonly kind: 'exposure'; readonly value: Exposure }
  | { readonly kind: 'traits'; readonly value: WorkloadTraits }
  | { readonly kind: 'event'; readonly value: AuditEvent };
