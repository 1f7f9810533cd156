import type { Context } from 'hono';
import type { Cluster } from '../../core/enrolment.ts';
import { digest } from '../../core/hash.ts';
import { ClusterId } from '../../core/ids.ts';
import type { Caller } from './caller.ts';
import type { ApiDeps } from './deps.ts';
import { Refusal } from './refusal.ts';

/** A request with who makes it. */
export type Asked = Context<{ Bindings: Caller }>;

/** What a write is put down to; `permit` saw to it that there is one. */
export function actorOf(c: Asked): string {
  return (c.env.actor ?? '').slice(0, 253);
}

/** The cluster that the route names. Throws a Refusal where none of that id is enrolled. */
export async function clusterOf(c: Asked, deps: Pick<ApiDeps, 'clusters'>): Promise<Cluster> {
  const id = ClusterId.safeParse(c.req.param('cluster'));
  const stored = id.success ? await deps.clusters.find(id.data) : undefined;
  if (stored === undefined) throw new Refusal(404, 'Unknown cluster', 'No cluster of this id is enrolled.', 'cluster');
  return stored.value;
}

/** With an entity tag, so that who has this very answer is sent nothing. */
export function tagged(c: Asked, body: unknown): Response {
  const json = JSON.stringify(body);
  const etag = `"${digest('etag', json)}"`;
  if (c.req.header('if-none-match') === etag) return new Response(null, { status: 304, headers: { etag } });
  return new Response(json, { headers: { 'content-type': 'application/json', etag } });
}
