import * as z from 'zod';
import { Mode } from '../core/baseline.ts';
import { Failure } from './failure.ts';

// The graph as far as commands look at it: to check each of its edges whole would take longer than to fetch it. The other
// answers are those of core/answers.

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

/** The answer as its schema gives it. An answer of another shape means that CLI and installation are of different versions. */
export function answered<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new Failure(`The installation answered in a shape that this CLI does not know (at "${where}").`, 'Use the CLI of the same version as the installation; `plumbline doctor` shows both.'); // prettier-ignore
}
