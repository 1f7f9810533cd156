import * as z from 'zod';
import { Role } from '../core/role.ts';
import { Baseline, Mode } from '../core/baseline.ts';
import { Incident } from '../core/incident.ts';
import { AuditCoverage } from '../core/inventory/audit-event.ts';
import { EksFacts, InventoryState, NodeFacts, SweepState } from '../core/inventory/cluster-facts.ts';
import { Failure } from './failure.ts';

// What the API answers, as far as the commands look at it.

export const Enrolled = z.object({ id: z.string(), token: z.string() });

export const ListedCluster = z.object({
  id: z.string(),
  enrolledAt: z.string(),
  enrolledBy: z.string(),
  access: z.object({ endpoint: z.string(), credential: z.string().optional() }).optional(),
});

export const ClusterOverview = ListedCluster.extend({
  baseline: Baseline,
  counts: z.object({ edges: z.int(), workloads: z.int(), facts: z.int(), findings: z.int(), incidents: z.int(), openIncidents: z.int() }),
  nodes: z.array(z.object({ name: z.string(), lastSeen: z.string() })),
}); // prettier-ignore
export type ClusterOverview = z.infer<typeof ClusterOverview>;

export const ShownIncident = z.object({ incident: Incident, notices: z.array(z.object({ version: z.int(), channel: z.string(), state: z.string(), at: z.string() })) }); // prettier-ignore

export const ShownEdge = z.looseObject({
  id: z.string(),
  proto: z.string(),
  port: z.int(),
  direction: z.enum(['north-south', 'east-west', 'egress']),
  labels: z.object({ source: z.string(), destination: z.string() }),
  totals: z.object({ connections: z.number(), bytesOut: z.number(), bytesIn: z.number(), lastSeen: z.number() }),
  firstSeen: z.string(),
});
export type ShownEdge = z.infer<typeof ShownEdge>;

export const GraphPage = z.looseObject({
  cluster: z.string(),
  mode: Mode,
  baselineVersion: z.int(),
  workloads: z.array(z.looseObject({ lineage: z.string(), label: z.string() })),
  edges: z.array(ShownEdge),
  next: z.string().optional(),
});

export const Status = z.object({
  ok: z.boolean(),
  versions: z.record(z.string(), z.unknown()),
  clusters: z.int(),
  kubernetesRoles: z.array(z.string()).optional(),
});

export const Decided = z.object({ decided: z.int(), verb: z.enum(['accept', 'reject']), baselineVersion: z.int() });

export const Coverage = z.object({
  mode: Mode,
  nodes: z.array(NodeFacts.pick({ name: true, kubelet: true }).extend({ ready: NodeFacts.shape.ready.optional(), virtual: z.boolean().optional(), heardAt: z.string().optional() })),
  inventory: InventoryState.optional(),
  eks: EksFacts.optional(),
  audit: AuditCoverage.optional(),
  sweep: SweepState.optional(),
}); // prettier-ignore
export type Coverage = z.infer<typeof Coverage>;

/** The answer as its schema gives it. An answer of another shape means that CLI and installation are of different versions. */
export function answered<Value>(schema: z.ZodType<Value>, value: unknown): Value {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new Failure(`The installation answered in a shape that this CLI does not know (at "${where}").`, 'Use the CLI of the same version as the installation; `plumbline doctor` shows both.'); // prettier-ignore
}

export const Me = z.object({ actor: z.string(), role: Role.nullable() });
export type Me = z.infer<typeof Me>;
