import type { Baseline } from './baseline.ts';
import { type DeviationKind, deviations, type Severity } from './deviation.ts';
import type { ClusterId, EdgeId, Lineage } from './ids.ts';
import { type Finding, findingId } from './finding.ts';
import { digest } from './hash.ts';
import type { Intelligence } from './intelligence.ts';

/** Who a deviation is about. */
export interface Subject {
  readonly lineage: Lineage;
  readonly label: string;
}

/** How bad it is: `drift` is a line of the digest, `blind` cannot be judged. */
export type Grade = Severity | 'drift' | 'blind';

export type Report = (
  kind: DeviationKind,
  grade: Grade,
  reason: string,
  about: { readonly object: string; readonly label: string },
  extra?: Partial<Pick<Finding, 'match' | 'mining'>> & { readonly because?: readonly string[] },
) => Finding;

interface Seen {
  readonly cluster: ClusterId;
  readonly id?: EdgeId;
  /** RFC 3339. */
  readonly firstSeen: string;
  readonly seenBy: string;
}

/** Makes the findings about one thing that was seen: each says with what it was judged (law 6). */
export function reporter(seen: Seen, subject: Subject, { baseline, intelligence }: { readonly baseline: Pick<Baseline, 'mode' | 'version'>; readonly intelligence: Pick<Intelligence, 'version'> }): Report {
  return (kind, grade, reason, { object, label }, { because = [], ...extra } = {}) => ({
    id: findingId(seen.cluster, kind, subject.lineage, object),
    cluster: seen.cluster,
    kind,
    lineage: subject.lineage,
    workload: subject.label,
    object,
    label: label.slice(0, 600).toWellFormed(),
    verdict: grade === 'drift' || grade === 'blind' ? grade : 'alert',
    severity: grade === 'drift' || grade === 'blind' ? 'low' : grade,
    reason,
    ...(seen.id && { edge: seen.id }),
    ...extra,
    ...(because.length > 0 && { because: because.slice(0, 12).map((one) => one.slice(0, 200).toWellFormed()) }),
    techniques: [...deviations[kind].techniques],
    firstSeen: seen.firstSeen,
    seenBy: seen.seenBy,
    judgedWith: { baseline: baseline.version, intelligence: intelligence.version, mode: baseline.mode },
  });
} // prettier-ignore

/** What ids are made from: readable where it fits, a digest where it would have to be cut. */
export function objectOf(...parts: readonly string[]): string {
  const text = JSON.stringify(parts);
  return text.length <= 600 && text.isWellFormed() ? text : digest(...parts);
}
