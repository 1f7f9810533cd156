import type { Counters } from '../core/conversation.ts';
import type { Edge } from '../core/edge.ts';
import type { ClusterId, EdgeId } from '../core/ids.ts';
import type { CounterStore, EdgeStore, WorkloadStore } from '../core/ports/graph.ts';
import type { Clock } from '../core/ports/runtime.ts';
import type { Workload } from '../core/workload.ts';
import { type Bounds, remembered } from './remembered.ts';
import { rememberedTotals, totalsOf } from './remembered-totals.ts';

/** A cluster's graph as it is shown: all in the order of ids. */
export interface WholeGraph {
  readonly edges: readonly Edge[];
  readonly workloads: readonly Workload[];
  readonly totals: ReadonlyMap<EdgeId, Counters>;
}

interface GraphStores {
  readonly edges: EdgeStore;
  readonly workloads: WorkloadStore;
  readonly counters: CounterStore;
}

const minuteMs = 60_000;

/**
 * Who writes names his moment at most ten minutes before it can be read: no stage that writes runs longer than five, and the index
 * follows in seconds.
 */
export const graphBounds: Bounds = { lateMs: 10 * minuteMs, wholeMs: 30 * minuteMs, most: 200_000 };

/** @param withinMs gives what was read at most so long ago, without asking again */
export type GraphOf = (cluster: ClusterId, withinMs?: number) => Promise<WholeGraph>;

/** These stores, with the graph of each cluster kept between calls. */
export function rememberedGraph<Stores extends GraphStores>(stores: Stores, now: Clock, bounds = graphBounds): Stores & { readonly graphOf: GraphOf } {
  const { edges, workloads, counters } = stores;
  const ofEdges = remembered({ all: (id) => edges.ofCluster(id), changedSince: (id, since) => edges.changedSince(id, since), keyOf: ({ id }) => id }, bounds, now);
  const ofWorkloads = remembered({ all: (id) => workloads.ofCluster(id), changedSince: (id, since) => workloads.changedSince(id, since), keyOf: ({ lineage }) => lineage }, bounds, now);
  const totals = rememberedTotals(counters, now);
  return {
    ...stores,
    edges: { ...edges, ofCluster: (id) => ofEdges(id) },
    workloads: { ...workloads, ofCluster: (id) => ofWorkloads(id) },
    graphOf: (id, withinMs) => together(ofEdges(id, withinMs), ofWorkloads(id, withinMs), totals(id, withinMs)),
  };
} // prettier-ignore

/** The graph from these stores, all of it each time. */
export function graphFrom({ edges, workloads, counters }: GraphStores): GraphOf {
  return (id) => together(edges.ofCluster(id), workloads.ofCluster(id), totalsOf(counters)(id));
}

async function together(...parts: readonly [Promise<readonly Edge[]>, Promise<readonly Workload[]>, Promise<ReadonlyMap<EdgeId, Counters>>]): Promise<WholeGraph> {
  const [edges, workloads, totals] = await Promise.all(parts);
  return { edges, workloads, totals };
} // prettier-ignore
