import type { Hono } from 'hono';
import * as z from 'zod';
import type { Finding } from '../../core/finding.ts';
import type { Baseline } from '../../core/baseline.ts';
import type { Cluster } from '../../core/enrolment.ts';
import { FindingId } from '../../core/ids.ts';
import { review, type Verb } from '../review.ts';
import { actorOf, clusterOf } from './asked.ts';
import type { Caller } from './caller.ts';
import type { ApiDeps } from './deps.ts';
import { Decided, Reason } from './decided.ts';
import { closeAccepted } from './incidents.ts';
import { bodyOf } from './json-body.ts';
import { pageOf } from './page.ts';
import { Refusal } from './refusal.ts';

/** Several at once, such as the whole review list. */
export const Review = z.strictObject({
  verb: z.enum(['accept', 'reject']),
  findings: z.array(FindingId).min(1).max(500),
  reason: Reason,
});

/** What was found in a cluster, and what people say of it. */
export function findingRoutes(app: Hono<{ Bindings: Caller }>, deps: ApiDeps): void {
  app.get('/clusters/:cluster/findings', async (c) => {
    const { id } = await clusterOf(c, deps);
    const { items, next } = pageOf(await deps.findings.ofCluster(id), ({ id: key }) => key, c.req.query('cursor'));
    return c.json({ findings: items, next });
  });
  for (const verb of ['accept', 'reject'] as const) {
    app.post(`/clusters/:cluster/findings/:finding/${verb}`, async (c) => {
      const cluster = await clusterOf(c, deps);
      const { reason } = await bodyOf(c.req.raw, Decided);
      const finding = FindingId.safeParse(c.req.param('finding'));
      if (!finding.success) throw unknownFindings(['']);
      return c.json(await decide(cluster, verb, [finding.data], { actor: actorOf(c), reason }, deps));
    });
  }
  app.post('/clusters/:cluster/findings/review', async (c) => {
    const cluster = await clusterOf(c, deps);
    const { verb, findings, reason } = await bodyOf(c.req.raw, Review);
    return c.json(await decide(cluster, verb, findings, { actor: actorOf(c), reason }, deps));
  });
}

/** One that is not there refuses the whole, so that nobody decides half of what they meant. */
async function decide(
  { id }: Cluster,
  verb: Verb,
  asked: readonly FindingId[],
  by: { readonly actor: string; readonly reason: string },
  deps: ApiDeps,
): Promise<{ readonly decided: number; readonly verb: Verb; readonly baselineVersion: Baseline['version'] }> {
  const byId = new Map<string, Finding>((await deps.findings.ofCluster(id)).map((finding) => [finding.id, finding]));
  const unknown = asked.filter((one) => !byId.has(one));
  if (unknown.length > 0) throw unknownFindings(unknown);
  const meant = [...new Set(asked)].flatMap((one) => byId.get(one) ?? []);
  const { version } = await review(id, verb, meant, by, deps);
  if (verb === 'accept')
    await closeAccepted(
      id,
      meant.map((one) => one.id),
      by,
      deps,
    );
  deps.meter.count('api.reviewed', meant.length, verb);
  return { decided: meant.length, verb, baselineVersion: version };
}

function unknownFindings(ids: readonly string[]): Refusal {
  const said = ids.length === 1 ? 'There is no finding of this id' : `${ids.length} of these ids name no finding`; // prettier-ignore
  return new Refusal(404, 'Unknown finding', `${said} in this cluster; nothing was decided.`, 'finding');
}
