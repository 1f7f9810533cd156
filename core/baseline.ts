import * as z from 'zod';
import { digest } from './hash.ts';
import { type ClusterId, FactId, Lineage } from './ids.ts';
import * as ids from './ids.ts';

/** What a cluster's deviations lead to: nothing yet, a record, or a notice. */
export const Mode = z.enum(['learning', 'shadow', 'enforcing']);
export type Mode = z.infer<typeof Mode>;

/** The state of a cluster's baseline. `version` rises with each change of mode or fact by a person; findings cite it. */
export const Baseline = z.object({
  cluster: ids.ClusterId,
  mode: Mode,
  /** RFC 3339: since when this mode holds. */
  since: z.iso.datetime(),
  /** When learning ended last; what first spoke before is a candidate for review, never a deviation. */
  learnedUntil: z.iso.datetime().optional(),
  version: z.int().min(1),
  changedBy: z.string(),
});
export type Baseline = z.infer<typeof Baseline>;

export const FactKind = z.enum(['workload', 'edge', 'operation', 'image', 'exposure']);
export type FactKind = z.infer<typeof FactKind>;

/** How a fact came into the baseline: by the learning rule with what it rests on, or by a person with a reason. */
export const Provenance = z.discriminatedUnion('by', [
  z.object({ by: z.literal('learning'), at: z.iso.datetime(), hours: z.array(z.string()), pods: z.array(z.string()) }),
  z.object({ by: z.literal('person'), at: z.iso.datetime(), actor: z.string(), reason: z.string() }),
]);
export type Provenance = z.infer<typeof Provenance>;

/** One thing that the baseline of a lineage holds. */
export const Fact = z.object({
  id: FactId,
  cluster: ids.ClusterId,
  lineage: Lineage,
  kind: FactKind,
  /** What it is about, as `factObject` spells it; an edge's is its id. */
  object: z.string().max(600),
  label: z.string().max(600),
  provenance: Provenance,
  /** The baseline version in force when it was added. */
  since: z.int(),
});
export type Fact = z.infer<typeof Fact>;

export function factId(cluster: ClusterId, lineage: Lineage, kind: FactKind, object: string): FactId {
  return digest('fact', cluster, lineage, kind, object) as FactId;
}

/** The state in which a newly enrolled cluster begins. `at`: RFC 3339. */
export function initialBaseline(cluster: ClusterId, at: string, actor: string): Baseline {
  return { cluster, mode: 'learning', since: at, version: 1, changedBy: actor };
}

/** The state after a person set the mode. Leaving learning fixes the moment before which nothing is a deviation; going back forgets no fact. */
export function withMode(baseline: Baseline, mode: Mode, at: string, actor: string): Baseline {
  if (mode === baseline.mode) return baseline;
  const leavesLearning = baseline.mode === 'learning';
  const learnedUntil = leavesLearning ? at : mode === 'learning' ? undefined : baseline.learnedUntil;
  const { learnedUntil: _before, ...rest } = baseline;
  return { ...rest, mode, since: at, version: baseline.version + 1, changedBy: actor, ...(learnedUntil && { learnedUntil }) };
} // prettier-ignore
