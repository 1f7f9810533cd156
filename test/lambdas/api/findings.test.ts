import { edgeOf, findingsOf, settled } from '../../core/notice-cases.ts';
import { alice, cluster, openDesk } from './desk.ts';

const talk = { destination: { kind: 'name', name: 'api.vendor.example' } } as const;

/** One workload with one deviation: egress that its baseline lacks. */
async function deskWithFinding() {
  const opened = await openDesk();
  const [finding] = findingsOf(settled, talk);
  if (finding === undefined) throw new Error('the talk is no deviation');
  await opened.stores.workloads.put(settled, finding.firstSeen);
  await opened.stores.edges.put(edgeOf(settled, talk), undefined, finding.firstSeen);
  await opened.stores.findings.put(finding, finding.firstSeen);
  const known = async () => (await opened.stores.baselines.facts(cluster)).map(({ kind }) => kind);
  return { ...opened, finding, known, path: `/v1/clusters/prod-1/findings/${finding.id}` };
}

describe('a finding', () => {
  it('is accepted: its facts hold from a new version on, with who said so and why', async () => {
    const { ask, stores, known, path } = await deskWithFinding();
    const { status, answer } = await ask('POST', `${path}/accept`, { reason: 'the new billing vendor' }, { role: 'operator' }); // prettier-ignore
    expect([status, answer]).toEqual([200, { decided: 1, verb: 'accept', baselineVersion: 2 }]);
    expect(await known()).toEqual(expect.arrayContaining(['edge', 'exception']));
    const [fact] = await stores.baselines.facts(cluster);
    expect(fact?.provenance).toMatchObject({ by: 'person', actor: alice, reason: 'the new billing vendor' });
    expect(await stores.audit.ofCluster(cluster)).toContainEqual(expect.objectContaining({ actor: alice, action: 'finding-accepted', detail: expect.stringContaining('the new billing vendor') })); // prettier-ignore
  });

  it('is rejected after it was accepted: no longer known', async () => {
    const { ask, known, path } = await deskWithFinding();
    await ask('POST', `${path}/accept`, { reason: 'seemed fine' });
    expect((await ask('POST', `${path}/reject`, { reason: 'it is not' })).answer).toMatchObject({ decided: 1, baselineVersion: 3 }); // prettier-ignore
    expect(await known()).toEqual([]);
  });

  it.each([
    [{}, 422],
    [{ reason: '' }, 422],
    [{ reason: '   ' }, 422],
    [{ reason: 'x'.repeat(501) }, 422],
    [{ reason: 'fine', actor: 'mallory' }, 422],
    ['[', 400],
  ])('is not decided by %j', async (body, status) => {
    const { ask, known, path } = await deskWithFinding();
    expect((await ask('POST', `${path}/accept`, body)).status).toBe(status);
    expect(await known()).toEqual([]);
  });

  it('of another cluster cannot be decided here', async () => {
    const { ask, finding, known } = await deskWithFinding();
    await ask('POST', '/v1/clusters', { id: 'prod-2' });
    const { status, answer } = await ask('POST', `/v1/clusters/prod-2/findings/${finding.id}/accept`, { reason: 'x' });
    expect([status, answer['field']]).toEqual([404, 'finding']);
    expect(await known()).toEqual([]);
  });
});

test('a review with one unknown id decides nothing; without it, all in one version', async () => {
  const { ask, finding, known } = await deskWithFinding();
  const body = { verb: 'accept', findings: [finding.id, 'f'.repeat(finding.id.length)], reason: 'all known' };
  const path = '/v1/clusters/prod-1/findings/review';
  expect((await ask('POST', path, body)).status).toBe(404);
  expect(await known()).toEqual([]);
  const { answer } = await ask('POST', path, { ...body, findings: [finding.id, finding.id] });
  expect(answer).toEqual({ decided: 1, verb: 'accept', baselineVersion: 2 });
});
