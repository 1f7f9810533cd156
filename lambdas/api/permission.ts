import type { Context, MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import { mayActAs, type Role } from '../../core/role.ts';
import type { Caller } from './caller.ts';
import { Refusal } from './refusal.ts';

/** Below a cluster, decisions about what was found and learned. Whatever else changes something is for admins. */
const decisions = /^\/v1\/clusters\/:cluster\/(?:mode|findings|incidents|facts|baseline|workloads|mutes)(?:\/|$)/;

/** What a route asks of a person. `pattern` is the route's own (`/v1/clusters/:cluster/mode`), so that no spelling of a path gets around it. */
export function roleNeeded(method: string, pattern: string): Role {
  if (method === 'GET' || method === 'HEAD') return 'viewer';
  return decisions.test(pattern) ? 'operator' : 'admin';
}

/** What anybody may ask who signed in, whatever their groups: who they are. */
const forAnybody = '/v1/me';

/** Before every route: a person without the role gets nowhere near it. An unknown route is answered like one to which nobody may go. */
export const permit: MiddlewareHandler<{ Bindings: Caller }> = async (c, next) => {
  const { actor, role } = c.env;
  if (actor === undefined || actor === '') throw new Refusal(401, 'Unknown caller', 'Sign in, and send the id_token as Authorization: Bearer.', 'Authorization'); // prettier-ignore
  const pattern = patternOf(c);
  if (pattern !== forAnybody) {
    const needed = pattern === undefined ? 'viewer' : roleNeeded(c.req.method, pattern);
    if (!mayActAs(role, needed)) {
      const detail = `This is for the group "${needed}"; you are ${role === undefined ? 'in none' : `in "${role}"`}. An admin can put you into it.`;
      throw new Refusal(403, 'Not allowed', detail);
    }
  }
  await next();
};

/** The pattern of the route that will answer; undefined where there is none. */
function patternOf(c: Context): string | undefined {
  return matchedRoutes(c).findLast(({ path }) => !path.endsWith('*'))?.path;
}
