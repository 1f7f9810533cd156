import * as z from 'zod';
import { Finding } from '../../core/finding.ts';
import { Decided as DecidedAnswer } from '../../core/answers/incident.ts';
import type { Cluster } from '../../core/enrolment.ts';
import { FindingId } from '../../core/ids.ts';
import { review, type Verb } from '../review.ts';
import { actorOf, clusterOf } from './asked.ts';
import { Decided, Reason } from './decided.ts';
import type { ApiDeps } from './deps.ts';
import { closeAccepted } from './incident-acts.ts';
import { candidateFindings } from './candidates.ts';
import { Refusal } from './refusal.ts';
import { listRoute, route } from './route.ts';

/** Several at once, such as the whole review list. */
export const Review = z.strictObject({
  verb: z.enum(['accept', 'reject']),
  findings: z.array(FindingId).min(1).max(500),
  reason: Reason,
});

/** What was found in a cluster, and what people say of it. */
export const findingRoutes = [
  listRoute({ name: 'findings', summary: 'Every deviation that was found', item: Finding, all: (id, deps) => deps.findings.ofCluster(id), keyOf: ({ id: key }) => key }),
  ...(['accept', 'reject'] as const).map((verb) =>
    route({
      method: 'POST',
      path: `/clusters/:cluster/findings/:finding/${verb}`,
      summary: verb === 'accept' ? 'It joins the baseline, as a new version of it' : 'It is never learned, and no longer known where it was',
      body: Decided,
      answers: DecidedAnswer,
      async answer(c, deps, { reason }) {
        const cluster = await clusterOf(c, deps);
        const finding = FindingId.safeParse(c.req.param('finding'));
        if (!finding.success) throw unknownFindings(['']);
        return decide(cluster, verb, [finding.data], { actor: actorOf(c), reason }, deps);
      },
    }),
  ),
  route({
    method: 'POST',
    path: '/clusters/:cluster/findings/review',
    summary: 'The same for up to 500 at once, such as the review list; one unknown id refuses all',
    body: Review,
    answers: DecidedAnswer,
    async answer(c, deps, { verb, findings, reason }) {
      return decide(await clusterOf(c, deps), verb, findings, { actor: actorOf(c), reason }, deps);
    },
  }),
]; // prettier-ignore

/** One that is not there refuses the whole, so that nobody decides half of what they meant. */
async function decide(
  cluster: Cluster,
  verb: Verb,
  asked: readonly FindingId[],
  by: { readonly actor: string; readonly reason: string },
  deps: ApiDeps,
): Promise<DecidedAnswer> {
  const { id } = cluster;
  const byId = new Map<string, Finding>((await deps.findings.ofCluster(id)).map((finding) => [finding.id, finding]));
  // What waits on the review list was never a finding, and is decided on like one.
  if (!asked.every((one) => byId.has(one))) {
    for (const finding of await candidateFindings(cluster, deps))
      if (!byId.has(finding.id)) byId.set(finding.id, finding);
  }
  const unknown = asked.filter((one) => !byId.has(one));
  if (unknown.length > 0) throw unknownFindings(unknown);
  const meant = [...new Set(asked)].flatMap((one) => byId.get(one) ?? []);
  const { version } = await review(id, verb, meant, by, deps);
  if (verb === 'accept') await closeAccepted(id, meant.map((one) => one.id), by, deps); // prettier-ignore
  deps.meter.count('api.reviewed', meant.length, verb);
  return { decided: meant.length, verb, baselineVersion: version };
}

function unknownFindings(ids: readonly string[]): Refusal {
  const said = ids.length === 1 ? 'There is no finding of this id' : `${ids.length} of these ids name no finding`; // prettier-ignore
  return new Refusal(404, 'Unknown finding', `${said} in this cluster; nothing was decided.`, 'finding');
}
