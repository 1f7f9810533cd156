import type { Installation } from '../../local/simulator/installation.ts';
import { memoryObjects } from '../../adapters/memory/object-store.ts';
import type { Candidate } from '../../core/candidate.ts';
import { emptySheet } from '../../core/counter-sheet.ts';
import type { Edge } from '../../core/edge.ts';
import { type FeedStatus, intelligenceKeys, type IntelligenceStatus } from '../../core/feeds/status.ts';
import { type Finding, findingId } from '../../core/finding.ts';
import type { ClusterId, Lineage } from '../../core/ids.ts';
import { type Incident, incidentId } from '../../core/incident.ts';
import { peerLabel } from '../../core/peer.ts';
import { hourOf } from '../../core/resolve.ts';
import { type Risk, riskId } from '../../core/risks/risk.ts';
import { lineageFrom } from '../../core/workload.ts';
import { publishReview } from '../../lambdas/published-review.ts';
import { startStand } from '../../test/browser/stand.ts';
import { holdsAxe } from './axe.ts';
import type { Browser } from './browser.ts';
import { type Checks, open, type Shot, shown } from './checks.ts';

// A cluster to which much has happened: sentinels that lose or are silent, nodes without one, feeds that could not be read, a long
// review list, incidents in every state. Everything that a page can have to say at once, in light and dark, at 1440 and 360 pixels.

type Stores = Installation['stores'];

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
const people = ['jane@example.org', 'arn:aws:sts::111122223333:assumed-role/platform/omar', 'kim@example.org'] as const;
const person = (index: number) => people[index % people.length] as string;

export async function eventful(browser: Browser, stores: Stores, cluster: ClusterId, checks: Checks, shot: Shot): Promise<void> {
  const objects = memoryObjects();
  await fillNodes(stores, cluster);
  await fillPeople(stores, cluster);
  await fillRisks(stores, cluster);
  const edges = (await stores.edges.ofCluster(cluster)).filter(({ source }) => source.kind === 'workload');
  const incidents = await fillIncidents(stores, cluster, edges);
  await publishReview(cluster, { candidates: candidatesOf(cluster, edges), more: 0 }, ago(5 * minute), objects);
  await objects.put(intelligenceKeys.status, Buffer.from(JSON.stringify(intelligence())), 'any');
  const stand = await startStand(stores, Date.now, objects);
  const below = `${stand.url}/c/${cluster}`;
  const pages = {
    graph: `${below}/graph`, muted: `${stand.url}/incidents/${incidents.muted}`, silent: `${stand.url}/incidents/${incidents.silent}`, incidents: `${below}/incidents`, learning: `${below}/learning`,
    risks: `${below}/risks`, rejected: `${below}/baseline?view=rejected`, versions: `${below}/baseline?view=versions`, coverage: `${below}/coverage`, audit: `${below}/audit`,
    intelligence: `${stand.url}/intelligence`, clusters: `${stand.url}/clusters`,
  }; // prettier-ignore
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [width, height] of [[1440, 900], [360, 780]] as const) {
      const { page, faults, close } = await open(browser, { colorScheme, viewport: { width, height }, reducedMotion: 'reduce' });
      for (const [name, url] of Object.entries(pages)) {
        await shown(page, url);
        await page.waitForTimeout(250);
        const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
        checks.holds(`eventful ${name} ${colorScheme} ${width}: nothing sticks out`, wide <= width, wide);
        if (width > 1_000) await holdsAxe(page, `eventful ${name} ${colorScheme}`, checks);
        await shot(page, `eventful-${name}-${colorScheme}-${width}`);
      }
      checks.holds(`eventful ${colorScheme} ${width}: no error on any page`, faults.length === 0, faults.slice(0, 3));
      await close();
    }
  }
  await stand.stop();
} // prettier-ignore

