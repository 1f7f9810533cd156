import type { ClusterOverview, ShownCluster } from '../../core/answers/cluster.ts';
import type { Cluster } from '../../core/enrolment.ts';
import type { ApiDeps } from './deps.ts';
import { baselineOf } from './mode.ts';

/** A cluster as enrolled, without what lets one in: no hash of a token, no name of a parameter. */
export function shownCluster({ id, enrolledAt, enrolledBy, access, tokenHashes }: Cluster): ShownCluster {
  return {
    id,
    enrolledAt,
    enrolledBy,
    access: access && { endpoint: access.endpoint, credential: access.credential.kind },
    tokens: tokenHashes.length,
  };
}

/** A cluster with its mode, how much is known of it, and which nodes were heard. */
export async function overviewOf(cluster: Cluster, deps: ApiDeps): Promise<ClusterOverview> {
  const { id } = cluster;
  const [baseline, edges, workloads, facts, findings, incidents, sheets] = await Promise.all([
    baselineOf(cluster, deps),
    deps.edges.ofCluster(id),
    deps.workloads.ofCluster(id),
    deps.baselines.facts(id),
    deps.findings.ofCluster(id),
    deps.incidents.ofCluster(id),
    deps.counters.ofCluster(id),
  ]);
  const lastSeen = new Map<string, string>();
  for (const { node, sheet } of sheets) {
    if (sheet.receivedAt > (lastSeen.get(node) ?? '')) lastSeen.set(node, sheet.receivedAt);
  }
  return {
    ...shownCluster(cluster),
    baseline,
    counts: {
      edges: edges.length,
      workloads: workloads.length,
      facts: facts.length,
      findings: findings.length,
      incidents: incidents.length,
      openIncidents: incidents.filter(({ state }) => state === 'open').length,
    },
    nodes: [...lastSeen].map(([name, receivedAt]) => ({ name, lastSeen: receivedAt })).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  };
} // prettier-ignore
