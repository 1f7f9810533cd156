import { ClusterId } from '../../../core/ids.ts';
import { publishReview } from '../../../lambdas/published-review.ts';
import { routes } from '../../../lambdas/api/routes.ts';
import * as things from '../../contracts/inventory-samples.ts';
import * as samples from '../../contracts/samples.ts';
import { authority, desk, endpoint } from './desk.ts';

/** Two clusters of one installation, each with something of everything, in words that only its own things hold. */
export const ours = ClusterId.parse('prod-1');
export const theirs = ClusterId.parse('prod-2');

const { at } = samples;

/** What stands in every thing of a cluster. */
export const markOf = (cluster: ClusterId) => `mark-of-${cluster}`;

/** What the parts of a path that vary are called in a cluster. */
export function namesIn(cluster: ClusterId): Readonly<Record<string, string>> {
  const mark = markOf(cluster);
  const edge = samples.edge(cluster, { source: samples.workloadPeer(mark) });
  const finding = samples.finding(cluster, { lineage: samples.lineage(mark) });
  return { cluster, lineage: samples.lineage(mark), edge: edge.id, finding: finding.id, incident: samples.incident(cluster, mark).id };
} // prettier-ignore

export async function twoClusters() {
  const opened = desk();
  for (const id of [ours, theirs]) await fill(id, opened);
  return opened;
}

async function fill(id: ClusterId, { ask, stores, objects }: ReturnType<typeof desk>): Promise<void> {
  await ask('POST', '/v1/clusters', { id });
  const mark = markOf(id);
  const lineage = samples.lineage(mark);
  const own = { lineage, workload: mark, label: mark };
  const edge = samples.edge(id, { source: samples.workloadPeer(mark) });
  const finding = samples.finding(id, own);
  await Promise.all([
    stores.edges.put(edge, undefined, at),
    stores.workloads.put(samples.workload(id, mark), at),
    stores.counters.write({ cluster: id, node: mark, bootId: 'b', hour: '2026-11-23T10' }, { lines: [samples.line(mark, { edge: edge.id })], seq: 1, receivedAt: at, paceMs: 60_000, lostPpm: 0, heardSince: 0, lateMs: 0, received: [] }, undefined),
    stores.findings.put(finding, at),
    stores.incidents.put(samples.incident(id, mark, { ...own, findings: [finding] }), undefined),
    stores.notices.begin(samples.incident(id, mark).id, 1, 'slack', at),
    stores.baselines.add({ ...samples.fact(id, mark), label: mark }),
    stores.baselines.reject(samples.rejection({ ...samples.fact(id, mark, 'rejected'), label: mark })),
    stores.baselines.keepVersion({ cluster: id, version: 1, at, by: mark, what: 'enrolled', text: mark, removed: [] }),
    stores.audit.append({ cluster: id, at, actor: mark, action: 'x', detail: mark }),
    stores.exposures.put(things.exposure(id, mark), at),
    stores.traits.put(things.traits(id, mark), at),
    stores.nodes.put(things.nodeFacts(id, mark), at),
    stores.namespaces.put(things.namespaceFacts(id, mark), at),
    stores.risks.put(things.risk(id, mark, { label: mark }), at),
    stores.events.append(things.auditEvent(id, '8f0a5f4e-0000-4000-8000-000000000001', { actor: mark })),
    publishReview(id, { candidates: [{ finding, reason: 'too-rare', suspicion: 1, because: [mark], support: edge.support }], more: 0 }, '2026-11-23T23:00:00.000Z', objects),
  ]);
} // prettier-ignore

/** All that is kept of a cluster, to be compared. */
export async function keptOf(cluster: ClusterId, { stores }: Pick<ReturnType<typeof desk>, 'stores'>): Promise<string> {
  return JSON.stringify([
    await stores.clusters.find(cluster),
    await stores.baselines.state(cluster),
    ...(await Promise.all([
      stores.baselines.facts(cluster), stores.baselines.rejections(cluster), stores.baselines.versions(cluster), stores.edges.ofCluster(cluster), stores.workloads.ofCluster(cluster),
      stores.counters.ofCluster(cluster), stores.findings.ofCluster(cluster), stores.incidents.ofCluster(cluster), stores.audit.ofCluster(cluster), stores.exposures.ofCluster(cluster),
      stores.traits.ofCluster(cluster), stores.nodes.ofCluster(cluster), stores.namespaces.ofCluster(cluster), stores.risks.ofCluster(cluster),
    ])),
  ]);
} // prettier-ignore

const reason = 'looked at';

/** A body that each route takes, by route. A route with a body that is not here fails the tests that read this. */
const bodies: Readonly<Record<string, (names: Readonly<Record<string, string>>) => object>> = {
  'POST /clusters': () => ({ id: 'prod-3', access: { endpoint, authority, token: 'kube-token' }, identity: { issuer: 'https://issuer.example', subject: 'system:serviceaccount:plumbline:plumbline-sentinel', keys: [{ kid: 'k', kty: 'RSA', n: 'A'.repeat(342), e: 'AQAB' }] } }),
  'PUT /clusters/:cluster/access': () => ({ endpoint, authority, token: 'kube-token' }),
  'PUT /clusters/:cluster/mode': () => ({ mode: 'shadow', version: 1 }),
  'PUT /clusters/:cluster/mode/overrides': () => ({ namespace: 'shop', mode: 'shadow', version: 1 }),
  'PUT /clusters/:cluster/baseline/lock': () => ({ locked: true, version: 1 }),
  'POST /clusters/:cluster/findings/:finding/accept': () => ({ reason }),
  'POST /clusters/:cluster/findings/:finding/reject': () => ({ reason }),
  'POST /clusters/:cluster/findings/review': ({ finding }) => ({ verb: 'reject', findings: [finding], reason }),
  'POST /clusters/:cluster/incidents/:incident/acknowledge': () => ({ reason }),
  'POST /clusters/:cluster/incidents/:incident/close': () => ({ reason }),
  'POST /clusters/:cluster/incidents/:incident/mute': () => ({ reason, until: '2026-12-01T00:00:00.000Z' }),
  'POST /clusters/:cluster/incidents/:incident/unmute': () => ({ reason }),
}; // prettier-ignore

/** What stands behind the question mark where a route cannot do without. */
const queries: Readonly<Record<string, string>> = { 'GET /clusters/:cluster/mode/forecast': '?mode=enforcing' };

/** Every route that is answered, with how to ask it so that it answers. */
export const askable = routes.map(({ method, path, body, query }) => {
  const name = `${method} ${path}`;
  return {
    name,
    method,
    path,
    query,
    schema: body,
    addressOf: (names: Readonly<Record<string, string>>) =>
      `/v1${path.replaceAll(/:(\w+)/g, (_, part: string) => encodeURIComponent(names[part] ?? `no-${part}-in-two-clusters.ts`))}${queries[name] ?? ''}`,
    bodyOf(names: Readonly<Record<string, string>>): object | undefined {
      if (body === undefined) return undefined;
      const made = bodies[name];
      if (made === undefined) throw new Error(`test/lambdas/api/two-clusters.ts has no body for ${name}: give it one`);
      return made(names);
    },
  };
}); // prettier-ignore
