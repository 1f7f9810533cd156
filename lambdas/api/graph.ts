import type { Baseline } from '../../core/baseline.ts';
import { GraphPage, ShownEdge, type ShownWorkload } from '../../core/answers/graph.ts';
import { GraphMap, type MapEnd } from '../../core/answers/map.ts';
import { type Counters, noCounters } from '../../core/conversation.ts';
import { directionOf } from '../../core/direction.ts';
import type { Edge } from '../../core/edge.ts';
import { mapOf } from '../../core/graph-map.ts';
import { EdgeId, Lineage } from '../../core/ids.ts';
import { Instant } from '../../core/instant.ts';
import { type Peer, peerLabel } from '../../core/peer.ts';
import { registrableDomain } from '../../core/popular.ts';
import { type Workload, workloadLabel } from '../../core/workload.ts';
import { type Asked, clusterOf } from './asked.ts';
import type { ApiDeps } from './deps.ts';
import { baselineOf } from './mode.ts';
import { jsonBytes, pageById, unknownCursor } from './page.ts';
import { Refusal } from './refusal.ts';
import { type Given, paged, route } from './route.ts';

/** The snapshot page by page, or what changed of it lately. */
const changing = { ...paged, since: 'RFC 3339 in UTC: only edges that are new or changed since then' } as const;

export const graphRoutes = [
  route({
    method: 'GET',
    path: '/clusters/:cluster/graph',
    summary: 'Edges with direction, labels and totals, and the workloads at their ends',
    query: changing,
    answers: GraphPage,
    async answer(c, deps) {
      const { edges, workloads, totals, baseline, cursor } = await storedGraph(c, deps);
      return graphPage(edges, workloads, totals, baseline, cursor);
    },
  }),
  route({
    method: 'GET',
    path: '/clusters/:cluster/map',
    summary: 'The graph as it is drawn: who stands at the ends, and a line for each edge',
    query: changing,
    answers: GraphMap,
    async answer(c, deps) {
      const { edges, workloads, totals, baseline, cursor } = await storedGraph(c, deps);
      return graphMap(edges, workloads, totals, baseline, cursor);
    },
  }),
  route({
    method: 'GET',
    path: '/clusters/:cluster/edges/:edge',
    summary: 'One edge with all that was said on it, and its totals',
    query: { source: 'lineage of the workload that it begins at, by which it is found without reading all edges' },
    answers: ShownEdge,
    async answer(c, deps) {
      const { id } = await clusterOf(c, deps);
      const source = Lineage.safeParse(c.req.query('source'));
      const edges = source.success ? await deps.edges.ofWorkload(id, source.data) : await deps.edges.ofCluster(id);
      const edge = edges.find((one) => one.id === c.req.param('edge'));
      if (edge === undefined) throw new Refusal(404, 'Unknown edge', 'No edge of this id is stored.', 'edge');
      const [totals, ...ends] = await Promise.all([
        deps.graphOf(id).then(({ totals: all }) => all),
        ...lineagesOf(edge).map((lineage) => deps.workloads.find(id, lineage)),
      ]);
      const labelled = new Map(ends.flatMap((end) => (end === undefined ? [] : [[end.lineage, shownWorkload(end)]])));
      return shownEdge(edge, totals, labelled);
    },
  }),
];

function edgeCursor(c: Asked): EdgeId | undefined {
  const cursor = c.req.query('cursor');
  if (cursor === undefined) return undefined;
  const id = EdgeId.safeParse(cursor);
  if (!id.success) throw unknownCursor();
  return id.data;
}

/** Pages of one reading show one graph. */
const readingMs = 30_000;

/** What both pages of the graph are made of: all of it from the cursor on, or what changed since a time. */
async function storedGraph(c: Asked, deps: ApiDeps) {
  const cursor = edgeCursor(c);
  const cluster = await clusterOf(c, deps);
  const since = sinceOf(c);
  const { id } = cluster;
  if (since === undefined) {
    const [graph, baseline] = await Promise.all([deps.graphOf(id, cursor === undefined ? 0 : readingMs), baselineOf(cluster, deps)]);
    return { ...graph, baseline, cursor };
  }
  // Totals may be as old as a reading; what is new is as it stands.
  const [edges, { workloads, totals }, baseline] = await Promise.all([deps.edges.changedSince(id, since), deps.graphOf(id, readingMs), baselineOf(cluster, deps)]);
  const labelled = new Set(workloads.map(({ lineage }) => lineage));
  const newcomers = [...new Set(edges.flatMap(lineagesOf))].filter((lineage) => !labelled.has(lineage));
  const found = await deps.workloads.findAll(newcomers.map((lineage) => ({ cluster: id, lineage })));
  return { edges, workloads: [...workloads, ...found], totals, baseline, cursor };
} // prettier-ignore

function sinceOf(c: Asked): string | undefined {
  const since = c.req.query('since');
  if (since === undefined) return undefined;
  const instant = Instant.safeParse(since);
  if (!instant.success) throw new Refusal(422, 'Invalid time', 'since is no time as RFC 3339 writes it in UTC, such as 2026-11-23T14:00:00Z.', 'since'); // prettier-ignore
  return new Date(instant.data).toISOString();
}

/** One page of the map. Edges come in the order of their ids. */
export function graphMap(
  edges: readonly Edge[],
  workloads: readonly Workload[],
  totals: ReadonlyMap<EdgeId, Counters>,
  baseline: Baseline,
  cursor: EdgeId | undefined,
): Given<GraphMap> {
  const byLineage: Labelled = new Map(workloads.map((workload) => [workload.lineage, shownWorkload(workload)]));
  const { items, next } = pageById(edges, cursor, () => mapEdgeBytes);
  const { cluster, mode, version: baselineVersion } = baseline;
  const drawn = mapOf(items, (peer) => endOf(peer, byLineage), ({ id }) => totals.get(id)?.lastSeen ?? 0);
  return { cluster, mode, baselineVersion, ...drawn, ...(next === undefined ? {} : { next }) };
} // prettier-ignore

function endOf(peer: Peer, workloads: Labelled): MapEnd {
  const stored = peer.kind === 'workload' ? workloads.get(peer.lineage) : undefined;
  if (stored === undefined) {
    const domain = peer.kind === 'name' ? registrableDomain(peer.name) : undefined;
    const isPart = domain !== undefined && domain !== peerLabel(peer);
    return { peer, label: peerLabel(peer), ...(isPart && { domain }) };
  }
  const { label, kind, name, createdAt } = stored;
  return { peer, label, workload: { kind, name, createdAt } };
}

/** What a line of the map takes with its share of the ends: 20,000 in one answer. */
const mapEdgeBytes = 99;

/** One page of the application security graph. Edges come in the order of their ids. */
export function graphPage(
  edges: readonly Edge[],
  workloads: readonly Workload[],
  totals: ReadonlyMap<EdgeId, Counters>,
  baseline: Baseline,
  cursor: EdgeId | undefined,
): Given<GraphPage> {
  const byLineage = new Map(workloads.map((workload) => [workload.lineage, shownWorkload(workload)]));
  const sizeOf = sizesWith(byLineage);
  const { items, next } = pageById(edges, cursor, (edge) => sizeOf(shownEdge(edge, totals, byLineage)));
  const present = new Set(items.flatMap(lineagesOf));
  return {
    cluster: baseline.cluster,
    mode: baseline.mode,
    baselineVersion: baseline.version,
    workloads: [...byLineage.values()].filter(({ lineage }) => present.has(lineage)),
    edges: items.map((edge) => shownEdge(edge, totals, byLineage)),
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
