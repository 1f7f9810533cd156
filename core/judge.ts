import { withDestination } from './common-destination.ts';
import type { Edge } from './edge.ts';
import type { Finding } from './finding.ts';
import { judgeBirth } from './judge-birth.ts';
import type { JudgeContext } from './judge-context.ts';
import { judgeReach } from './judge-reach.ts';
import { reporter, type Subject } from './judge-report.ts';
import { judgeThreats } from './judge-threats.ts';
import { peerLabel } from './peer.ts';
import { isFamilyKind, lineageFrom, type Workload, workloadLabel } from './workload.ts';

/**
 * Every deviation of one edge. Pure; the same edge and context give the same findings, with the same ids.
 * Threats and imitations are judged in every mode; the rest only once learning has ended.
 */
export function judgeEdge(edge: Edge, context: JudgeContext): Finding[] {
  const subject = subjectOf(edge, context.workload);
  if (subject === undefined) return [];
  const report = reporter(edge, subject, context);
  const threats = withDestination(judgeThreats(edge, context, report), edge, context.familiarity);
  const birth = judgeBirth(context, report, threats.length > 0);
  if (context.baseline.mode === 'learning') return [...threats, ...birth.filter(({ kind }) => kind === 'imitation')];
  return [...threats, ...birth, ...withDestination(judgeReach(edge, context, report), edge, context.familiarity)];
}

/**
 * Whose deviation it is: the source's; a node's where no pod can be named; an address's own as long as nobody could say whose
 * it is, so that an outage of Kubernetes hides no miner. Clients from outside have no lineage here.
 */
function subjectOf(edge: Edge, workload: Workload | undefined): Subject | undefined {
  const { source } = edge;
  if (source.kind === 'workload') {
    // Of a family the task that was seen is named: that one has to be found and stopped.
    if (isFamilyKind(source.workload)) return { lineage: source.lineage, label: workloadLabel({ ...source, kind: source.workload }) };
    return { lineage: source.lineage, label: workload ? workloadLabel(workload) : peerLabel(source) };
  }
  // A node stands for everything that shares its network; each is a subject of its own.
  if (source.kind === 'node') return { lineage: lineageFrom(edge.cluster, `node/${source.name}`), label: `node ${source.name}` };
  if (source.kind === 'unresolved') return { lineage: lineageFrom(edge.cluster, `unresolved/${source.address}`), label: `${source.address} (owner unknown)` };
  return undefined;
} // prettier-ignore
