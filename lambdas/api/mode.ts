import * as z from 'zod';
import {
  type Baseline,
  initialBaseline,
  Mode,
  type ModeScope,
  withLock,
  withMode,
  withOverride,
} from '../../core/baseline.ts';
import type { BaselineVersion } from '../../core/baseline-version.ts';
import type { Cluster } from '../../core/enrolment.ts';
import { Lineage } from '../../core/ids.ts';
import type { ApiDeps } from './deps.ts';
import { Refusal } from './refusal.ts';

/** The baseline's version that the caller looked at; with it, nobody's later change is overwritten. */
const seen = { version: z.int().min(1).optional() };

export const ModeChange = z.strictObject({ mode: Mode, ...seen });
export type ModeChange = z.infer<typeof ModeChange>;

const Namespace = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'must be the name of a namespace');

const Scope = z.strictObject({ namespace: Namespace.optional(), lineage: Lineage.optional() });

/** `mode` null: it follows the cluster again. */
export const OverrideChange = Scope.extend({ mode: Mode.nullable(), ...seen }).refine(
  ({ namespace, lineage }) => (namespace === undefined) !== (lineage === undefined),
  { message: 'must hold either namespace or lineage' },
);
export type OverrideChange = z.infer<typeof OverrideChange>;

export const LockChange = z.strictObject({ locked: z.boolean(), ...seen });
export type LockChange = z.infer<typeof LockChange>;

/** The scope that a query names; throws a Refusal where it is none. */
export function scopeOf(query: { readonly namespace: string | undefined; readonly lineage: string | undefined }): ModeScope {
  const scope = Scope.safeParse(query);
  if (scope.success && !(scope.data.namespace !== undefined && scope.data.lineage !== undefined)) return scope.data;
  const field = scope.success ? 'lineage' : String(scope.error.issues[0]?.path[0] ?? 'namespace');
  throw new Refusal(400, 'Invalid query', `${field}: must be a namespace's name or a workload's lineage, one of them`, field);
} // prettier-ignore

/** The state of a cluster's baseline; the one it began with where enrolment was cut off before it was stored. */
export async function baselineOf(cluster: Cluster, deps: Pick<ApiDeps, 'baselines'>): Promise<Baseline> {
  return (
    (await deps.baselines.state(cluster.id)) ?? initialBaseline(cluster.id, cluster.enrolledAt, cluster.enrolledBy)
  );
}

/** Sets the mode and leaves an audit entry. The mode that holds already changes nothing. */
export function changeMode(cluster: Cluster, { mode, version }: ModeChange, actor: string, deps: ApiDeps): Promise<Baseline> {
  return change(cluster, version, deps, { actor, action: 'mode-changed', what: 'mode' }, (before, at) => ({
    after: withMode(before, mode, at, actor),
    text: `${before.mode} became ${mode}`,
  }));
} // prettier-ignore

export function changeOverride(cluster: Cluster, { mode, version, ...scope }: OverrideChange, actor: string, deps: ApiDeps): Promise<Baseline> {
  const whom = scope.namespace === undefined ? `workload ${scope.lineage}` : `namespace ${scope.namespace}`;
  return change(cluster, version, deps, { actor, action: 'mode-override-changed', what: 'override' }, (before, at) => {
    const after = withOverride(before, scope, mode ?? undefined, at, actor);
    if (after === 'too-many') throw new Refusal(409, 'Too many overrides', 'A cluster holds 200 at most. Take one away, or enrol what is so different as a cluster of its own.', 'mode');
    return { after, text: mode === null ? `${whom} follows the cluster again` : `${whom} became ${mode}` };
  });
} // prettier-ignore

export function changeLock(cluster: Cluster, { locked, version }: LockChange, actor: string, deps: ApiDeps): Promise<Baseline> {
  return change(cluster, version, deps, { actor, action: locked ? 'baseline-locked' : 'baseline-unlocked', what: 'lock' }, (before) => ({
    after: withLock(before, locked, actor),
    text: locked ? 'locked: the learning rule adds nothing' : 'unlocked: the learning rule adds again',
  }));
} // prettier-ignore

interface Deed {
  readonly actor: string;
  readonly action: string;
  readonly what: BaselineVersion['what'];
}

/** One conditional write, with its version and its audit entry. What holds already changes nothing and leaves no trace. */
async function change(
  cluster: Cluster,
  seenVersion: number | undefined,
  deps: ApiDeps,
  { actor, action, what }: Deed,
  decide: (before: Baseline, at: string) => { readonly after: Baseline; readonly text: string },
): Promise<Baseline> {
  const stored = await deps.baselines.state(cluster.id);
  const before = stored ?? (await baselineOf(cluster, deps));
  if (seenVersion !== undefined && seenVersion !== before.version) throw changed();
  const at = new Date(deps.now()).toISOString();
  const { after, text } = decide(before, at);
  if (after === before) return before;
  if ((await deps.baselines.setState(after, stored?.version)) === 'stale') throw changed();
  const { version } = after;
  await deps.baselines.keepVersion({ cluster: cluster.id, version, at, by: actor, what, text, removed: [] });
  await deps.audit.append({ cluster: cluster.id, at, actor, action, detail: `${text}, baseline version ${version}` });
  deps.log.info('baseline changed', { cluster: cluster.id, actor, action, version });
  return after;
}

function changed(): Refusal {
  return new Refusal(
    409,
    'Changed meanwhile',
    'Someone else changed the baseline. Look again, then decide.',
    'version',
  );
}
