import type { Edge } from '../../../core/edge.ts';
import type { ClusterId } from '../../../core/ids.ts';
import type { EksFacts } from '../../../core/inventory/cluster-facts.ts';
import type { Scene } from '../../../core/risks/scene.ts';
import { type Risk, Tracker } from '../../../core/risks/risk.ts';
import { riskChanges } from '../../../core/risks/track.ts';
import { track } from '../../../core/risks/trackers.ts';
import { container, exposure, namespaceFacts, nodeFacts, traits } from '../../contracts/inventory-samples.ts';
import { at, edge, fact, lineage, workloadPeer } from '../../contracts/samples.ts';

const cluster = 'prod' as ClusterId;
const now = Date.parse('2026-11-23T14:00:00Z');
const eks: EksFacts = {
  cluster, eksName: 'prod', version: '1.35', publicEndpoint: false, privateEndpoint: true, publicRanges: [], logging: ['audit'],
  secretsEncrypted: true, status: 'ACTIVE', asOf: at,
}; // prettier-ignore
const audit = { cluster, state: 'on', newestAt: at, receivedAt: at, gaps: [] } as const;

/** A cluster without a risk. */
const clean: Scene = {
  now,
  exposures: [],
  traits: [traits(cluster, 'web')],
  namespaces: [namespaceFacts(cluster, 'shop', { policies: [{ name: 'egress', createdAt: at, everyPod: true, types: ['egress'] }] })],
  nodes: [nodeFacts(cluster, 'node-1', { createdAt: '2026-11-01T00:00:00Z' })],
  heard: [{ node: 'node-1', heardAt: at, paceMs: 60_000, lostPpm: 0, missing: 0 }],
  eks,
  audit: { ...audit, gaps: [] },
  edges: [edge(cluster)],
  facts: [],
  spoke: new Map(),
}; // prettier-ignore

const seenIn = (change: Partial<Scene>) => track({ ...clean, ...change }).seen;
const metadata = (change: Partial<Edge> = {}) => edge(cluster, { destination: { kind: 'infrastructure', name: 'instance-metadata' }, port: 80, ...change }); // prettier-ignore
const oldFact = { ...fact(cluster, 'checkout', edge(cluster).id), provenance: { by: 'person', at: '2026-09-01T00:00:00Z', actor: 'ada', reason: 'known' } } as const; // prettier-ignore

