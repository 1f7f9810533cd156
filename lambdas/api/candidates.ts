import { ReviewPage } from '../../core/answers/learning.ts';
import type { Cluster } from '../../core/enrolment.ts';
import type { Finding } from '../../core/finding.ts';
import { publishedReview, type PublishedReview } from '../published-review.ts';
import { clusterOf } from './asked.ts';
import type { ApiDeps } from './deps.ts';
import { pageOf } from './page.ts';
import { Refusal } from './refusal.ts';
import { paged, route } from './route.ts';

/** What waits for a person. */
export const candidateRoutes = [
  route({
    method: 'GET',
    path: '/clusters/:cluster/candidates',
    summary: 'The review list: seen while learning, not learned, the most suspicious first; 404 until sweep made one',
    query: paged,
    answers: ReviewPage,
    async answer(c, deps) {
      const cluster = await clusterOf(c, deps);
      const list = await listOf(cluster, deps);
      if (list === undefined) throw new Refusal(404, 'No review list yet', 'sweep makes one within five minutes.');
      const { items, next } = pageOf(await undecided(list, deps), ({ finding }) => finding.id, c.req.query('cursor'));
      return { asOf: list.at, candidates: items, more: list.more, next };
    },
  }),
]; // prettier-ignore

/** Candidates as the findings that they would have been, for who decides on them. */
export async function candidateFindings(cluster: Cluster, deps: ApiDeps): Promise<readonly Finding[]> {
  return ((await listOf(cluster, deps))?.candidates ?? []).map(({ finding }) => finding);
}

/** A list from before the cluster was enrolled is of one that was called the same. */
async function listOf({ id, enrolledAt }: Cluster, { objects }: ApiDeps): Promise<PublishedReview | undefined> {
  const list = await publishedReview(id, objects);
  return list === undefined || list.at < enrolledAt ? undefined : list;
}

async function undecided({ cluster, candidates }: PublishedReview, { baselines }: ApiDeps) {
  const [facts, rejections] = await Promise.all([baselines.facts(cluster), baselines.rejections(cluster)]);
  const learned = new Set<string>(facts.filter(({ kind }) => kind === 'edge').map(({ object }) => object));
  const rejected = new Set<string>(rejections.map(({ finding }) => finding));
  return candidates.filter(({ finding: { id, edge } }) => !rejected.has(id) && (edge === undefined || !learned.has(edge)));
} // prettier-ignore
