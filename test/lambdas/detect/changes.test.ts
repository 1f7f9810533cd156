import { memoryStores } from '../../../adapters/memory/stores.ts';
import { initialBaseline, withMode } from '../../../core/baseline.ts';
import type { AuditEventId, ExposureId, Lineage } from '../../../core/ids.ts';
import type { AuditEvent } from '../../../core/inventory/audit-event.ts';
import type { Exposure } from '../../../core/inventory/exposure.ts';
import type { WorkloadTraits } from '../../../core/inventory/traits.ts';
import { detectChanges } from '../../../lambdas/detect/changes.ts';
import { tellFindings } from '../../../lambdas/tell-findings.ts';
import { finding } from '../../contracts/samples.ts';
import { t0 } from '../batches.ts';
import { recording } from '../record.ts';
import { cluster, poolIndex, workload } from '../world.ts';

const text = (minutes: number) => new Date(t0 + minutes * 60_000).toISOString();
const board = workload('board');

async function here() {
  const stores = memoryStores();
  const record = recording();
  const clock = { at: t0 };
  const learning = initialBaseline(cluster, text(-3_000), 'ada');
  await stores.baselines.setState(learning, undefined);
  await stores.baselines.setState(withMode(learning, 'enforcing', text(-60), 'ada'), learning.version);
  await stores.workloads.put(board, text(-2_000));
  const deps = { ...stores, baseline: stores.baselines, intelligence: poolIndex, now: () => clock.at, log: record.log, meter: record.meter }; // prettier-ignore
  const incidents = async () => (await stores.incidents.ofCluster(cluster)).map(({ classification, severity, chain }) => ({ classification, severity, links: chain?.links.map(({ what, who }) => `${what} ${who}`) })); // prettier-ignore
  return { stores, clock, deps, incidents };
}

const { lineage, namespace, kind, name } = board;
const way = (over: Partial<Exposure> = {}): Exposure => ({
  id: 'e1' as ExposureId, cluster, kind: 'service-loadbalancer', object: { kind: 'Service', namespace, name: 'board', uid: 'u1', createdAt: text(-900) },
  workload: { lineage, namespace, kind, name }, hosts: [], ports: [{ port: 80 }], paths: [], reach: 'internet', ranges: [], firstSeen: text(0), asOf: text(0), ...over,
}); // prettier-ignore
const opened: AuditEvent = {
  id: 'a1' as AuditEventId, cluster, at: text(-1), receivedAt: text(0), verb: 'patch', group: '', resource: 'services', namespace, name: 'board',
  actor: 'mallory@acme.example', sourceIps: [], userAgent: 'kubectl', status: 200,
}; // prettier-ignore

test('a dashboard that is opened is an incident at once, with who opened it', async () => {
  const { stores, deps, incidents } = await here();
  await stores.events.append(opened);
  const exposure = way({ dashboard: 'kubeflow' });
  await stores.exposures.put(exposure, text(0));
  await detectChanges([{ kind: 'exposure', value: exposure }], deps);
  expect(await incidents()).toEqual([{ classification: 'exposed-dashboard', severity: 'high', links: ['exposed mallory@acme.example'] }]); // prettier-ignore
});

test('who opened it may be told later, and joins the chain', async () => {
  const { stores, deps, incidents } = await here();
  const exposure = way({ dashboard: 'kubeflow' });
  await stores.exposures.put(exposure, text(0));
  await detectChanges([{ kind: 'exposure', value: exposure }], deps);
  expect(await incidents()).toMatchObject([{ links: ['exposed unknown'] }]);
  await stores.events.append(opened);
  await detectChanges([{ kind: 'event', value: opened }], deps);
  expect(await incidents()).toMatchObject([{ links: ['exposed mallory@acme.example'] }]);
});

test('what is no dashboard waits for an audit log that is on its way, and no longer than five minutes', async () => {
  const { stores, clock, deps, incidents } = await here();
  await stores.parts.put('audit', { cluster, state: 'on', newestAt: text(-2), gaps: [] }, undefined);
  await stores.exposures.put(way(), text(0));
  await detectChanges([{ kind: 'exposure', value: way() }], deps);
  expect(await incidents()).toEqual([]);
  clock.at = t0 + 6 * 60_000;
  await detectChanges([{ kind: 'exposure', value: way() }], deps);
  expect(await incidents()).toMatchObject([{ severity: 'medium' }]);
});

test('a privileged stranger is told before it says a word; one that was there while learning went on is not', async () => {
  const { stores, deps, incidents } = await here();
  const traits = (lineageOf: Lineage): WorkloadTraits => ({
    cluster, lineage: lineageOf, namespace, kind, name: 'agent', uid: 'u9', createdAt: text(-1), labels: {}, hostNetwork: false, hostPID: false, hostIPC: false, hostPaths: [],
    containers: [{ name: 'a', image: 'docker.io/x/agent:1', init: false, privileged: true, capabilities: [], cpuLimit: false, memoryLimit: false, ports: [], hostPorts: [] }],
    automountToken: true, pods: 1, nodes: [], firstSeen: text(0), asOf: text(0),
  }); // prettier-ignore
  await detectChanges([{ kind: 'traits', value: traits(board.lineage) }], deps);
  expect(await incidents()).toEqual([]);
  const agent = workload('agent', { createdAt: text(-1), images: ['docker.io/x/agent:1'] });
  await stores.workloads.put(agent, text(0));
  await detectChanges([{ kind: 'traits', value: traits(agent.lineage) }], deps);
  expect(await incidents()).toMatchObject([{ classification: 'suspicious-newcomer', severity: 'high' }]);
});

test.each([
  ['before the connection is heard of', true],
  ['after that', false],
])('who went into a pod and looked around is told, where the log tells of it %s', async (_, before) => {
  const { stores, deps, incidents } = await here();
  await stores.parts.put('audit', { cluster, state: 'on', newestAt: text(0), gaps: [] }, undefined);
  const entered: AuditEvent = { ...opened, id: 'a2' as AuditEventId, at: text(-4), verb: 'create', resource: 'pods', subresource: 'exec', name: 'board-7d9f-x2' }; // prettier-ignore
  const quiet = finding(cluster, { kind: 'new-connection', lineage, workload: 'shop/board', object: 'db', verdict: 'drift', severity: 'low', reason: 'edge-not-in-baseline', firstSeen: text(0) }); // prettier-ignore
  const hear = async () => {
    await stores.events.append(entered);
    await detectChanges([{ kind: 'event', value: entered }], deps);
  };
  if (before) await hear();
  await tellFindings([quiet], deps);
  if (!before) {
    expect(await incidents()).toEqual([]);
    await hear();
  }
  const told = await stores.incidents.ofCluster(cluster);
  expect(told).toMatchObject([{ severity: 'low', classification: 'lateral-movement', findings: [{ reason: 'entered-just-before', verdict: 'alert' }] }]); // prettier-ignore
  await tellFindings([quiet], deps);
  await hear();
  expect(await stores.incidents.ofCluster(cluster)).toEqual(told);
  expect(await stores.findings.ofCluster(cluster)).toMatchObject([{ reason: 'entered-just-before' }]);
});
