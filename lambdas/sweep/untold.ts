import { told } from '../../core/decide-incident.ts';
import type { ClusterId } from '../../core/ids.ts';
import type { Incident } from '../../core/incident.ts';
import { isMuted } from '../../core/mute.ts';
import type { IncidentStore } from '../../core/ports/judgement.ts';
import type { Clock, Log, Meter } from '../../core/ports/runtime.ts';

export interface UntoldDeps {
  readonly incidents: Pick<IncidentStore, 'ofCluster' | 'latest' | 'put'>;
  readonly now: Clock;
  readonly log: Log;
  readonly meter: Meter;
}

/** How long announce has for a version before it counts as missed. */
const announcedWithinMs = 5 * 60_000;

/** What joined an open incident and made it no worse is told after so long. */
const untoldForMs = 6 * 3_600_000;

/** Sees to it that people are told: of versions that were missed, and of what joined since, in one notice. */
export async function tellUntold(cluster: ClusterId, deps: UntoldDeps): Promise<void> {
  for (const incident of await deps.incidents.ofCluster(cluster)) {
    if (isMissed(incident, deps.now())) await announceAgain(incident, deps);
    else if (isDue(incident, deps.now())) await tellWhatJoined(incident, deps);
  }
}

/** Of what is muted nobody is told until that is over, and then no more where it was closed. */
function isMissed(incident: Incident, now: number): boolean {
  if (incident.version <= incident.announcedVersion || now - Date.parse(incident.updatedAt) < announcedWithinMs) return false; // prettier-ignore
  return !isMuted(incident, now) && (incident.muted === undefined || incident.state === 'open');
}

/** Touches it, so that the stream hands it over again. */
async function announceAgain(incident: Incident, { incidents, log, meter }: UntoldDeps): Promise<void> {
  const { cluster, id, version, announcedVersion: announced } = incident;
  const stored = await incidents.latest(cluster, incident.root);
  if (stored === undefined || stored.value.id !== id) return;
  // The same again under another revision: who changed it in between was told of by that change.
  const written = await incidents.put(stored.value, stored.revision);
  log.warn('an incident is handed over again', { incident: id, cluster, version, announced });
  meter.count('sweep.announced-again', 1, written);
}

function isDue({ state, untoldSince }: Incident, now: number): boolean {
  return state === 'open' && untoldSince !== undefined && now - Date.parse(untoldSince) >= untoldForMs;
}

async function tellWhatJoined({ cluster, root, untoldSince }: Incident, deps: UntoldDeps): Promise<void> {
  const stored = await deps.incidents.latest(cluster, root);
  // Whoever changed it in between told of it.
  if (stored?.value.state !== 'open' || stored.value.untoldSince !== untoldSince) return;
  const { version } = stored.value;
  const next = { ...told(stored.value), version: version + 1, updatedAt: new Date(deps.now()).toISOString() };
  deps.meter.count('sweep.told-what-joined', 1, await deps.incidents.put(next, stored.revision));
}
