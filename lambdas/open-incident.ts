import type { ClusterId } from '../core/ids.ts';
import type { Incident } from '../core/incident.ts';
import type { IncidentStore } from '../core/ports/judgement.ts';
import type { Stored } from '../core/ports/stored.ts';

/** The newest incident of a root, whatever became of it, and the open one that holds what is found now. */
export interface OfRoot {
  readonly latest: Stored<Incident> | undefined;
  readonly open: Stored<Incident> | undefined;
}

/** Merging goes from one incident to another that is open; longer ways than this are no ways. */
const farthest = 16;

/** The open incident of a root: its own, or the one that its own became a part of, as long as that is open. */
export async function openIncidentOf(cluster: ClusterId, root: string, incidents: Pick<IncidentStore, 'latest'>): Promise<OfRoot> {
  const latest = await incidents.latest(cluster, root);
  let at = latest;
  for (let steps = 0; steps < farthest; steps++) {
    if (at === undefined) break;
    const { state, into } = at.value;
    if (state === 'open') return { latest, open: at };
    if (into === undefined) break;
    const next = await incidents.latest(cluster, into.root);
    at = next?.value.id === into.id ? next : undefined;
  }
  return { latest, open: undefined };
} // prettier-ignore
