import { hear } from '../hear.ts';
import { auditEvent, exposure, nodeFacts, risk, traits } from '../../contracts/inventory-samples.ts';
import { edgeOf, findingsOf, settled } from '../../core/notice-cases.ts';
import { cluster, openDesk } from './desk.ts';

const at = '2026-11-23T09:00:00.000Z';
const talk = { destination: { kind: 'name', name: 'api.vendor.example' } } as const;

test('a workload comes with everything that concerns it, and with nothing of others', async () => {
  const { ask, stores } = await openDesk();
  const { lineage } = settled;
  const own = { lineage, namespace: 'shop', kind: 'Deployment', name: 'checkout' };
  const [finding] = findingsOf(settled, talk);
  await stores.workloads.put(settled, at);
  await stores.edges.put(edgeOf(settled, talk), undefined, at);
  await stores.findings.put(finding!, at);
  await stores.traits.put({ ...traits(cluster, 'checkout'), lineage }, at);
  await stores.exposures.put(exposure(cluster, 'gateway', { workload: own }), at);
  await stores.exposures.put(exposure(cluster, 'other'), at);
  await stores.risks.put(risk(cluster, 'checkout', { lineage }), at);
  await stores.risks.put(risk(cluster, 'other'), at);
  await stores.events.append(auditEvent(cluster, 'event-1', { at, namespace: 'shop' }));
  await stores.events.append(auditEvent(cluster, 'event-2', { at, namespace: 'elsewhere' }));
  const { status, answer } = await ask('GET', `/v1/clusters/prod-1/workloads/${lineage}`);
  expect(status).toBe(200);
  expect(answer).toMatchObject({
    workload: { lineage, label: 'shop/checkout' },
    traits: { lineage },
    edges: [{ direction: 'egress', labels: { destination: 'api.vendor.example' } }],
    moreEdges: 0,
    findings: [{ kind: 'new-egress' }],
    facts: [],
    exposures: [{ workload: own }],
    risks: [{ lineage }],
    events: [{ id: 'event-1' }],
  });
});

test.each(['nobody', 'f'.repeat(32), '..%2f..'])('a workload %s that nobody saw is a 404', async (lineage) => {
  const { ask } = await openDesk();
  expect((await ask('GET', `/v1/clusters/prod-1/workloads/${lineage}`)).status).toBe(404);
});

test('lists of what workloads are, of ways in and of risks', async () => {
  const { ask, stores } = await openDesk();
  await stores.traits.put(traits(cluster, 'checkout'), at);
  await stores.exposures.put(exposure(cluster, 'gateway'), at);
  await stores.risks.put(risk(cluster, 'checkout'), at);
  expect((await ask('GET', '/v1/clusters/prod-1/workloads')).answer).toMatchObject({
    workloads: [{ name: 'checkout' }],
  });
  expect((await ask('GET', '/v1/clusters/prod-1/exposures')).answer).toMatchObject({ exposures: [{ reach: 'internet' }] }); // prettier-ignore
  expect((await ask('GET', '/v1/clusters/prod-1/risks')).answer).toMatchObject({ risks: [{ tracker: 'host-rights' }] });
});

test('coverage names nodes without a sentinel, and sentinels whose node is not known', async () => {
  const { ask, stores } = await openDesk();
  await stores.nodes.put(nodeFacts(cluster, 'node-1'), at);
  await stores.nodes.put(nodeFacts(cluster, 'node-2'), at);
  await stores.nodes.put(nodeFacts(cluster, 'node-gone', { goneAt: at }), at);
  await hear(stores.counters, cluster, 'node-1', at);
  await hear(stores.counters, cluster, 'node-9', at);
  const { answer } = await ask('GET', '/v1/clusters/prod-1/coverage');
  expect(answer['nodes']).toEqual([
    { name: 'node-1', ready: 'ready', virtual: false, heardAt: at, lostPpm: 0, missing: 0 },
    { name: 'node-2', ready: 'ready', virtual: false },
    { name: 'node-9', heardAt: at, lostPpm: 0, missing: 0 },
  ]);
});
