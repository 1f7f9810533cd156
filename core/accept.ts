import { type Fact, factId, type FactKind } from './baseline.ts';
import type { Edge } from './edge.ts';
import type { Finding } from './finding.ts';
import { factLabelOfEdge, operationObject } from './lesson.ts';
import type { Rejection } from './rejection.ts';
import { imageRepository, type Workload, workloadLabel } from './workload.ts';

/** Who decided, when (RFC 3339), why, and the baseline version that begins with the decision. */
export interface Decision {
  readonly actor: string;
  readonly at: string;
  readonly reason: string;
  readonly version: number;
}

/** What the finding is about, as far as it is still stored. */
export interface FindingContext {
  readonly edge?: Edge | undefined;
  readonly workload?: Workload | undefined;
}

interface Thing {
  readonly kind: FactKind;
  readonly object: string;
  readonly label: string;
}

/**
 * What a finding would have to be in the baseline for not to be one. Always the exception for itself, so that accepting
 * silences every kind; and the facts that it speaks of, so that what is alike is known as well.
 */
function thingsOf(finding: Finding, { edge, workload }: FindingContext): Thing[] {
  const things: Thing[] = [{ kind: 'exception', object: finding.id, label: `${finding.kind}: ${finding.label}`.slice(0, 600) }];
  switch (finding.kind) {
    case 'new-egress':
    case 'nameless-egress':
    case 'new-connection':
      if (edge !== undefined) things.push(edgeThing(edge), ...operationThings(edge));
      else if (finding.edge !== undefined) things.push({ kind: 'edge', object: finding.edge, label: finding.label });
      break;
    case 'new-operation':
      if (edge !== undefined) things.push(...operationThings(edge));
      break;
    case 'new-workload':
    case 'lineage-break':
      things.push({ kind: 'workload', object: finding.lineage, label: workload ? workloadLabel(workload) : finding.workload });
      things.push(...imageThings(workload));
      break;
    case 'new-image':
      things.push(...imageThings(workload));
      break;
    case 'new-exposure':
      things.push({ kind: 'exposure', object: finding.object, label: finding.label });
      break;
    default:
      // Nothing else that a baseline holds speaks of it: the exception is all.
      break;
  }
  return things;
} // prettier-ignore

const edgeThing = (edge: Edge): Thing => ({ kind: 'edge', object: edge.id, label: factLabelOfEdge(edge) });

function operationThings(edge: Edge): Thing[] {
  return edge.operations.map((operation) => {
    const object = operationObject(edge, operation);
    return { kind: 'operation', object, label: object };
  });
}

function imageThings(workload: Workload | undefined): Thing[] {
  const repositories = new Set((workload?.images ?? []).map(imageRepository));
  return [...repositories].map((object) => ({ kind: 'image', object, label: object }));
}

/** What a person's yes puts into the baseline. */
export function acceptFinding(finding: Finding, decision: Decision, context: FindingContext = {}): Fact[] {
  const { cluster, lineage, severity } = finding;
  const { actor, at, reason, version } = decision;
  return thingsOf(finding, context).map(({ kind, object, label }) => ({
    id: factId(cluster, lineage, kind, object),
    cluster,
    lineage,
    kind,
    object,
    label,
    provenance: { by: 'person', at, actor, reason },
    since: version,
    ...(kind === 'exception' ? { upTo: severity } : {}),
  }));
}

/** What a person's no forbids: the same things, which then are never learned and, where they were, no longer known. */
export function rejectFinding(finding: Finding, decision: Decision, context: FindingContext = {}): Rejection[] {
  const { cluster, lineage } = finding;
  const { actor, at, reason, version } = decision;
  return thingsOf(finding, context).map(({ kind, object, label }) => ({
    id: factId(cluster, lineage, kind, object),
    cluster,
    lineage,
    kind,
    object,
    label,
    finding: finding.id,
    deviation: finding.kind,
    actor,
    at,
    reason,
    since: version,
  }));
}
