import * as z from 'zod';
import { type Baseline, initialBaseline, Mode, withMode } from '../../core/baseline.ts';
import type { Cluster } from '../../core/enrolment.ts';
import type { ApiDeps } from './deps.ts';
import { Refusal } from './refusal.ts';

/** `version`: the baseline's version that the caller looked at; with it, nobody's later change is overwritten. */
export const ModeChange = z.strictObject({ mode: Mode, version: z.int().min(1).optional() });
export type ModeChange = z.infer<typeof ModeChange>;

/** The state of a cluster's baseline; the one it began with where enrolment was cut off before it was stored. */
export async function baselineOf(cluster: Cluster, deps: Pick<ApiDeps, 'baselines'>): Promise<Baseline> {
  return (
    (await deps.baselines.state(cluster.id)) ?? initialBaseline(cluster.id, cluster.enrolledAt, cluster.enrolledBy)
  );
}

/** Sets the mode and leaves an audit entry. The mode that holds already changes nothing. */
export async function changeMode(
  cluster: Cluster,
  { mode, version }: ModeChange,
  actor: string,
  deps: ApiDeps,
): Promise<Baseline> {
  const stored = await deps.baselines.state(cluster.id);
  const before = stored ?? (await baselineOf(cluster, deps));
  if (version !== undefined && version !== before.version) throw changed();
  const at = new Date(deps.now()).toISOString();
  const after = withMode(before, mode, at, actor);
  if (after === before) return before;
  if ((await deps.baselines.setState(after, stored?.version)) === 'stale') throw changed();
  const detail = `${before.mode} became ${after.mode}, baseline version ${after.version}`;
  await deps.audit.append({ cluster: cluster.id, at, actor, action: 'mode-changed', detail });
  deps.log.info('mode changed', { cluster: cluster.id, actor, mode, version: after.version });
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