/** For each tracker a scene with its risk, how bad it is, and what its evidence must say. */
const risky: readonly [Tracker, Partial<Scene>, Risk['severity'], RegExp][] = [
  ['exposed-dashboard', { exposures: [exposure(cluster, 'dash', { dashboard: 'kubeflow' })] }, 'high', /open like this since/],
  ['exposed-dashboard', { exposures: [exposure(cluster, 'dash', { dashboard: 'grafana', reach: 'network', kind: 'node-port' })] }, 'low', /behind it/],
  ['exposed-management-port', { exposures: [exposure(cluster, 'db', { ports: [{ port: 443, target: 5432 }] })] }, 'high', /443 to 5432/],
  ['public-eks-endpoint', { eks: { ...eks, publicEndpoint: true, publicRanges: ['0.0.0.0/0'] } }, 'medium', /0\.0\.0\.0\/0/],
  ['public-eks-endpoint', { eks: { ...eks, publicEndpoint: true, publicRanges: ['198.51.100.0/24'] } }, 'low', /198\.51/],
  ['audit-log-off', { eks: { ...eks, logging: ['api'] } }, 'medium', /api/],
  ['audit-log-off', { audit: undefined }, 'low', /never/],
  ['host-rights', { traits: [traits(cluster, 'web', { containers: [container({ privileged: true })] })] }, 'high', /privileged/],
  ['host-rights', { traits: [traits(cluster, 'web', { hostPaths: ['/var/run/docker.sock'] })] }, 'high', /docker\.sock/],
  ['host-rights', { traits: [traits(cluster, 'web', { hostNetwork: true })] }, 'medium', /hostNetwork/],
  ['host-rights', { traits: [traits(cluster, 'cni', { namespace: 'kube-system', hostPID: true })] }, 'low', /usual/],
  ['metadata-reached', { edges: [metadata()] }, 'medium', /169\.254/],
  ['image-unpinned', { traits: [traits(cluster, 'web', { containers: [container({ image: 'docker.io/shop/web:latest' })] })] }, 'low', /latest/],
  ['image-unpinned', { traits: [traits(cluster, 'web', { containers: [container({ image: 'localhost:5000/web' })] }), traits(cluster, 'b', { containers: [container({ image: 'localhost:5000/b:1' })] })] }, 'low', /5000\/web/],
  ['registry-unknown', { traits: [traits(cluster, 'web', { containers: [container({ image: 'hub.attacker.example/x:1' })] })] }, 'low', /attacker/],
  ['egress-without-policy', { namespaces: [namespaceFacts(cluster, 'shop', { policies: [{ name: 'in', createdAt: at, everyPod: true, types: ['ingress'] }] })] }, 'low', /pool\.example\.org/],
  ['no-cpu-limit', { traits: [traits(cluster, 'web', { containers: [container({ cpuLimit: false })] })] }, 'low', /main/],
  ['clear-text-across-namespaces', { edges: [edge(cluster, { destination: { ...workloadPeer('ledger'), namespace: 'bank' }, operations: [{ app: 'http', method: 'GET', path: '/' }] })] }, 'low', /http in clear text/],
  ['node-without-sentinel', { heard: [] }, 'medium', /no batch/],
  ['unused-fact', { facts: [oldFact], spoke: new Map([[edge(cluster).id, Date.parse('2026-10-01T00:00:00Z')]]) }, 'low', /2026-10-01/],
  ['kubernetes-out-of-support', { eks: { ...eks, version: '1.31' } }, 'medium', /2025-11-26/],
  ['kubernetes-out-of-support', { eks: { ...eks, version: '1.34' } }, 'low', /ends 2026-12-02/],
]; // prettier-ignore

