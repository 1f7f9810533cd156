import type { Hono } from 'hono';
import type { ClusterId, FindingId } from '../../core/ids.ts';
import { IncidentId } from '../../core/ids.ts';
import type { Incident, TimelineEntry } from '../../core/incident.ts';
import type { Reviewer } from '../review.ts';
import { actorOf, clusterOf } from './asked.ts';
import type { Caller } from './caller.ts';
import type { ApiDeps } from './deps.ts';
import { Decided } from './decided.ts';
import { bodyOf } from './json-body.ts';
import { Refusal } from './refusal.ts';

/** How often a write is decided again because someone else wrote in between. */
const attempts = 8;

/** What people say of an incident as a whole. */
export function incidentRoutes(app: Hono<{ Bindings: Caller }>, deps: ApiDeps): void {
  app.post('/clusters/:cluster/incidents/:incident/acknowledge', async (c) => {
    const { id: cluster } = await clusterOf(c, deps);
    const { reason } = await bodyOf(c.req.raw, Decided);
    const id = IncidentId.safeParse(c.req.param('incident'));
    const found = id.success ? await deps.incidents.find(cluster, id.data) : undefined;
    if (found === undefined) throw new Refusal(404, 'Unknown incident', 'There is no incident of this id.', 'incident');
    const at = new Date(deps.now()).toISOString();
    const actor = actorOf(c);
    const entry = { at, what: 'acknowledged' as const, text: said(actor, reason) };
    const incident = await changed(found, (before) => noted(before, entry), deps);
    await deps.audit.append({ cluster, at, actor, action: 'incident-acknowledged', detail: `${found.id}: ${reason}` });
    return c.json({ incident });
  });
}

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

async function changed(incident: Incident, change: (before: Incident) => Incident, deps: ApiDeps): Promise<Incident> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const stored = await deps.incidents.latest(incident.cluster, incident.root);
    if (stored === undefined || stored.value.id !== incident.id) return incident;
    const after = change(stored.value);
    if (after === stored.value || (await deps.incidents.put(after, stored.revision)) === 'stored') return after;
  }
  throw new Error(`incident ${incident.id} changed ${attempts} times while a decision was being written`);
}
