import * as z from 'zod';
import { Mode } from '../baseline.ts';
import { Direction } from '../direction.ts';
import { Edge } from '../edge.ts';
import { Integer } from '../fields.ts';
import { Workload } from '../workload.ts';

/** Summed over nodes and restarts, on the client's side where it was seen; `lastSeen` in milliseconds since 1970, 0 where the counters are gone by now. */
export const ShownCounters = z.object({
  connections: z.number(),
  bytesOut: z.number(),
  bytesIn: z.number(),
  lastSeen: z.number(),
});

/** An edge as people see it: with its totals, where it goes, and how its ends are called. */
export const ShownEdge = Edge.extend({
  direction: Direction,
  labels: z.object({ source: z.string(), destination: z.string() }),
  totals: ShownCounters,
});
export type ShownEdge = z.infer<typeof ShownEdge>;

export const ShownWorkload = Workload.extend({ label: z.string() });
export type ShownWorkload = z.infer<typeof ShownWorkload>;

/** One page of the application security graph: edges in the order of their ids, and the workloads that they begin or end at. */
export const GraphPage = z.object({
  cluster: z.string(),
  mode: Mode,
  baselineVersion: Integer,
  workloads: z.array(ShownWorkload),
  edges: z.array(ShownEdge),
  next: z.string().optional(),
});
export type GraphPage = z.infer<typeof GraphPage>;
