import * as z from 'zod';
import { Fact, Mode } from '../baseline.ts';
import { Integer } from '../fields.ts';
import { Finding } from '../finding.ts';
import { Instant } from '../instant.ts';
import { AuditCoverage, AuditEvent } from '../inventory/audit-event.ts';
import { EksFacts, InventoryState, SweepState } from '../inventory/cluster-facts.ts';
import { Exposure } from '../inventory/exposure.ts';
import { WorkloadTraits } from '../inventory/traits.ts';
import { Risk } from '../risks/risk.ts';
import { ShownEdge, ShownWorkload } from './graph.ts';

/** One workload with all that is known of it, and what was done in its namespace in the last 24 hours. */
export const WholeWorkload = z.object({
  workload: ShownWorkload,
  traits: WorkloadTraits.optional(),
  edges: z.array(ShownEdge),
  moreEdges: Integer,
  facts: z.array(Fact),
  moreFacts: Integer,
  findings: z.array(Finding),
  exposures: z.array(Exposure),
  risks: z.array(Risk),
  events: z.array(AuditEvent),
  /** How far its learning is. */
  learning: z.object({
    mode: Mode,
    /** Conversations that it opens, and those of them that have a fact of their own in the baseline. */
    conversations: Integer,
    inBaseline: Integer,
    /** When it was made. */
    since: Instant,
  }),
});
export type WholeWorkload = z.infer<typeof WholeWorkload>;

/** How much of a cluster is seen: nodes with when their sentinel was heard, and how the looks at it stand. */
export const CoverageOf = z.object({
  mode: Mode,
  nodes: z.array(
    z.object({
      name: z.string(),
      /** Absent where Kubernetes does not tell of the node. */
      ready: z.enum(['ready', 'not-ready', 'unknown']).optional(),
      virtual: z.boolean().optional(),
      kubelet: z.string().optional(),
      /** RFC 3339; absent: no sentinel was ever heard there. */
      heardAt: z.string().optional(),
      /** Parts in a million of its events that the worst batch of this hour lost; above 1,000 nothing of such a batch is learned. */
      lostPpm: z.int().optional(),
      /** Batches that its sentinel numbered within the hour and that have not come. */
      missing: z.int().optional(),
    }),
  ),
  inventory: InventoryState.optional(),
  eks: EksFacts.optional(),
  audit: AuditCoverage.optional(),
  sweep: SweepState.optional(),
});
export type CoverageOf = z.infer<typeof CoverageOf>;
