import type { Baseline } from '../../core/baseline.ts';
import { GraphPage, type ShownEdge, type ShownWorkload } from '../../core/answers/graph.ts';
import { type Counters, noCounters } from '../../core/conversation.ts';
import { totalsByEdge } from '../../core/counter-sheet.ts';
import { directionOf, type Edge } from '../../core/edge.ts';
import type { EdgeId, Lineage } from '../../core/ids.ts';
import { type Peer, peerLabel } from '../../core/peer.ts';
import { type Workload, workloadLabel } from '../../core/workload.ts';
import { clusterOf } from './asked.ts';
import { baselineOf } from './mode.ts';
import { jsonBytes, type Page, pageOf } from './page.ts';
import { type Given, paged, route } from './route.ts';

export const graphRoutes = [
  route({
    method: 'GET',
    path: '/clusters/:cluster/graph',
    summary: 'Edges with direction, labels and totals, and the workloads at their ends',
    query: paged,
    answers: GraphPage,
    async answer(c, deps) {
      const cluster = await clusterOf(c, deps);
      const { id } = cluster;
      const [edges, workloads, sheets, baseline] = await Promise.all([
        deps.edges.ofCluster(id),
        deps.workloads.ofCluster(id),
        deps.counters.ofCluster(id),
        baselineOf(cluster, deps),
      ]);
      const totals = totalsByEdge(sheets.map(({ sheet }) => sheet));
      return graphPage(edges, workloads, totals, baseline, c.req.query('cursor'));
    },
  }),
];

/** One page of the application security graph, edges in order of their ids. */
export function graphPage(
  edges: readonly Edge[],
  workloads: readonly Workload[],
  totals: ReadonlyMap<EdgeId, Counters>,
  baseline: Baseline,
  cursor: string | undefined,
): Given<GraphPage> {
  const byLineage = new Map(workloads.map((workload) => [workload.lineage, shownWorkload(workload)]));
  const shown = edges.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map((edge) => shownEdge(edge, totals, byLineage));
  const { items, next }: Page<ShownEdge> = pageOf(shown, ({ id }) => id, cursor, sizesWith(byLineage));
  const present = new Set(items.flatMap(lineagesOf));
  return {
    cluster: baseline.cluster,
    mode: baseline.mode,
    baselineVersion: baseline.version,
    workloads: [...byLineage.values()].filter(({ lineage }) => present.has(lineage)),
    edges: items,
    ...(next === undefined ? {} : { next }),
  };
}

/** An edge weighs what it adds: itself, and the workloads that no edge before it brought. */
function sizesWith(workloads: Labelled): (edge: ShownEdge) => number {
  const counted = new Set<Lineage>();
  return (edge) => {
    let bytes = jsonBytes(edge);
    for (const lineage of lineagesOf(edge)) {
      const workload = workloads.get(lineage);
      if (workload !== undefined && !counted.has(lineage)) bytes += jsonBytes(workload) + 1;
      counted.add(lineage);
    }
    return bytes;
  };
}

function lineagesOf({ source, destination }: Edge): Lineage[] {
  return [source, destination].flatMap((peer) => (peer.kind === 'workload' ? [peer.lineage] : []));
}

export function shownWorkload(workload: Workload): ShownWorkload {
  return { ...workload, label: workloadLabel(workload) };
}

/** Workloads of a cluster by lineage, with how people read them. */
export type Labelled = ReadonlyMap<Lineage, ShownWorkload>;

export function shownEdge(edge: Edge, totals: ReadonlyMap<EdgeId, Counters>, workloads: Labelled): ShownEdge {
  const labelOf = (peer: Peer) => (peer.kind === 'workload' && workloads.get(peer.lineage)?.label) || peerLabel(peer);
  return {
    ...edge,
    direction: directionOf(edge),
    labels: { source: labelOf(edge.source), destination: labelOf(edge.destination) },
    totals: totals.get(edge.id) ?? noCounters,
  };
}
