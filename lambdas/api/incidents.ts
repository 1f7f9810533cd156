import * as z from 'zod';
import { ToldIncident } from '../../core/answers/incident.ts';
import { IncidentId } from '../../core/ids.ts';
import { Incident } from '../../core/incident.ts';
import { Instant } from '../../core/instant.ts';
import { longestMuteMs } from '../../core/mute.ts';
import { actorOf, type Asked, clusterOf } from './asked.ts';
import { Decided, Reason } from './decided.ts';
import type { ApiDeps } from './deps.ts';
import { acknowledge, close, mute, unmute } from './incident-acts.ts';
import { Refusal } from './refusal.ts';
import { listRoute, route } from './route.ts';

const Muting = z.strictObject({ reason: Reason, until: Instant });

/** What people should know, and what they say of it. */
export const incidentRoutes = [
  listRoute({ name: 'incidents', summary: 'Incidents, newest first', item: Incident, all: (id, deps) => deps.incidents.ofCluster(id), keyOf: ({ id: key }) => key }),
  route({
    method: 'GET',
    path: '/clusters/:cluster/incidents/:incident',
    summary: 'An incident, and what became of its notices',
    answers: ToldIncident,
    async answer(c, deps) {
      const { id } = await clusterOf(c, deps);
      return told(await deps.incidents.find(id, incidentIdOf(c)), deps);
    },
  }),
  route({
    method: 'GET',
    path: '/incidents/:incident',
    summary: 'The same, where only the incident is known, as in the link of a notice',
    answers: ToldIncident,
    async answer(c, deps) {
      const wanted = incidentIdOf(c);
      const everywhere = (await deps.clusters.all()).map(({ id }) => deps.incidents.find(id, wanted));
      const found = (await Promise.all(everywhere)).find((incident) => incident !== undefined);
      return told(found, deps);
    },
  }),
  ...([['acknowledge', acknowledge, 'Says in the timeline that somebody is on it'], ['close', close, 'Closes it; the next finding of its root opens another'], ['unmute', unmute, 'Ends a mute; what nobody was told of meanwhile is told now']] as const).map(([verb, act, summary]) =>
    route({
      method: 'POST',
      path: `/clusters/:cluster/incidents/:incident/${verb}`,
      summary,
      body: Decided,
      answers: z.object({ incident: Incident }),
      async answer(c, deps, { reason }) {
        const { id } = await clusterOf(c, deps);
        const found = await deps.incidents.find(id, incidentIdOf(c));
        if (found === undefined) throw unknownIncident();
        return { incident: await act(found, { actor: actorOf(c), reason }, deps) };
      },
    }),
  ),
  route({
    method: 'POST',
    path: '/clusters/:cluster/incidents/:incident/mute',
    summary: 'Until `until`, 90 days away at most, nobody is told of its root; it is kept all the same, and mining that was not there breaks it',
    body: Muting,
    answers: z.object({ incident: Incident }),
    async answer(c, deps, { reason, until }) {
      const { id } = await clusterOf(c, deps);
      const found = await deps.incidents.find(id, incidentIdOf(c));
      if (found === undefined) throw unknownIncident();
      const left = Date.parse(until) - deps.now();
      if (left <= 0 || left > longestMuteMs) throw new Refusal(422, 'Invalid body', 'until: must be a time to come, 90 days away at most', 'until');
      return { incident: await mute(found, until, { actor: actorOf(c), reason }, deps) };
    },
  }),
]; // prettier-ignore

function incidentIdOf(c: Asked): IncidentId {
  const id = IncidentId.safeParse(c.req.param('incident'));
  if (!id.success) throw unknownIncident();
  return id.data;
}

/** An incident with what became of its notices. */
async function told(incident: Incident | undefined, deps: Pick<ApiDeps, 'notices'>) {
  if (incident === undefined) throw unknownIncident();
  return { incident, notices: await deps.notices.ofIncident(incident.id) };
}

function unknownIncident(): Refusal {
  return new Refusal(404, 'Unknown incident', 'There is no incident of this id.', 'incident');
}
