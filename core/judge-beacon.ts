import type { Finding } from './finding.ts';
import type { EdgeId } from './ids.ts';
import type { Incident } from './incident.ts';
import { reporter } from './judge-report.ts';

/** Ways out that a steady beat makes graver, and that nothing was said about yet. */
export function edgesInQuestion(incidents: readonly Incident[]): ReadonlyMap<EdgeId, Finding> {
  const open = incidents.filter(({ state, severity }) => state === 'open' && (severity === 'medium' || severity === 'low'));
  const out = open.flatMap(({ findings }) => findings.filter(({ kind, verdict }) => verdict === 'alert' && (kind === 'new-egress' || kind === 'nameless-egress')));
  return new Map(out.flatMap((finding) => (finding.edge === undefined ? [] : [[finding.edge, finding] as const])));
} // prettier-ignore

/** A steady beat on a way out that is an alert already: a sign beside it, no alarm by itself. */
export function beaconOn(egress: Finding): Finding {
  const { cluster, lineage, object, label, workload, firstSeen, seenBy, judgedWith, edge: id } = egress;
  const { baseline: version, intelligence, mode } = judgedWith;
  const seen = { cluster, firstSeen, seenBy, ...(id !== undefined && { id }) };
  const report = reporter(seen, { lineage, label: workload }, { baseline: { version, mode }, intelligence: { version: intelligence } });
  return report('beacon', 'drift', 'steady-beat', { object, label }, { because: ['hour after hour the same number of connections of the same size'] });
} // prettier-ignore
