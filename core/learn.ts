import type { Baseline, Fact, FactKind } from './baseline.ts';
import { factId } from './baseline.ts';
import { type Edge, isLookupOnly } from './edge.ts';
import { isExternal, type Peer, peerLabel } from './peer.ts';
import { type Workload, workloadLabel } from './workload.ts';

/** Three distinct hours, or two pods: the support that a fact must earn by the workload's own behaviour (DESIGN 6). */
export const merits = { hours: 3, pods: 2 } as const;

/** Lost share of a window's events above which the window teaches nothing. */
export const tolerableLoss = 0.001;

/** Loss never teaches (I12): a window counts only if nothing was folded and next to nothing dropped. */
export function windowTeaches(coverage: { seen: number; dropped: number; folded: number }): boolean {
  return coverage.folded === 0 && coverage.dropped <= coverage.seen * tolerableLoss;
}

/** What learning adds for this edge now: nothing outside learning, nothing for threats, nothing without support of its own. */
export function lessonsOf(edge: Edge, workload: Workload | undefined, baseline: Baseline, threatened: boolean, now: string): Fact[] {
  if (baseline.mode !== 'learning' || threatened || edge.source.kind !== 'workload' || isLookupOnly(edge)) return [];
  const lesson = (kind: FactKind, object: string, label: string): Fact => ({
    id: factId(edge.cluster, lineage, kind, object),
    cluster: edge.cluster,
    lineage,
    kind,
    object,
    label,
    provenance: { by: 'learning', at: now, hours: edge.support.hours, pods: edge.support.pods },
    since: baseline.version,
  });
  const { lineage } = edge.source;
  const facts: Fact[] = [];
  if (workload !== undefined) facts.push(lesson('workload', lineage, workloadLabel(workload)));
  if (isSupported(edge)) facts.push(lesson('edge', edge.id, `${peerLabel(edge.destination)} on ${edge.proto} port ${edge.port}`)); // prettier-ignore
  return facts;
} // prettier-ignore

/** East-west: three hours or two pods. Egress: three hours. Popularity joins with the review list. */
export function isSupported({ support, destination }: Pick<Edge, 'support' | 'destination'>): boolean {
  if (!isLearnable(destination)) return false;
  if (support.hours.length >= merits.hours) return true;
  return !isExternal(destination) && support.pods.length >= merits.pods;
}

/** What nobody could name is not learned: the baseline would hold an address that means another owner tomorrow. */
function isLearnable(peer: Peer): boolean {
  return peer.kind !== 'unresolved' && peer.kind !== 'address';
}
