import { initialBaseline, type Fact, factId } from '../../../core/baseline.ts';
import { digest } from '../../../core/hash.ts';
import { ClusterId, type EdgeId, IncidentId, type Lineage } from '../../../core/ids.ts';
import { alice, channels, cluster, desk, openDesk } from './desk.ts';

const lineage = digest('lineage') as Lineage;

const sheet = (receivedAt: string) => ({
  lines: [],
  seq: 1,
  receivedAt,
  paceMs: 60_000,
  lostPpm: 0,
  heardSince: 0,
  lateMs: 0,
  received: [],
});

describe('GET', () => {
  it('/v1/status says what is installed', async () => {
    const { ask } = await openDesk();
    const { status, answer } = await ask('GET', '/v1/status');
    expect([status, answer]).toEqual([
      200,
      {
        ok: true,
        versions: { plumbline: '0.1.0', intelligence: 'seed-1', telemetry: 1 },
        clusters: 1,
        kubernetesRoles: ['arn:aws:iam::111122223333:role/enrich'],
        auditFunction: 'arn:aws:lambda:eu-west-1:111122223333:function:audit',
        channels,
      },
    ]);
  });

  it('/v1/clusters lists clusters without what lets one in', async () => {
    const { ask } = await openDesk();
    const { answer } = await ask('GET', '/v1/clusters');
    expect(answer).toEqual({
      clusters: [{ id: 'prod-1', enrolledAt: expect.any(String), enrolledBy: alice, tokens: 1 }],
    });
  });

  it('/v1/clusters/{cluster} gives mode, counts, and the nodes that were heard', async () => {
    const { ask, stores } = await openDesk();
    await stores.counters.write({ cluster, node: 'n2', bootId: 'b', hour: '2026-11-23T09' }, sheet('2026-11-23T09:10:00.000Z'), undefined); // prettier-ignore
    await stores.counters.write({ cluster, node: 'n1', bootId: 'b', hour: '2026-11-23T09' }, sheet('2026-11-23T09:20:00.000Z'), undefined); // prettier-ignore
    await stores.counters.write({ cluster, node: 'n1', bootId: 'b', hour: '2026-11-23T08' }, sheet('2026-11-23T08:50:00.000Z'), undefined); // prettier-ignore
    const { answer } = await ask('GET', '/v1/clusters/prod-1');
    expect(answer).toMatchObject({
      id: 'prod-1',
      baseline: { mode: 'learning', version: 1 },
      counts: { edges: 0, workloads: 0, facts: 0, findings: 0, incidents: 0, openIncidents: 0 },
      nodes: [
        { name: 'n1', lastSeen: '2026-11-23T09:20:00.000Z' },
        { name: 'n2', lastSeen: '2026-11-23T09:10:00.000Z' },
      ],
    });
  });

  it('/v1/clusters/{cluster}/facts gives what the baseline holds', async () => {
    const { ask, stores } = await openDesk();
    const fact: Fact = {
      id: factId(cluster, lineage, 'workload', lineage),
      cluster, lineage, kind: 'workload', object: lineage, label: 'shop/checkout', since: 1,
      provenance: { by: 'person', at: '2026-11-23T09:00:00.000Z', actor: alice, reason: 'known' },
    }; // prettier-ignore
    await stores.baselines.add(fact);
    expect((await ask('GET', '/v1/clusters/prod-1/facts')).answer).toEqual({ facts: [fact] });
  });

  it.each([
    ['GET', '/v1/clusters/nobody'],
    ['GET', '/v1/clusters/nobody/graph'],
    ['GET', '/v1/clusters/nobody/incidents'],
    ['GET', '/v1/clusters/nobody/findings'],
    ['GET', '/v1/clusters/nobody/facts'],
    ['GET', '/v1/clusters/nobody/audit'],
    ['GET', '/v1/clusters/a%23b'],
    ['GET', '/v1/clusters/a%00b'],
    ['GET', '/v1/clusters/%E0%A4%A'],
    ['GET', `/v1/clusters/nobody/incidents/${'0'.repeat(32)}`],
    ['GET', `/v1/clusters/prod-1/incidents/${'0'.repeat(32)}`],
    ['GET', '/v1/clusters/prod-1/incidents/..'],
    ['GET', `/v1/incidents/${'0'.repeat(32)}`],
    ['GET', '/v1/nothing'],
    ['DELETE', '/v1/clusters/prod-2'],
  ])('%s %s is 404, as a problem', async (method, path) => {
    const { ask } = await openDesk();
    const { status, headers, answer } = await ask(method, path);
    expect([status, headers.get('content-type'), answer['status']]).toEqual([404, 'application/problem+json', 404]);
  });

  it('says of an incident what became of its notices, with and without its cluster', async () => {
    const { ask, stores } = await openDesk();
    const id = IncidentId.parse(digest('an incident'));
    await stores.incidents.put(
      {
        id, cluster, root: lineage, period: 0, state: 'open', verdict: 'alert', classification: 'cryptojacking', severity: 'critical',
        workload: 'shop/checkout', lineage, findings: [], moreFindings: 0, techniques: [], timeline: [], version: 1, announcedVersion: 0,
        openedAt: '2026-11-23T09:00:00.000Z', updatedAt: '2026-11-23T09:00:00.000Z',
      },
      undefined,
    ); // prettier-ignore
    await stores.notices.begin(id, 1, 'slack', '2026-11-23T09:00:01.000Z');
    const notices = [{ version: 1, channel: 'slack', state: 'trying', at: '2026-11-23T09:00:01.000Z' }];
    const byCluster = await ask('GET', `/v1/clusters/prod-1/incidents/${id}`);
    expect(byCluster.answer).toMatchObject({ incident: { id, severity: 'critical' }, notices });
    expect((await ask('GET', `/v1/incidents/${id}`)).answer).toEqual(byCluster.answer);
    expect((await ask('GET', '/v1/clusters/prod-1/incidents')).answer).toMatchObject({ incidents: [{ id }] });
    await ask('POST', '/v1/clusters', { id: 'other' });
    expect((await ask('GET', `/v1/clusters/other/incidents/${id}`)).status).toBe(404);
  });
});

