import { Hono } from 'hono';
import { problem, type Problem, problemMediaType } from '../../core/problem.ts';
import { type Asked, tagged } from './asked.ts';
import type { Caller } from './caller.ts';
import type { ApiDeps } from './deps.ts';
import { bodyOf } from './json-body.ts';
import { permit } from './permission.ts';
import { Refusal } from './refusal.ts';
import type { Route } from './route.ts';
import { routes } from './routes.ts';

/** The routes below /v1. Every refusal is problem+json; a write says who did it; what a route's schema does not name is not sent. */
export function apiApp(deps: ApiDeps): Hono<{ Bindings: Caller }> {
  const app = new Hono<{ Bindings: Caller }>().basePath('/v1');

  app.use('*', permit);
  for (const one of routes) app.on(one.method, one.path, (c) => answered(one, c, deps));
  app.notFound(() => refused(problem(404, 'Unknown route', 'There is nothing here. docs/api.md lists the routes.')));
  app.onError((error, c) => {
    if (error instanceof Refusal) return refused(error.problem);
    deps.log.error('request failed', { method: c.req.method, route: c.req.path, error: error.message });
    deps.meter.count('api.failed', 1);
    return refused(problem(503, 'Unavailable', 'This could not be answered now. It is safe to ask again.'));
  });
  return app;
}

async function answered(one: Route, c: Asked, deps: ApiDeps): Promise<Response> {
  const body = one.body === undefined ? undefined : await bodyOf(c.req.raw, one.body);
  const answer = one.answers.parse(await one.answer(c, deps, body));
  if (one.method === 'GET') return tagged(c, answer);
  return c.json(answer as object, one.status, { 'cache-control': 'no-store' });
}

function refused(what: Problem): Response {
  const headers = { 'content-type': problemMediaType };
  return new Response(JSON.stringify(what), { status: what.status, headers });
}
