import type { ClusterId } from '../../core/ids.ts';
import { intelligenceKeys } from '../../core/feeds/status.ts';
import { initialBaseline } from '../../core/baseline.ts';
import { nodeFacts } from '../contracts/inventory-samples.ts';
import { enrolled, incident } from '../contracts/samples.ts';
import { hear } from '../lambdas/hear.ts';
import { startInstallation, type TestInstallation } from './listening.ts';

let installation: TestInstallation;
const id = 'prod' as ClusterId;
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const eks = { clusterName: 'prod', region: 'eu-west-1' };

beforeEach(async () => {
  installation = await startInstallation();
  const { clusters, baselines } = installation.stores;
  const access = { endpoint: 'https://x.eks.amazonaws.com', authority: 'A', credential: { kind: 'eks' as const, ...eks } }; // prettier-ignore
  await clusters.put(enrolled(id, { access }), undefined);
  await baselines.setState(initialBaseline(id, ago(9_000), 'ada'), undefined);
});
afterEach(() => installation.stop());

/** What doctor says of a stage, its remedy behind it. */
async function said(about: string): Promise<string> {
  const { out } = await installation.run('doctor', '--json');
  const found = (JSON.parse(out) as { about: string; state: string; said: string; remedy?: string }[]).find((one) => one.about === about); // prettier-ignore
  return found === undefined ? 'nothing' : `${found.state}: ${found.said} → ${found.remedy ?? ''}`;
}

const eksFacts = (asOf: string) => ({ cluster: id, eksName: 'prod', version: '1.34', publicEndpoint: true, privateEndpoint: true, publicRanges: [], logging: [], secretsEncrypted: true, status: 'ACTIVE', asOf }); // prettier-ignore

const published = (goodAt: string) => Buffer.from(JSON.stringify({
  v: 1, at: ago(5), version: 'v1', indicators: 240, bytes: 9_000,
  feeds: [{ name: 'a list', licence: 'MIT', category: 'malware', state: 'kept', reason: 'timeout', checkedAt: ago(5), goodAt, read: 1, kept: 1, refused: {}, scoped: {}, flaws: {} }],
})); // prettier-ignore

test('of a cluster that nothing has looked at yet, each stage says so and where to read on', async () => {
  expect(await said('discover prod')).toMatch(/^warning: has not looked at it yet → .*runbook/);
  expect(await said('survey prod')).toMatch(/^warning: EKS told nothing/);
  expect(await said('audit prod')).toMatch(/^warning: no audit log reaches Plumbline/);
  expect(await said('sweep prod')).toMatch(/^warning: has not swept it yet/);
  expect(await said('refresh-intel')).toMatch(/^warning: has published nothing yet: the list that ships is in force/);
  expect(await said('announce prod')).toMatch(/^works: every version of 0 incidents/);
});

test('stages that did their work lately work', async () => {
  const { parts, nodes, counters } = installation.stores;
  await parts.put('inventory', { cluster: id, by: 'discover', wholeAt: ago(1), asOf: ago(1) }, undefined);
  await parts.put('eks', eksFacts(ago(30)), undefined);
  await parts.put('audit', { cluster: id, state: 'on', receivedAt: ago(1), newestAt: ago(1), gaps: [] }, undefined);
  await parts.put('sweep', { cluster: id, changedAt: ago(3), allAt: ago(600) }, undefined);
  await nodes.put(nodeFacts(id, 'node-1', { ready: 'ready' }), ago(1));
  await hear(counters, id, 'node-1', ago(1));
  await installation.objects.put(intelligenceKeys.status, published(ago(60)), 'absent');
  for (const about of ['discover prod', 'survey prod', 'audit prod', 'sweep prod', 'sentinels prod', 'refresh-intel', 'announce prod']) {
    expect([about, await said(about)]).toEqual([about, expect.stringMatching(/^works/)]);
  }
}); // prettier-ignore

test('a stage that stopped, a list that may not be read, a stale feed and a notice that nobody got are told of', async () => {
  const { parts, nodes, incidents, notices } = installation.stores;
  await parts.put('inventory', { cluster: id, by: 'discover', asOf: ago(1), failing: { since: ago(40), fault: 'forbidden', missing: ['ingresses: forbidden'] } }, undefined); // prettier-ignore
  await parts.put('eks', eksFacts(ago(300)), undefined);
  await parts.put('audit', { cluster: id, state: 'on', receivedAt: ago(90), newestAt: ago(90), gaps: [] }, undefined);
  await parts.put('sweep', { cluster: id, changedAt: ago(60), allAt: ago(600) }, undefined);
  await nodes.put(nodeFacts(id, 'node-2', { ready: 'ready' }), ago(1));
  await installation.objects.put(intelligenceKeys.status, published(ago(3_000)), 'absent');
  const untold = incident(id, 'root', { updatedAt: ago(20), openedAt: ago(20) });
  await incidents.put(untold, undefined);
  await notices.begin(untold.id, 1, 'slack', ago(20));
  expect(await said('discover prod')).toMatch(/^warning: Kubernetes is not seen whole since .*forbidden \(ingresses: forbidden\)/); // prettier-ignore
  expect(await said('survey prod')).toMatch(/^warning: EKS was asked last 5 h ago/);
  expect(await said('audit prod')).toMatch(/^warning: no record of the audit log came since/);
  expect(await said('sweep prod')).toMatch(/^warning: swept last 60 min ago: silence is told of by nobody/);
  expect(await said('sentinels prod')).toMatch(/^warning: none was ever heard on 1 of 1 ready node: node-2/);
  expect(await said('refresh-intel')).toMatch(/^warning: .*stale: a list \(timeout\)/);
  expect(await said('announce prod')).toMatch(/^warning: the latest version of 1 incident was told to nobody/);
  expect(await said('slack prod')).toMatch(/^warning: 1 notice of the latest incidents not taken yet/);
});