describe('risk trackers', () => {
  test('see nothing where there is nothing', () => expect(seenIn({})).toEqual([]));

  test.each(risky)('%s', (tracker, scene, severity, evidence) => {
    const found = seenIn(scene);
    expect(found.map((one) => [one.tracker, one.severity])).toEqual([[tracker, severity]]);
    expect(found[0]?.evidence.join('\n')).toMatch(evidence);
    expect(found[0]?.why.length).toBeGreaterThan(20);
    expect(found[0]?.fix.length).toBeGreaterThan(20);
  });

  test('each of them is tried above', () => {
    expect(new Set([...risky.map(([tracker]) => tracker), 'unauthenticated-api'])).toEqual(new Set(Tracker.options));
  });

  test.each([
    ['a lookup of the metadata service that nothing came of', { edges: [metadata({ outcomes: ['refused'] })] }],
    ['a metadata service reached by a node', { edges: [metadata({ source: { kind: 'node', name: 'node-1' } })] }],
    ['a node that is five minutes old', { nodes: [nodeFacts(cluster, 'node-2', { createdAt: '2026-11-23T13:55:00Z' })] }],
    ['a fact of last week', { facts: [fact(cluster, 'checkout', edge(cluster).id)] }],
    ['an image by its digest', { traits: [traits(cluster, 'web', { containers: [container({ image: `docker.io/a/b@sha256:${'0'.repeat(64)}` })] })] }],
    ['a private registry of AWS', { traits: [traits(cluster, 'web', { containers: [container({ image: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:1' })] })] }],
    ['TLS across namespaces', { edges: [edge(cluster, { destination: { ...workloadPeer('ledger'), namespace: 'bank' }, operations: [{ app: 'tls' }] })] }],
    ['a web page that is meant to be open', { exposures: [exposure(cluster, 'web', { ports: [{ port: 443, target: 8443 }] })] }],
  ] as const)('%s is no risk', (_, scene) => expect(seenIn(scene)).toEqual([])); // prettier-ignore

  test('an API that another namespace changes without saying who calls is one; reading it, or a login, or its own namespace is none', () => {
    const ledger = { ...workloadPeer('ledger'), namespace: 'bank' };
    const called = (operation: object, destination: typeof ledger = ledger) => seenIn({ edges: [edge(cluster, { destination, operations: [{ app: 'http', path: '/entries', ...operation }] })] }).filter(({ tracker }) => tracker === 'unauthenticated-api');
    expect(called({ method: 'POST', unauthenticated: true })).toMatchObject([{ severity: 'low', lineage: ledger.lineage, evidence: [expect.stringMatching(/^shop\/checkout calls POST \/entries on port \d+$/)] }]);
    expect(called({ method: 'GET', unauthenticated: true })).toEqual([]);
    expect(called({ method: 'POST' })).toEqual([]);
    expect(called({ method: 'POST', unauthenticated: true }, { ...ledger, namespace: 'shop' })).toEqual([]);
  }); // prettier-ignore

  test('where something could not be had, nothing is seen and nothing is said to have run', () => {
    const { seen, ran } = track({ ...clean, exposures: undefined, traits: undefined, edges: undefined, facts: undefined, namespaces: undefined, nodes: undefined, eks: undefined }); // prettier-ignore
    expect([seen, [...ran]]).toEqual([[], []]);
  });

  test('a command that is copied into a shell cannot be broken out of by a name', () => {
    const object = { kind: 'Service', namespace: 'x', name: "a'; rm -rf / #", uid: 'u', createdAt: at };
    const [found] = seenIn({ exposures: [exposure(cluster, 'x', { object, dashboard: 'ray' })] });
    expect(found?.command).toContain(String.raw`'a'\''; rm -rf / #'`);
  });
});

describe('the history of a risk', () => {
  const seen = seenIn({ heard: [] });
  const ran = new Set<Tracker>(['node-without-sentinel']);
  const later = '2026-11-24T00:00:00.000Z';

  test('opens, stays as it is, is mended, and comes back', () => {
    const [opened] = riskChanges(cluster, [], seen, ran, at);
    expect(opened).toMatchObject({ openSince: at, reopened: 0 });
    expect(riskChanges(cluster, [opened!], seen, ran, later)).toEqual([]);
    const [mended] = riskChanges(cluster, [opened!], [], ran, later);
    expect(mended).toEqual({ ...opened, fixedAt: later, asOf: later });
    expect(riskChanges(cluster, [mended!], [], ran, later)).toEqual([]);
    const [back] = riskChanges(cluster, [mended!], seen, ran, later);
    expect(back).toMatchObject({ openSince: later, reopened: 1 });
    expect(back?.fixedAt).toBeUndefined();
  });

  test('is told again when it says something else, under the moment since which it is open', () => {
    const [opened] = riskChanges(cluster, [], seen, ran, at);
    const worse = seen.map((one) => ({ ...one, severity: 'high' as const }));
    expect(riskChanges(cluster, [opened!], worse, ran, later)).toMatchObject([{ severity: 'high', openSince: at }]);
  });

  test('is not mended by a tracker that could not look', () => {
    const [opened] = riskChanges(cluster, [], seen, ran, at);
    expect(riskChanges(cluster, [opened!], [], new Set(), later)).toEqual([]);
  });

  test('bears subjects of any length', () => {
    const [long] = riskChanges(cluster, [], [{ ...seen[0]!, subject: '😀'.repeat(900), label: 'x'.repeat(9_000) }], ran, at); // prettier-ignore
    expect(long?.label).toHaveLength(600);
    expect(lineage('x')).toHaveLength(32);
  });
});