async function fillNodes(stores: Stores, cluster: ClusterId): Promise<void> {
  const node = (name: string, parts: object = {}) => stores.nodes.put({ cluster, name, uid: `uid-${name}`, createdAt: ago(9 * day), ready: 'ready', kubelet: 'v1.33.4-eks-7c2a1', virtual: false, firstSeen: ago(9 * day), asOf: ago(minute), ...parts }, ago(minute));
  for (const name of ['ip-10-0-4-17', 'ip-10-0-4-18', 'ip-10-0-5-201']) await node(name);
  await node('fargate-ip-10-0-6-9', { virtual: true });
  await node('ip-10-0-5-90', { ready: 'not-ready' });
  const heard = (name: string, before: number, parts: object = {}) => stores.counters.write({ cluster, node: name, bootId: 'boot-2', hour: hourOf(Date.now() - before) }, { ...emptySheet, seq: 40, receivedAt: ago(before), paceMs: minute, ...parts }, undefined);
  await heard('ip-10-0-4-17', 20_000, { lostPpm: 4_200, received: [[0, 30], [34, 40]] });
  await heard('ip-10-0-4-18', 47 * minute);
  const inventory = { cluster, by: 'discover' as const, wholeAt: ago(3 * hour), failing: { since: ago(2.6 * hour), fault: 'forbidden' as const, missing: ['networkpolicies: forbidden', 'ingresses: forbidden'] }, asOf: ago(minute) };
  await stores.parts.put('inventory', inventory, (await stores.parts.find(cluster, 'inventory'))?.revision);
  const audit = { cluster, state: 'on' as const, newestAt: ago(34 * minute), receivedAt: ago(33 * minute), gaps: [{ from: ago(34 * minute), why: 'late' as const }] };
  await stores.parts.put('audit', audit, (await stores.parts.find(cluster, 'audit'))?.revision);
  await stores.parts.put('eks', { cluster, eksName: 'ml-prod', version: '1.31', supportUntil: '2026-11-26T00:00:00Z', publicEndpoint: true, privateEndpoint: false, publicRanges: ['0.0.0.0/0'], logging: ['audit'], secretsEncrypted: true, status: 'ACTIVE', asOf: ago(40 * minute) }, undefined);
} // prettier-ignore

async function fillPeople(stores: Stores, cluster: ClusterId): Promise<void> {
  const deeds = [
    ['finding-accepted', 'accept api.payments.example on tcp port 443: the new payment provider, ticket PAY-1182, baseline version 3'],
    ['finding-rejected', 'reject 10.8.4.2 on tcp port 22: nobody logs in from there, baseline version 4'],
    ['mode-changed', 'learning became shadow, baseline version 2'],
    ['mode-override-changed', 'namespace team-risk became learning, baseline version 5'],
    ['incident-muted', 'muted for 3 days: load test of the platform team'],
    ['incident-acknowledged', 'looking at it'],
    ['cluster-enrolled', 'enrolled with access to its Kubernetes API'],
  ] as const;
  for (let index = 0; index < 40; index++) {
    const [action, detail] = deeds[index % deeds.length] ?? deeds[0];
    await stores.audit.append({ cluster, at: ago((index + 1) * 3.3 * hour), actor: person(index), action, detail });
    if (index < 6) await stores.baselines.keepVersion({ cluster, version: index + 3, at: ago((7 - index) * 3.3 * hour), by: person(index), what: index % 2 === 0 ? 'accept' : 'reject', text: detail, removed: [] });
  }
  const lineage = lineageFrom(cluster, 'anybody');
  for (const [index, label] of ['10.8.4.2 on tcp port 22', 'paste.example on tcp port 443', 'a-name-that-is-rather-long-and-has-no-place-to-break.partners.eu-central.example.net on tcp port 8443'].entries()) {
    const object = `edge-${index}`;
    await stores.baselines.reject({ id: `${index}`.padStart(32, 'f') as never, cluster, lineage, kind: 'edge', object, label, finding: findingId(cluster, 'new-egress', lineage, object), deviation: 'new-egress', actor: person(index), at: ago(index * day), reason: 'Not ours: asked in #platform, nobody knows it.', since: 4 });
  }
} // prettier-ignore

