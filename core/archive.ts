import * as z from 'zod';
import { Edge } from './edge.ts';
import { Integer } from './fields.ts';
import { ClusterId } from './ids.ts';
import { Instant } from './instant.ts';
import { Coverage } from './telemetry.ts';
import { Workload } from './workload.ts';

/** What replay needs of one batch: what enrich decided, with coverage. One line of JSON in an archive object. */
export const ArchiveRecord = z.object({
  v: z.literal(1),
  kind: z.literal('batch'),
  cluster: ClusterId,
  node: z.string(),
  bootId: z.string(),
  seq: Integer,
  receivedAt: Instant,
  /** What was added to the node's clock to get event time, in milliseconds. */
  clockOffsetMs: z.number(),
  window: z.object({ from: Instant, to: Instant }),
  coverage: Coverage,
  /** Resolved sights as edges, one per conversation and owner, with the conversation's key and cumulative counters. */
  sights: z.array(
    z.object({
      key: z.string(),
      generation: Integer,
      direction: z.enum(['in', 'out']),
      edge: Edge,
      connections: Integer,
      bytesOut: Integer,
      bytesIn: Integer,
      lastSeen: z.number(),
    }),
  ),
  /** Who the pods of those sights belong to, as it was known then. */
  workloads: z.array(Workload).default([]),
});
export type ArchiveRecord = z.infer<typeof ArchiveRecord>;
