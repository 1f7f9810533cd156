import * as z from 'zod';
import { Severity } from './deviation.ts';
import { Integer, textUpTo } from './fields.ts';
import { digest } from './hash.ts';
import { type ClusterId, FactId, Lineage } from './ids.ts';
import * as ids from './ids.ts';
import { Instant } from './instant.ts';

/** What a cluster's deviations lead to: nothing yet, a record, or a notice. */
export const Mode = z.enum(['learning', 'shadow', 'enforcing']);
export type Mode = z.infer<typeof Mode>;

/** A mode of its own for a namespace or one workload. */
export const ModeOverride = z.object({
  /** Exactly one of them names where it holds; a workload's goes before its namespace's. */
  namespace: textUpTo(253).optional(),
  lineage: Lineage.optional(),
  mode: Mode,
  since: Instant,
  learnedUntil: Instant.optional(),
  by: textUpTo(253),
});
export type ModeOverride = z.infer<typeof ModeOverride>;

/** Overrides are for exceptions: whoever needs more of them enrols another cluster. */
export const overrideLimit = 200;

/** The state of a cluster's baseline. `version` rises with each change of mode or fact by a person; findings cite it. */
export const Baseline = z.object({
  cluster: ids.ClusterId,
  mode: Mode,
  /** RFC 3339: since when this mode holds. */
  since: Instant,
  /** When learning ended last; what first spoke before is a candidate for review, never a deviation. */
  learnedUntil: Instant.optional(),
  version: z.int().min(1),
  changedBy: z.string(),
  overrides: z.array(ModeOverride).max(overrideLimit).optional(),
  /** Only people change it: the learning rule adds nothing, in no mode. */
  locked: z.boolean().optional(),
});
export type Baseline = z.infer<typeof Baseline>;

/** `exception`: a deviation that a person accepted as it is, such as a scanner's lookups. Its object is the finding's id. */
export const FactKind = z.enum(['workload', 'edge', 'operation', 'image', 'exposure', 'exception']);
export type FactKind = z.infer<typeof FactKind>;

/** How a fact came into the baseline: by the learning rule with what it rests on, or by a person with a reason. */
export const Provenance = z.discriminatedUnion('by', [
  z.object({ by: z.literal('learning'), at: Instant, hours: z.array(z.string()), pods: z.array(z.string()) }),
  z.object({ by: z.literal('person'), at: Instant, actor: z.string(), reason: z.string() }),
]);
export type Provenance = z.infer<typeof Provenance>;

/** One thing that the baseline of a lineage holds. */
export const Fact = z.object({
  id: FactId,
  cluster: ids.ClusterId,
  lineage: Lineage,
  kind: FactKind,
  /** What it is about, as `factObject` spells it; an edge's is its id. */
  object: textUpTo(600),
  label: textUpTo(600),
  provenance: Provenance,
  /** The baseline version in force when it was added. */
  since: Integer,
  /** Of an exception: up to this severity it is accepted; a graver one is told again. */
  upTo: Severity.optional(),
});
export type Fact = z.infer<typeof Fact>;
/** What stands under a key of the baseline, fact or rejection, is asked for by this. */
export type FactRef = Pick<Fact, 'cluster' | 'lineage' | 'id'>;

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

export type ModeScope = Pick<ModeOverride, 'namespace' | 'lineage'>;

/** The state as it holds for one workload: its own mode where it has one, else its namespace's, else the cluster's. */
export function baselineFor(baseline: Baseline, workload: { readonly lineage: Lineage; readonly namespace: string } | undefined): Baseline {
  const { overrides = [] } = baseline;
  if (workload === undefined || overrides.length === 0) return baseline;
  const own = overrides.find(({ lineage }) => lineage === workload.lineage) ?? overrides.find(({ lineage, namespace }) => lineage === undefined && namespace === workload.namespace);
  if (own === undefined) return baseline;
  const { learnedUntil: _cluster, ...rest } = baseline;
  return { ...rest, mode: own.mode, since: own.since, ...(own.learnedUntil && { learnedUntil: own.learnedUntil }) };
} // prettier-ignore

/** The state after a person set the mode of a namespace or workload; `mode` undefined: it follows the cluster again. */
export function withOverride(baseline: Baseline, scope: ModeScope, mode: Mode | undefined, at: string, by: string): Baseline | 'too-many' {
  const { overrides = [] } = baseline;
  const same = (one: ModeOverride) => one.lineage === scope.lineage && one.namespace === scope.namespace;
  const before = overrides.find(same);
  if (before?.mode === mode) return baseline;
  const others = overrides.filter((one) => !same(one));
  const version = { version: baseline.version + 1, changedBy: by };
  if (mode === undefined) return { ...baseline, ...version, overrides: others };
  if (others.length >= overrideLimit) return 'too-many';
  const left = before ?? { mode: baseline.mode, learnedUntil: baseline.learnedUntil };
  const learnedUntil = mode === 'learning' ? undefined : left.mode === 'learning' ? at : left.learnedUntil;
  return { ...baseline, ...version, overrides: [...others, { ...scope, mode, since: at, by, ...(learnedUntil && { learnedUntil }) }] };
} // prettier-ignore

/** The state after a person locked the baseline against learning, or unlocked it. */
export function withLock(baseline: Baseline, locked: boolean, by: string): Baseline {
  if ((baseline.locked ?? false) === locked) return baseline;
  return { ...baseline, locked, version: baseline.version + 1, changedBy: by };
}

/** Whether learning ended at this moment or later, of the cluster or of a part of it. `since`: milliseconds since 1970. */
export function hasEndedSince({ learnedUntil, overrides = [] }: Baseline, since: number): boolean {
  return [learnedUntil, ...overrides.map((one) => one.learnedUntil)].some((at) => at !== undefined && Date.parse(at) >= since); // prettier-ignore
}
