import type { Clock, EdgeStore, WorkloadStore } from '../core/ports.ts';
import { type Bounds, remembered } from './remembered.ts';

const minuteMs = 60_000;

/**
 * A page of a graph is read from what the page before was, and whoever looks each few seconds costs what changed. Who writes names
 * his moment at most ten minutes before it can be read: no stage that writes runs longer than five, and the index follows in seconds.
 */
export const graphBounds: Bounds = { freshMs: 2_000, lateMs: 10 * minuteMs, wholeMs: 30 * minuteMs, most: 200_000 };

/** These stores, with the graph of each cluster kept between calls: for readers to whom two seconds do no harm. */
export function rememberedGraph<Stores extends { readonly edges: EdgeStore; readonly workloads: WorkloadStore }>(stores: Stores, now: Clock, bounds = graphBounds): Stores {
  const { edges, workloads } = stores;
  const ofEdges = remembered({ all: (id) => edges.ofCluster(id), changedSince: (id, since) => edges.changedSince(id, since), keyOf: ({ id }) => id }, bounds, now);
  const ofWorkloads = remembered({ all: (id) => workloads.ofCluster(id), changedSince: (id, since) => workloads.changedSince(id, since), keyOf: ({ lineage }) => lineage }, bounds, now);
  return { ...stores, edges: { ...edges, ofCluster: ofEdges }, workloads: { ...workloads, ofCluster: ofWorkloads } };
} // prettier-ignore