async function fillRisks(stores: Stores, cluster: ClusterId): Promise<void> {
  const risk = (tracker: Risk['tracker'], severity: Risk['severity'], subject: string, parts: Partial<Risk> & Pick<Risk, 'label' | 'evidence' | 'why' | 'fix'>) => stores.risks.put({ id: riskId(cluster, tracker, subject), cluster, tracker, severity, subject, openSince: ago(2 * day), reopened: 0, asOf: ago(minute), ...parts }, ago(minute));
  await risk('exposed-dashboard', 'critical', 'kubeflow', { label: 'the Kubeflow dashboard kubeflow/centraldashboard is open to the internet', evidence: ['Service istio-system/istio-ingressgateway of type LoadBalancer, 0.0.0.0/0', 'no sign-in in front of it'], why: 'Whoever finds it can start containers with the rights of its service account.', fix: 'Take the Service off the internet.', command: `kubectl -n istio-system patch service istio-ingressgateway -p '{"spec":{"type":"ClusterIP"}}'`, reopened: 1 });
  await risk('public-eks-endpoint', 'high', 'eks', { label: 'the API of the cluster answers the whole internet', evidence: ['publicAccessCidrs: 0.0.0.0/0'], why: 'A stolen credential works from anywhere.', fix: 'Restrict the public endpoint.', command: 'aws eks update-cluster-config --name ml-prod --resources-vpc-config publicAccessCidrs=198.51.100.0/24' });
  await risk('host-rights', 'medium', 'node-exporter', { label: 'monitoring/node-exporter owns its node', evidence: ['hostPID', 'hostPath / (read-only)'], why: 'Who gets into it has the node.', fix: 'Drop what it does not need.' });
  await risk('unused-fact', 'low', 'old', { label: 'team-supply/forecast may still call legacy.example', evidence: ['not seen for 34 days'], why: 'What nobody needs serves only an attacker.', fix: 'Reject it.', fixedAt: ago(3 * hour) });
} // prettier-ignore

async function fillIncidents(stores: Stores, cluster: ClusterId, edges: readonly Edge[]): Promise<{ readonly muted: string; readonly silent: string }> {
  const of = (index: number) => edges[(index * 7) % edges.length] as Edge;
  const told = async (root: string, index: number, findings: Partial<Finding>, parts: Partial<Incident>) => {
    const { source, destination, id: edge } = of(index);
    const whom = source.kind === 'workload' ? { lineage: source.lineage, workload: `${source.namespace}/${source.name}` } : { lineage: '' as Lineage, workload: '' };
    const finding: Finding = { id: findingId(cluster, 'new-egress', whom.lineage, root), cluster, kind: 'new-egress', ...whom, object: root, label: `${peerLabel(destination)} on ${of(index).proto} port ${of(index).port}`, verdict: 'alert', severity: 'high', reason: 'not-in-baseline', edge, techniques: ['T1071'], firstSeen: ago(index * hour), seenBy: 'ip-10-0-4-17', judgedWith: { baseline: 3, intelligence: 'seed', mode: 'enforcing' }, ...findings };
    const incident: Incident = { id: incidentId(cluster, root, 0), cluster, root, period: 0, state: 'open', verdict: 'alert', classification: 'unsanctioned-egress', severity: 'high', workload: finding.workload, lineage: finding.lineage, findings: [finding], moreFindings: 0, techniques: [...finding.techniques], timeline: [{ at: ago(index * hour), what: 'opened', text: `opened by ${finding.kind}` }], openedAt: ago(index * hour), updatedAt: ago(index * hour), version: 1, announcedVersion: 1, ...parts };
    await stores.findings.put(finding, incident.openedAt);
    await stores.incidents.put(incident, undefined);
    return incident.id;
  };
  await told('high', 2, {}, {});
  await told('medium', 3, { kind: 'new-connection', severity: 'medium', reason: 'not-in-baseline' }, { severity: 'medium', classification: 'lateral-movement' });
  await told('low', 5, { kind: 'resolver-bypass', severity: 'low', label: '8.8.8.8' }, { severity: 'low' });
  const muted = await told('muted', 9, {}, { muted: { by: person(1), at: ago(8 * hour), until: new Date(Date.now() + 3 * day).toISOString(), reason: 'load test of the platform team' }, acknowledged: { by: person(0), at: ago(8.5 * hour), reason: 'looking at it' } });
  const node = { lineage: lineageFrom(cluster, 'node/ip-10-0-4-18'), workload: 'node ip-10-0-4-18' };
  const silent = await told('silent', 1, { ...node, kind: 'sentinel-silent', edge: undefined, severity: 'high', reason: 'no-heartbeat', label: `its sentinel was last heard at ${ago(47 * minute).slice(0, 19)}Z`, techniques: ['T1562.001'] }, { ...node, classification: 'telemetry-lost' });
  for (let index = 10; index < 34; index++) await told(`closed-${index}`, index, { severity: index % 3 === 0 ? 'medium' : 'high' }, { state: 'closed', severity: index % 3 === 0 ? 'medium' : 'high', closed: { by: person(index), at: ago((index - 1) * hour), reason: 'accepted: known to the team' } });
  return { muted, silent };
} // prettier-ignore