describe('PUT /v1/clusters/{cluster}/mode', () => {
  it('changes the mode, raises the version and leaves an audit entry', async () => {
    const { ask, stores } = await openDesk();
    const { status, answer } = await ask('PUT', '/v1/clusters/prod-1/mode', { mode: 'enforcing', version: 1 });
    expect([status, answer]).toMatchObject([200, { mode: 'enforcing', version: 2, changedBy: alice }]);
    expect(await stores.baselines.state(cluster)).toEqual(answer);
    expect((await stores.audit.ofCluster(cluster)).at(-1)).toMatchObject({
      actor: alice,
      action: 'mode-changed',
      detail: 'learning became enforcing, baseline version 2',
    });
  });

  it('changes nothing where the mode holds already', async () => {
    const { ask, stores } = await openDesk();
    const { status, answer } = await ask('PUT', '/v1/clusters/prod-1/mode', { mode: 'learning' });
    expect([status, answer['version'], (await stores.audit.ofCluster(cluster)).length]).toEqual([200, 1, 1]);
  });

  it('answers 409 to who looked at an older version', async () => {
    const { ask, stores } = await openDesk();
    await ask('PUT', '/v1/clusters/prod-1/mode', { mode: 'shadow', version: 1 });
    const { status, answer } = await ask('PUT', '/v1/clusters/prod-1/mode', { mode: 'enforcing', version: 1 });
    expect([status, answer['title']]).toEqual([409, 'Changed meanwhile']);
    expect((await stores.baselines.state(cluster))?.mode).toBe('shadow');
  });

  it('lets one of two who change it at once win', async () => {
    const { ask } = await openDesk();
    const answers = await Promise.all(['shadow', 'enforcing'].map((mode) => ask('PUT', '/v1/clusters/prod-1/mode', { mode }))); // prettier-ignore
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 409]));
  });

  it('mends an enrolment that was cut off before its state was stored', async () => {
    const { ask, stores } = desk();
    await stores.clusters.put({ id: cluster, enrolledAt: '2026-11-23T09:00:00.000Z', enrolledBy: 'bob', tokenHashes: [] }, undefined); // prettier-ignore
    const { answer } = await ask('GET', '/v1/clusters/prod-1');
    expect(answer['baseline']).toEqual(initialBaseline(cluster, '2026-11-23T09:00:00.000Z', 'bob'));
    expect((await ask('PUT', '/v1/clusters/prod-1/mode', { mode: 'shadow' })).status).toBe(200);
  });

  it.each([
    ['a mode that does not exist', '{"mode":"off"}', 422, 'mode'],
    ['a version that is a text', '{"mode":"shadow","version":"1"}', 422, 'version'],
    ['no body', '', 400, 'body'],
    ['no JSON', '{"mode":NaN}', 400, 'body'],
    ['a list', '[]', 422, 'body'],
    ['null', 'null', 422, 'body'],
    ['__proto__', '{"mode":"shadow","__proto__":{"version":7}}', 422, 'body'],
    ['nine levels', `{"mode":${'['.repeat(9)}${']'.repeat(9)}}`, 400, 'body'],
    ['70 KB', JSON.stringify({ mode: 'x'.repeat(70_000) }), 413, 'body'],
  ])('refuses %s', async (_, body, expected, field) => {
    const { ask } = await openDesk();
    const { status, answer } = await ask('PUT', '/v1/clusters/prod-1/mode', body);
    expect([status, answer['field']]).toEqual([expected, field]);
  });

  it('refuses another media type', async () => {
    const { ask } = await openDesk();
    const headers = { 'content-type': 'text/plain' };
    const { status, answer } = await ask('PUT', '/v1/clusters/prod-1/mode', '{"mode":"shadow"}', { headers });
    expect([status, answer['field']]).toEqual([415, 'Content-Type']);
  });
});

describe('what fails', () => {
  it('is 503 with nothing of the cause in it, and a line in the log', async () => {
    const { ask, deps, record } = desk();
    deps.clusters.all = async () => {
      throw new Error('AccessDeniedException: not allowed to Query');
    };
    const { status, answer } = await ask('GET', '/v1/clusters');
    expect([status, JSON.stringify(answer).includes('AccessDenied')]).toEqual([503, false]);
    expect(record.lines.join()).toContain('AccessDeniedException');
    expect(record.counts).toContainEqual({ metric: 'api.failed', value: 1 });
  });
});

describe('clusters', () => {
  it('do not see what others hold', async () => {
    const { ask, stores } = await openDesk();
    const other = ClusterId.parse('other');
    await ask('POST', '/v1/clusters', { id: other });
    await stores.edges.put(
      {
        id: digest('edge') as EdgeId, cluster: other, source: { kind: 'internet' }, destination: { kind: 'node', name: 'n' }, proto: 'tcp',
        port: 22, names: [], operations: [], outcomes: ['established'], addresses: [], support: { hours: [], pods: [] },
        firstSeen: '2026-11-23T09:00:00.000Z', seenBy: 'n',
      },
      undefined,
      '2026-11-23T09:00:00.000Z',
    ); // prettier-ignore
    expect((await ask('GET', '/v1/clusters/prod-1/graph')).answer['edges']).toEqual([]);
    expect((await ask('GET', '/v1/clusters/other/graph')).answer['edges']).toHaveLength(1);
  });
});
