import { unfamiliar } from '../../../core/familiarity.ts';
import type { Lineage } from '../../../core/ids.ts';
import { candidateOf } from '../../../core/suspicion.ts';
import { publishReview } from '../../../lambdas/published-review.ts';
import { edge as edgeOf, finding as findingOf, lineage } from '../../contracts/samples.ts';
import { cluster, openDesk } from './desk.ts';

const path = (route: string) => `/v1/clusters/prod-1/${route}`;
const at = '2026-11-23T11:00:00.000Z';

/** A desk whose sweep has published a list of two. */
async function deskWithReview() {
  const opened = await openDesk();
  const edges = ['one', 'two'].map((name) => edgeOf(cluster, { port: name === 'one' ? 3333 : 443 }));
  const candidates = edges.map((edge, nth) => {
    const finding = findingOf(cluster, { kind: 'new-egress', object: `name-${nth}`, edge: edge.id, lineage: (edge.source as { lineage: Lineage }).lineage });
    return candidateOf(finding, edge, 'unpopular-name', unfamiliar, undefined, Date.parse(at));
  });
  for (const edge of edges) await opened.stores.edges.put(edge, undefined, at);
  await publishReview(cluster, { candidates, more: 3 }, at, opened.objects);
  const listed = async () => (await opened.ask('GET', path('candidates'))).answer as { candidates: { finding: { id: string } }[]; more: number; asOf: string };
  return { ...opened, candidates, listed };
} // prettier-ignore

describe('the review list', () => {
  it('is not there before sweep made one, nor from before the cluster was enrolled', async () => {
    const { ask, objects } = await openDesk();
    expect((await ask('GET', path('candidates'))).status).toBe(404);
    await publishReview(cluster, { candidates: [], more: 0 }, '2026-11-22T00:00:00.000Z', objects);
    expect((await ask('GET', path('candidates'))).status).toBe(404);
  });

  it('comes as sweep ranked it, with what is in no list counted', async () => {
    const { listed, candidates } = await deskWithReview();
    expect(await listed()).toEqual({
      asOf: at,
      candidates: JSON.parse(JSON.stringify(candidates)) as unknown,
      more: 3,
    });
  });

  it.each(['accept', 'reject'] as const)('is decided on like findings: what one says %s to is on it no longer', async (verb) => {
    const { ask, stores, listed, candidates } = await deskWithReview();
    const [first, second] = candidates.map(({ finding }) => finding);
    const { status } = await ask('POST', path('findings/review'), { verb, findings: [first!.id], reason: 'ours' });
    expect(status).toBe(200);
    expect((await listed()).candidates.map(({ finding }) => finding.id)).toEqual([second!.id]);
    const kept = verb === 'accept' ? await stores.baselines.facts(cluster) : await stores.baselines.rejections(cluster);
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.every((one) => one.lineage === (first!.lineage ?? lineage('checkout')))).toBe(true);
  }); // prettier-ignore
});