/** The most suspicious first, as sweep makes the list. */
function candidatesOf(cluster: ClusterId, edges: readonly Edge[]): Candidate[] {
  const reasons = ['unpopular-name', 'nameless', 'too-rare', 'metadata-access', 'resolver-bypass'] as const;
  const because = [['no other workload here uses the name', 'the name is not among the million most used'], ['nobody asked for a name'], ['seen in one hour of seventy'], ['it never did so before']];
  return edges.slice(0, 26).map((edge, index): Candidate => {
    const { source, destination, port, proto } = edge;
    const whom = source.kind === 'workload' ? { lineage: source.lineage, workload: `${source.namespace}/${source.name}` } : { lineage: '' as Lineage, workload: '' };
    const object = `candidate ${edge.id}`;
    const finding: Finding = { id: findingId(cluster, 'new-egress', whom.lineage, object), cluster, kind: 'new-egress', ...whom, object, label: `${peerLabel(destination)} on ${proto} port ${port}`, verdict: 'alert', severity: 'medium', reason: 'not-in-baseline', techniques: ['T1071'], firstSeen: ago((index + 2) * hour), seenBy: 'ip-10-0-4-17', judgedWith: { baseline: 1, intelligence: 'seed', mode: 'learning' } };
    return { finding, reason: reasons[index % reasons.length] ?? 'too-rare', suspicion: Math.max(4, 92 - index * 4), because: because[index % because.length] ?? [], support: { hours: [], pods: [] } };
  });
} // prettier-ignore

function intelligence(): IntelligenceStatus {
  const feed = (name: string, parts: Partial<FeedStatus> = {}): FeedStatus => ({ name, licence: 'CC0-1.0', category: 'mining-pool', state: 'fresh', checkedAt: ago(70 * minute), goodAt: ago(70 * minute), read: 1_204, kept: 1_198, refused: { 'too-popular': 4, 'not-a-name': 2 }, scoped: {}, flaws: {}, ...parts });
  const feeds = [
    feed('mining pools of the seed'),
    feed('abuse.ch ThreatFox', { category: 'command-and-control', licence: 'CC0-1.0', read: 18_402, kept: 17_950, refused: { 'too-popular': 11, private: 3, 'own-name': 1 } }),
    feed('abuse.ch URLhaus', { category: 'malware', state: 'kept', reason: 'unreachable', goodAt: ago(31 * hour) }),
    feed('a list of our own, with a name that is longer than anybody would choose for a list', { licence: 'internal', state: 'kept', reason: 'shrank', goodAt: ago(3 * day), read: 12, kept: 12, refused: {} }),
    feed('tor exits', { category: 'anonymizer', state: 'absent', reason: 'too-large', goodAt: undefined, read: 0, kept: 0, refused: {} }),
  ];
  return { v: 1, at: ago(70 * minute), version: 'sha256-5a0f3c9be1d2', indicators: 20_358, bytes: 612_000, feeds, hunted: { at: ago(70 * minute), added: 214, edges: 1 } };
} // prettier-ignore
