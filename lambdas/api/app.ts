import { Hono } from 'hono';
import { totalsByEdge } from '../../core/counter-sheet.ts';
import { IncidentId } from '../../core/ids.ts';
import type { Incident } from '../../core/incident.ts';
import { problem, type Problem, problemMediaType } from '../../core/problem.ts';
import { actorOf, type Asked, clusterOf, tagged } from './asked.ts';
import type { ApiDeps } from './deps.ts';
import { enrol, Enrolment, issueToken } from './enrolling.ts';
import { findingRoutes } from './findings.ts';
import { graphPage } from './graph.ts';
import type { Caller } from './caller.ts';
import { incidentRoutes } from './incidents.ts';
import { bodyOf } from './json-body.ts';
import { baselineOf, changeMode, ModeChange } from './mode.ts';
import { overviewOf, shownCluster } from './overview.ts';
import { pageOf } from './page.ts';
import { permit } from './permission.ts';
import { Refusal } from './refusal.ts';
import { surroundingRoutes } from './surroundings.ts';

/** The routes below /v1. Every refusal is problem+json; a write says who did it. */
export function apiApp(deps: ApiDeps): Hono<{ Bindings: Caller }> {
  const app = new Hono<{ Bindings: Caller }>().basePath('/v1');

  app.use('*', permit);
  app.get('/me', (c) => c.json({ actor: actorOf(c), role: c.env.role ?? null }));
  app.get('/status', async (c) => {
    const { length } = await deps.clusters.all();
    return c.json({ ok: true, versions: { ...deps.versions, telemetry: 1 }, clusters: length });
  });
  app.post('/clusters', async (c) => {
    const asked = await bodyOf(c.req.raw, Enrolment);
    return c.json(await enrol(asked, actorOf(c), deps), 201, { 'cache-control': 'no-store' });
  });
  app.get('/clusters', async (c) => {
    const { items, next } = pageOf(await deps.clusters.all(), ({ id }) => id, c.req.query('cursor'));
    return c.json({ clusters: items.map(shownCluster), next });
  });
  app.get('/clusters/:cluster', async (c) => c.json(await overviewOf(await clusterOf(c, deps), deps)));
  app.post('/clusters/:cluster/tokens', async (c) => {
    const { id } = await clusterOf(c, deps);
    return c.json(await issueToken(id, actorOf(c), deps), 201, { 'cache-control': 'no-store' });
  });
  app.put('/clusters/:cluster/mode', async (c) => {
    const cluster = await clusterOf(c, deps);
    return c.json(await changeMode(cluster, await bodyOf(c.req.raw, ModeChange), actorOf(c), deps));
  });
  app.get('/clusters/:cluster/graph', async (c) => {
    const cluster = await clusterOf(c, deps);
    const { id } = cluster;
    const [edges, workloads, sheets, baseline] = await Promise.all([
      deps.edges.ofCluster(id),
      deps.workloads.ofCluster(id),
      deps.counters.ofCluster(id),
      baselineOf(cluster, deps),
    ]);
    const totals = totalsByEdge(sheets.map(({ sheet }) => sheet));
    return tagged(c, graphPage(edges, workloads, totals, baseline, c.req.query('cursor')));
  });
  app.get('/clusters/:cluster/incidents', async (c) => {
    const { id } = await clusterOf(c, deps);
    const { items, next } = pageOf(await deps.incidents.ofCluster(id), ({ id: key }) => key, c.req.query('cursor'));
    return c.json({ incidents: items, next });
  });
  app.get('/clusters/:cluster/incidents/:incident', async (c) => {
    const { id } = await clusterOf(c, deps);
    return c.json(await told(await deps.incidents.find(id, incidentIdOf(c)), deps));
  });
  // Where links in notices lead as long as there is no dashboard: they name the incident alone.
  app.get('/incidents/:incident', async (c) => {
    const wanted = incidentIdOf(c);
    const everywhere = (await deps.clusters.all()).map(({ id }) => deps.incidents.find(id, wanted));
    return c.json(
      await told(
        (await Promise.all(everywhere)).find((incident) => incident !== undefined),
        deps,
      ),
    );
  });
  findingRoutes(app, deps);
  app.get('/clusters/:cluster/facts', async (c) => {
    const { id } = await clusterOf(c, deps);
    const { items, next } = pageOf(await deps.baselines.facts(id), ({ id: key }) => key, c.req.query('cursor'));
    return c.json({ facts: items, next });
  });
  app.get('/clusters/:cluster/audit', async (c) => {
    const { id } = await clusterOf(c, deps);
    const entries = await deps.audit.ofCluster(id);
    const { items, next } = pageOf(entries, (entry) => JSON.stringify(entry), c.req.query('cursor'));
    return c.json({ audit: items, next });
  });
  incidentRoutes(app, deps);
  surroundingRoutes(app, deps);

  app.notFound(() => refused(problem(404, 'Unknown route', 'There is nothing here. docs/api.md lists the routes.')));
  app.onError((error, c) => {
    if (error instanceof Refusal) return refused(error.problem);
    deps.log.error('request failed', { method: c.req.method, route: c.req.path, error: error.message });
    deps.meter.count('api.failed', 1);
    return refused(problem(503, 'Unavailable', 'This could not be answered now. It is safe to ask again.'));
  });
  return app;
}

function refused(what: Problem): Response {
  const headers = { 'content-type': problemMediaType };
  return new Response(JSON.stringify(what), { status: what.status, headers });
}

function incidentIdOf(c: Asked): IncidentId {
  const id = IncidentId.safeParse(c.req.param('incident'));
  if (!id.success) throw unknownIncident();
  return id.data;
}

/** An incident with what became of its notices. */
async function told(incident: Incident | undefined, deps: ApiDeps) {
  if (incident === undefined) throw unknownIncident();
  return { incident, notices: await deps.notices.ofIncident(incident.id) };
}

function unknownIncident(): Refusal {
  return new Refusal(404, 'Unknown incident', 'There is no incident of this id.', 'incident');
}
