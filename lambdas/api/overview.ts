import type { ClusterOverview, ShownCluster } from '../../core/answers/cluster.ts';
import type { Cluster } from '../../core/enrolment.ts';
import type { ApiDeps } from './deps.ts';
import { baselineOf } from './mode.ts';

/** A cluster as enrolled, without what lets one in: no hash of a token, no name of a parameter. */
export function shownCluster({ id, enrolledAt, enrolledBy, access, pushes, tokenHashes }: Cluster): ShownCluster {
  return {
    id,
    enrolledAt,
    enrolledBy,
    access: access && { endpoint: access.endpoint, credential: access.credential.kind },
    ...(pushes === true ? { pushes } : {}),
    tokens: tokenHashes.length,
  };
}

/** A cluster with its mode, how much is known of it, and which nodes were heard. */
export async function overviewOf(cluster: Cluster, deps: ApiDeps): Promise<ClusterOverview> {
  const { id } = cluster;
  const [baseline, edges, workloads, facts, findings, incidents, heard] = await Promise.all([
    baselineOf(cluster, deps),
    deps.edges.ofCluster(id),
    deps.workloads.ofCluster(id),
    deps.baselines.facts(id),
    deps.findings.ofCluster(id),
    deps.incidents.ofCluster(id),
    deps.counters.heard(id, deps.now()),
  ]);
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
    nodes: heard.map(({ node, heardAt }) => ({ name: node, lastSeen: heardAt })),
  };
} // prettier-ignore
