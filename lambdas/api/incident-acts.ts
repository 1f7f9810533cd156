import type { ClusterId, FindingId } from '../../core/ids.ts';
import type { Incident, TimelineEntry } from '../../core/incident.ts';
import type { Reviewer } from '../review.ts';
import { attempts } from './attempts.ts';
import type { ApiDeps } from './deps.ts';
import { Refusal } from './refusal.ts';

export type ActDeps = Pick<ApiDeps, 'incidents' | 'audit' | 'now'>;

/** Says that somebody is on it. */
export function acknowledge(incident: Incident, by: Reviewer, deps: ActDeps): Promise<Incident> {
  return act(incident, 'acknowledged', by, (before, entry) => noted(before, entry), deps);
}

/** Closes it; the next finding of its root opens another. */
export function close(incident: Incident, by: Reviewer, deps: ActDeps): Promise<Incident> {
  return act(incident, 'closed', by, (before, entry) => (before.state === 'closed' ? before : { ...noted(before, entry), state: 'closed' }), deps);
} // prettier-ignore

/** Until then nobody is told of its root: what is found there is kept, and told when the mute is over. Mining breaks it. */
export function mute(incident: Incident, until: string, by: Reviewer, deps: ActDeps): Promise<Incident> {
  const { actor, reason } = by;
  return act(incident, 'muted', { actor, reason: `until ${until}: ${reason}` }, (before, entry) => ({ ...noted(before, entry), muted: { by: actor, at: entry.at, until, reason } }), deps);
} // prettier-ignore

/** What nobody was told of meanwhile is told now. */
export function unmute(incident: Incident, by: Reviewer, deps: ActDeps): Promise<Incident> {
  const change = (before: Incident, entry: TimelineEntry) => {
    const { muted, ...rest } = before;
    return muted === undefined ? before : noted(rest, entry);
  };
  return act(incident, 'unmuted', by, change, deps);
}

async function act(
  incident: Incident,
  what: 'acknowledged' | 'closed' | 'muted' | 'unmuted',
  { actor, reason }: Reviewer,
  change: (before: Incident, entry: TimelineEntry) => Incident,
  deps: ActDeps,
): Promise<Incident> {
  const at = new Date(deps.now()).toISOString();
  const entry = { at, what, text: said(actor, reason) };
  if (incident.into !== undefined) throw new Refusal(409, 'Part of another', `It became a part of incident ${incident.into.id}, for both reach the same place: act on that.`, 'incident');
  const after = await changed(incident, (before) => change(before, entry), deps);
  if (after === undefined) throw new Refusal(409, 'Newer incident', `Its root has a newer incident: act on ${(await deps.incidents.latest(incident.cluster, incident.root))?.value.id ?? 'that'}.`, 'incident');
  await deps.audit.append({ cluster: incident.cluster, at, actor, action: `incident-${what}`, detail: `${incident.id}: ${reason}` });
  return after;
} // prettier-ignore

/** Closes the open incidents of which nothing is left that was not accepted: what is normal now is no incident any more. */
export async function closeAccepted(cluster: ClusterId, accepted: readonly FindingId[], { actor, reason }: Reviewer, deps: ApiDeps): Promise<void> {
  const facts = await deps.baselines.facts(cluster);
  const known = new Set([...facts.filter(({ kind }) => kind === 'exception').map(({ object }) => object), ...accepted]);
  const isDone = ({ state, findings, moreFindings }: Incident) => state === 'open' && moreFindings === 0 && findings.every(({ id }) => known.has(id));
  for (const incident of (await deps.incidents.ofCluster(cluster)).filter(isDone)) {
    const entry = { at: new Date(deps.now()).toISOString(), what: 'closed' as const, text: `all accepted by ${said(actor, reason)}` };
    // Whoever added a finding meanwhile keeps it open.
    await changed(incident, (before) => (isDone(before) ? { ...noted(before, entry), state: 'closed' } : before), deps);
  }
} // prettier-ignore

const said = (actor: string, reason: string) => `${actor}: ${reason}`.slice(0, 680).toWellFormed();

/** The version stays: nobody is told of what they decided themselves. */
function noted(incident: Incident, entry: TimelineEntry): Incident {
  return { ...incident, updatedAt: entry.at, timeline: [...incident.timeline, entry].slice(-200) };
}

/** Undefined: it is history, for its root has a newer one. */
async function changed(
  incident: Incident,
  change: (before: Incident) => Incident,
  deps: Pick<ApiDeps, 'incidents'>,
): Promise<Incident | undefined> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const stored = await deps.incidents.latest(incident.cluster, incident.root);
    if (stored?.value.id !== incident.id) return undefined;
    const after = change(stored.value);
    if (after === stored.value || (await deps.incidents.put(after, stored.revision)) === 'stored') return after;
  }
  throw new Error(`incident ${incident.id} changed ${attempts} times while a decision was being written`);
}
